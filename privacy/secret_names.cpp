#include "privacy/secret_names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "core/text.hpp"

namespace sotto::privacy {
namespace {

/// A name in lower case, without its separators, and where its words begin. Of a long name the
/// end: there stands what the value is.
class Words {
 public:
  static constexpr std::size_t max_bytes = 96;

  explicit Words(std::string_view name) noexcept {
    if (name.size() > max_bytes) name.remove_prefix(name.size() - max_bytes);
    char previous = '.';
    for (const char c : name) {
      const bool is_upper = c >= 'A' && c <= 'Z';
      const bool was_lower = previous >= 'a' && previous <= 'z';
      if (core::is_letter(c) || core::is_digit(c)) {
        const bool starts = !(core::is_letter(previous) || core::is_digit(previous));
        if (starts || (is_upper && was_lower)) {
          begins_[words_++] = static_cast<std::uint8_t>(size_);
        }
        text_[size_++] = core::to_lower(c);
      }
      previous = c;
    }
  }

  std::size_t count() const noexcept { return words_; }
  std::string_view joined() const noexcept { return {text_.data(), size_}; }
  /// The word that has `after` words after it; empty when there is none.
  std::string_view from_end(std::size_t after) const noexcept {
    if (after >= words_) return {};
    const std::size_t index = words_ - 1 - after;
    const std::size_t end = index + 1 < words_ ? begins_[index + 1] : size_;
    return joined().substr(begins_[index], end - begins_[index]);
  }

 private:
  std::array<char, max_bytes> text_{};
  std::array<std::uint8_t, max_bytes> begins_{};
  std::size_t size_ = 0;
  std::size_t words_ = 0;
};

template <std::size_t N>
bool is_one_of(std::string_view text, const std::string_view (&words)[N]) noexcept {
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

// Last words that make it a fact about a secret, and no secret.
constexpr std::string_view harmless_endings[] = {
    "algorithm", "at",       "budget", "count", "enabled", "endpoint", "exists",
    "expires",   "expiry",   "field",  "file",  "format",  "hint",     "in",
    "kind",      "len",      "length", "limit", "link",    "manager",  "max",
    "mgr",       "min",      "mode",   "name",  "path",    "policy",   "provider",
    "region",    "required", "reset",  "size",  "status",  "strength", "ttl",
    "type",      "uri",      "url",    "usage", "valid",   "version"};

// Words before "token" that make it a unit of text or a place in a list.
constexpr std::string_view harmless_tokens[] = {
    "bos",      "cancellation", "cls",   "completion", "continuation", "cost", "each", "end",
    "eos",      "first",        "input", "last",       "mask",         "max",  "min",  "n",
    "new",      "next",         "num",   "output",     "pad",          "page", "per",  "prefix",
    "previous", "prompt",       "sep",   "special",    "start",        "stop", "time", "total",
    "unk",      "vocab"};

constexpr std::string_view pass_owners[] = {"admin", "database", "db",    "ftp", "http",
                                            "login", "mail",     "mysql", "pg",  "proxy",
                                            "redis", "root",     "smtp",  "user"};

constexpr std::string_view whole_names[] = {"cvc", "cvv", "cvv2", "otp", "pwd", "ssn"};

struct Part {
  std::string_view text;  // anywhere in the joined name
  SecretKind kind;
};
constexpr Part parts[] = {
    {"password", SecretKind::password},      {"passwd", SecretKind::password},
    {"passphrase", SecretKind::password},    {"passcode", SecretKind::password},
    {"privatekey", SecretKind::private_key}, {"apikey", SecretKind::api_key},
    {"secretkey", SecretKind::api_key},      {"accesskey", SecretKind::api_key},
    {"signingkey", SecretKind::api_key},     {"encryptionkey", SecretKind::api_key},
    {"sessionkey", SecretKind::api_key},     {"accountkey", SecretKind::api_key},
    {"masterkey", SecretKind::api_key},      {"unsealkey", SecretKind::api_key},
    {"passwort", SecretKind::password},      {"motdepasse", SecretKind::password},
    {"secretkeybase", SecretKind::api_key},  {"credential", SecretKind::password},
    {"authorization", SecretKind::token},    {"connectionstring", SecretKind::password},
    {"creditcard", SecretKind::card},        {"cardnumber", SecretKind::card},
};

// "password" in languages whose word has no part of the English one.
constexpr std::string_view foreign_passwords[] = {
    "contrase\xc3\xb1"
    "a",                                                 // Spanish
    "senha",                                             // Portuguese
    "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c",  // Russian
    "\xe5\xaf\x86\xe7\xa0\x81",                          // Chinese
};

bool is_foreign_password(std::string_view name) noexcept {
  return std::any_of(
      std::begin(foreign_passwords), std::end(foreign_passwords), [name](std::string_view word) {
        return name.size() >= word.size() &&
               core::equals_ignoring_case(name.substr(name.size() - word.size()), word);
      });
}

}  // namespace

std::optional<SecretKind> kind_of_name(std::string_view name) noexcept {
  if (is_foreign_password(name)) return SecretKind::password;
  const Words words(name);
  const std::string_view last = words.from_end(0);
  if (last.empty() || is_one_of(last, harmless_endings)) return std::nullopt;
  for (const Part& part : parts) {
    if (words.joined().find(part.text) != std::string_view::npos) return part.kind;
  }
  if (is_one_of(last, whole_names)) return SecretKind::password;
  if (last == "cookie" || last == "cookies") return SecretKind::token;
  if (last == "pass" && is_one_of(words.from_end(1), pass_owners)) return SecretKind::password;
  if (last.ends_with("token") && !is_one_of(words.from_end(1), harmless_tokens)) {
    return SecretKind::token;
  }
  for (std::size_t i = 0; i < words.count(); ++i) {
    const std::string_view word = words.from_end(i);
    if (word.ends_with("secret") || word == "secrets") return SecretKind::password;
  }
  return std::nullopt;
}

}  // namespace sotto::privacy
