#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::privacy {

struct Finding;
struct Scan;

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
  ip,
  home_path,
  learned,  // a secret of this process: from its environment, or its user's or host's name
};
inline constexpr std::size_t secret_kinds = 13;

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

/// Replaces secrets and personal data in text by [KIND]. One pass finds candidates, a validator
/// per kind decides; linear in the text, never a backtracking pattern.
///
/// The rules are data in scrub_rules.cpp and secret_names.cpp, the validators stand in find_*.cpp;
/// this class finds where to ask them.
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

  explicit TextScrubber(LearnedSecrets learned = {});

  /// Appends the scrubbed `text` to `out`. False, and nothing appended, when it needed no change.
  bool scrub(std::string_view text, std::string& out);

  /// Whether a value under this key is secret whatever it looks like: "password", "api_key".
  static bool is_secret_key(std::string_view key) noexcept;

  Counts& counts() noexcept { return counts_; }
  const Counts& counts() const noexcept { return counts_; }

 private:
  struct Learned {
    std::string text;
    SecretKind kind;
    bool is_whole_word;
  };

  void learn(const std::string& text, SecretKind kind, bool is_whole_word, std::size_t least_bytes);
  bool scrub_once(std::string_view text, std::string& out);
  std::optional<Finding> find_learned(const Scan& scan, std::size_t at) const;

  std::vector<Learned> learned_;            // of those with the same first byte the longest first
  std::array<bool, 256> starts_learned_{};  // by first byte
  Counts counts_;
};

}  // namespace sotto::privacy
