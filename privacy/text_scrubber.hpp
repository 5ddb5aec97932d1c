#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::privacy {

class LearnedIndex;
struct Finding;

/// What was replaced.
enum class SecretKind : std::uint8_t {
  api_key,
  token,
  password,
  private_key,
  jwt,
  url_credentials,
  email,
  phone,
  card,
  iban,
  national_id,
  ip,
  mac,
  host,
  home_path,
  learned,  // a secret of this process: from its environment, or its user's or host's name
};
inline constexpr std::size_t secret_kinds = 16;

/// "API_KEY", ...
std::string_view to_string(SecretKind kind) noexcept;

/// What stands in the place of a secret: "[API_KEY]", ...
std::string_view marker(SecretKind kind) noexcept;

/// Values of this process that must never leave: found once, at start, and looked for exactly.
struct LearnedSecrets {
  std::vector<std::string> values;  // replaced wherever they stand; at least 6 bytes each
  std::vector<std::string> names;   // replaced as whole words only; at least 5 bytes each
  std::string home;                 // replaced by [HOME_PATH]; may be empty
};

/// Replaces secrets and personal data in text by [KIND]. One pass over the bytes finds candidates
/// (scrub/candidates.hpp), a finder per kind decides (scrub/scan.hpp); linear in the text, never a
/// backtracking pattern. docs/scrubber.md is the whole story.
///
/// Idempotent: scrubbing the result changes nothing.
/// Threads: one at a time.
class TextScrubber {
 public:
  struct Counts {
    std::uint64_t fields = 0;
    std::uint64_t failed = 0;
    std::array<std::uint64_t, secret_kinds> replaced{};
  };

  explicit TextScrubber(const LearnedSecrets& learned = {});
  TextScrubber(TextScrubber&&) noexcept;
  TextScrubber& operator=(TextScrubber&&) noexcept;
  ~TextScrubber();

  /// Appends the scrubbed `text` to `out`. False, and nothing appended, when it needed no change.
  bool scrub(std::string_view text, std::string& out);

  /// Whether a value under this key is secret whatever it looks like: "password", "api_key".
  static bool is_secret_key(std::string_view key) noexcept;

  Counts& counts() noexcept { return counts_; }
  const Counts& counts() const noexcept { return counts_; }

 private:
  bool scrub_once(std::string_view text, std::string& out);
  /// Appends to findings_ what stands in `text`; whether some of it is encoded.
  bool search(std::string_view text);
  /// The same for what `text` says under its encodings.
  void search_decoded(std::string_view text);

  std::unique_ptr<const LearnedIndex> learned_;     // none when there is nothing to look for
  std::unique_ptr<std::vector<Finding>> findings_;  // of one text; reused
  Counts counts_;
};

}  // namespace sotto::privacy
