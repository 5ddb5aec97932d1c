#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/scrub/tags.hpp"
#include "privacy/scrub/user_rules.hpp"

namespace sotto::privacy {

class LearnedIndex;
class Windows;

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

/// What stands in the place of a text that could not be scrubbed.
inline constexpr std::string_view failed_text = "[SCRUB_FAILED]";

/// Values of this process that must never leave: found once, at start, and looked for exactly.
struct LearnedSecrets {
  std::vector<std::string> values;  // replaced wherever they stand; at least 6 bytes each
  std::vector<std::string> names;   // replaced as whole words only; at least 5 bytes each
  std::string home;                 // replaced by [HOME_PATH]; may be empty
};

/// The longest that a text of so many bytes can become. A replacement has at most 17 bytes, 22 with
/// its tag, and stands for a value with the name that announces it, as in {"cvv":1}.
constexpr std::size_t most_scrubbed_bytes(std::size_t bytes) noexcept {
  return 4 * bytes + 32;
}

/// Replaces secrets and personal data in text by [KIND], or by [KIND#a1b2] with tags. One pass over
/// the bytes finds candidates (scrub/candidates.hpp), a finder per kind decides (scrub/scan.hpp);
/// linear in the text, never a backtracking pattern. docs/scrubber.md is the whole story.
///
/// Idempotent, as far as the user's own rules are: scrubbing the result changes nothing. Valid
/// UTF-8 stays valid.
/// Threads: one at a time.
class TextScrubber {
 public:
  struct Counts {
    std::uint64_t fields = 0;
    std::uint64_t failed = 0;
    std::array<std::uint64_t, secret_kinds> replaced{};
  };

  explicit TextScrubber(const LearnedSecrets& learned = {}, UserRules rules = {},
                        Tags tags = Tags::off);
  TextScrubber(TextScrubber&&) noexcept;
  TextScrubber& operator=(TextScrubber&&) noexcept;
  ~TextScrubber();

  /// Appends the scrubbed `text` to `out`. False, and nothing appended, when it needed no change. A
  /// text that changes again and again becomes `failed_text`: no byte is searched more than 16
  /// times.
  bool scrub(std::string_view text, std::string& out);

  /// How it writes what it replaces.
  Tags tags() const noexcept { return tags_; }

  /// Whether a value under this key is secret whatever it looks like: "password", "api_key".
  static bool is_secret_key(std::string_view key) noexcept;

  Counts& counts() noexcept { return counts_; }
  const Counts& counts() const noexcept { return counts_; }

 private:
  struct Workspace;

  /// The same as scrub, by our own rules.
  bool scrub_kinds(std::string_view text, std::string& out);
  /// Replaces once what stands in the windows, which become those of `out` where to look again.
  bool scrub_once(std::string_view text, std::string& out);
  /// Appends to the findings what stands in the windows of `text`, and to `encoded`, where that is
  /// given, the places that may hide something.
  void search(std::string_view text, const Windows& windows, std::vector<std::size_t>* encoded);
  /// Appends to the findings what the windows of `text` say under their encodings.
  void search_decoded(std::string_view text, const Windows& windows);

  std::unique_ptr<const LearnedIndex> learned_;  // none when there is nothing to look for
  std::unique_ptr<Workspace> work_;              // of one text; reused
  UserRules rules_;
  Tags tags_;
  std::string ruled_;  // reused from text to text
  Counts counts_;
};

}  // namespace sotto::privacy
