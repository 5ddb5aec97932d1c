#include "privacy/secret_names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "core/text.hpp"
#include "privacy/scrub/word_table.hpp"

namespace sotto::privacy {
namespace {

/// A name in lower case, without its separators, and where its words begin. Of a long name the
/// end: there stands what the value is.
class Words {
 public:
  static constexpr std::size_t max_bytes = 96;

  explicit Words(std::string_view name) noexcept {
    if (name.size() > max_bytes) name.remove_prefix(name.size() - max_bytes);
    enum { none, other, lower } previous = none;
    for (const char c : name) {
      const bool is_upper = c >= 'A' && c <= 'Z';
      const bool is_lower = c >= 'a' && c <= 'z';
      if (!is_upper && !is_lower && !core::is_digit(c)) {
        previous = none;
        continue;
      }
      if (previous == none || (is_upper && previous == lower)) {
        begins_[words_++] = static_cast<std::uint8_t>(size_);
      }
      text_[size_++] = is_upper ? core::to_lower(c) : c;
      previous = is_lower ? lower : other;
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

template <const auto& words>
bool is_one_of(std::string_view text) noexcept {
  return word_table<words>.has(text);
}

// Last words that make it a fact about a secret, and no secret.
constexpr std::string_view harmless_endings[] = {
    "algorithm", "at",    "budget", "count",  "enabled", "endpoint", "exists",   "expires",
    "expiry",    "field", "file",   "format", "helper",  "helpers",  "hint",     "in",
    "kind",      "len",   "length", "limit",  "link",    "manager",  "max",      "mgr",
    "min",       "mode",  "name",   "path",   "policy",  "provider", "ref",      "region",
    "required",  "reset", "size",   "status", "storage", "store",    "strength", "ttl",
    "type",      "uri",   "url",    "usage",  "utc",     "valid",    "version"};

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

constexpr std::string_view whole_names[] = {
    "cvc", "cvv", "cvv2", "kodeord", "mdp",    "otp",   "passord",    "pincode",
    "psk", "pwd", "ssn",  "totp",    "rootpw", "sifre", "masterauth", "bindpw"};

// Of these the value decides.
constexpr std::string_view weak_names[] = {"geslo", "haslo",  "heslo", "parola", "pass",
                                           "passe", "pgpass", "pin",   "pw",     "salasana"};

struct Part {
  std::string_view text;  // anywhere in the joined name
  SecretKind kind;
};
// Of names with "pass".
constexpr Part pass_parts[] = {
    {"password", SecretKind::password},   {"passwd", SecretKind::password},
    {"passphrase", SecretKind::password}, {"passcode", SecretKind::password},
    {"passwort", SecretKind::password},   {"motdepasse", SecretKind::password},
    {"passord", SecretKind::password},    {"requirepass", SecretKind::password},
    {"storepass", SecretKind::password},  {"keypass", SecretKind::password},
};
// Of names with "key".
constexpr Part key_parts[] = {
    {"privatekey", SecretKind::private_key}, {"apikey", SecretKind::api_key},
    {"secretkey", SecretKind::api_key},      {"accesskey", SecretKind::api_key},
    {"signingkey", SecretKind::api_key},     {"encryptionkey", SecretKind::api_key},
    {"sessionkey", SecretKind::api_key},     {"accountkey", SecretKind::api_key},
    {"masterkey", SecretKind::api_key},      {"unsealkey", SecretKind::api_key},
    {"presharedkey", SecretKind::api_key},   {"subscriptionkey", SecretKind::api_key},
    {"functionskey", SecretKind::api_key},   {"licensekey", SecretKind::api_key},
    {"consumerkey", SecretKind::api_key},    {"applicationkey", SecretKind::api_key},
    {"appkey", SecretKind::api_key},         {"serverkey", SecretKind::api_key},
    {"writekey", SecretKind::api_key},       {"adminkey", SecretKind::api_key},
    {"authkey", SecretKind::api_key},        {"webhookkey", SecretKind::api_key},
    {"integrationkey", SecretKind::api_key}, {"deploykey", SecretKind::api_key},
    {"recoverykey", SecretKind::api_key},    {"sharedkey", SecretKind::api_key},
    {"cipherkey", SecretKind::api_key},
};
constexpr Part other_parts[] = {
    {"credential", SecretKind::password},       {"authorization", SecretKind::token},
    {"connectionstring", SecretKind::password}, {"creditcard", SecretKind::card},
    {"cardnumber", SecretKind::card},           {"kennwort", SecretKind::password},
    {"wachtwoord", SecretKind::password},       {"losenord", SecretKind::password},
    {"phpsessid", SecretKind::token},           {"jsessionid", SecretKind::token},
    {"netsessionid", SecretKind::token},        {"aspxauth", SecretKind::token},
    {"authsalt", SecretKind::password},
};

// All of them; of those that a name has the first counts.
constexpr auto parts = [] {
  std::array<Part, std::size(pass_parts) + std::size(key_parts) + std::size(other_parts)> all{};
  auto* next = std::ranges::copy(pass_parts, all.data()).out;
  next = std::ranges::copy(key_parts, next).out;
  std::ranges::copy(other_parts, next);
  return all;
}();
constexpr auto part_texts = [] {
  std::array<std::string_view, parts.size()> texts{};
  std::ranges::transform(parts, texts.data(), &Part::text);
  return texts;
}();

// One of these is in every name of a secret that is ASCII.
constexpr std::string_view stems[] = {"auth",       "cardnumber", "connectionstring",
                                      "contrasena", "cookie",     "credential",
                                      "creditcard", "cvc",        "cvv",
                                      "geslo",      "haslo",      "heslo",
                                      "kennwort",   "key",        "kodeord",
                                      "losenord",   "mdp",        "otp",
                                      "parola",     "pass",       "pin",
                                      "psk",        "pw",         "salasana",
                                      "secret",     "senha",      "sessi",
                                      "sifre",      "ssn",        "token",
                                      "wachtwoord"};
constexpr bool has_stem(std::string_view name) {
  return std::ranges::any_of(
      stems, [name](std::string_view stem) { return name.find(stem) != std::string_view::npos; });
}
static_assert(std::ranges::all_of(part_texts, has_stem));
static_assert(std::ranges::all_of(whole_names, has_stem));
static_assert(std::ranges::all_of(weak_names, has_stem));

// "password" in languages whose word has no part of the English one.
constexpr std::string_view foreign_passwords[] = {
    "contrase\xc3\xb1"
    "a",                // Spanish
    "contrasena",       // the same without its tilde
    "senha",            // Portuguese
    "l\xc3\xb6senord",  // Swedish
    "\xc5\x9f"
    "ifre",                                                                               // Turkish
    "\xce\xba\xcf\x89\xce\xb4\xce\xb9\xce\xba\xcf\x8c\xcf\x82",                           // Greek
    "\xd9\x83\xd9\x84\xd9\x85\xd8\xa9 \xd8\xa7\xd9\x84\xd9\x85\xd8\xb1\xd9\x88\xd8\xb1",  // Arabic
    "\xd7\xa1\xd7\x99\xd7\xa1\xd7\x9e\xd7\x94",                                           // Hebrew
    "\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89",  // Japanese
    "\xeb\xb9\x84\xeb\xb0\x80\xeb\xb2\x88\xed\x98\xb8",              // Korean
    "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c",              // Russian
    "\xe5\xaf\x86\xe7\xa0\x81",                                      // Chinese
    "\xe5\xaf\x86\xe7\xa2\xbc",                                      // with the signs of Taiwan
    "\xe5\xaf\x86\xe9\x92\xa5",                                      // a key
};

bool is_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_foreign_password(std::string_view name) noexcept {
  if (name.empty()) return false;
  // Of ASCII there are two, which end in "a".
  const char last = core::to_lower(name.back());
  if (last != 'a' && is_ascii(name)) return false;
  return std::ranges::any_of(foreign_passwords, [name, last](std::string_view word) {
    return word.back() == last && name.size() >= word.size() &&
           core::equals_ignoring_case(name.substr(name.size() - word.size()), word);
  });
}

std::optional<SecretKind> kind_of_parts(std::string_view joined) noexcept {
  const std::size_t first = word_table<part_texts>.first_in(joined);
  if (first == parts.size()) return std::nullopt;
  return parts[first].kind;
}

}  // namespace

bool may_name_secret(std::string_view text) noexcept {
  return !is_ascii(text) || word_table<stems>.any_in(Words(text).joined());
}

std::optional<SecretKind> weak_kind_of_name(std::string_view name) noexcept {
  static constexpr std::string_view harmless[] = {
      "cache",   "column", "composite", "dict",    "foreign", "group",  "hash",    "idempotency",
      "index",   "item",   "lock",      "lookup",  "map",     "object", "order",   "partition",
      "primary", "public", "queue",     "routing", "row",     "sort",   "storage", "unique"};
  const Words words(name);
  if (is_one_of<weak_names>(words.from_end(0))) return SecretKind::password;
  const std::string_view owner = words.from_end(1);
  if (words.from_end(0) != "key" || owner.empty() || is_one_of<harmless>(owner))
    return std::nullopt;
  return SecretKind::api_key;
}

std::optional<SecretKind> kind_of_name(std::string_view name) noexcept {
  if (is_foreign_password(name)) return SecretKind::password;
  const Words words(name);
  const std::string_view last = words.from_end(0);
  if (last.empty() || is_one_of<harmless_endings>(last)) return std::nullopt;
  if (const auto kind = kind_of_parts(words.joined())) return kind;
  if (is_one_of<whole_names>(last)) return SecretKind::password;
  if (last == "cookie" || last == "cookies") return SecretKind::token;
  if (last == "pass" && is_one_of<pass_owners>(words.from_end(1))) return SecretKind::password;
  if (last.ends_with("token") && !is_one_of<harmless_tokens>(words.from_end(1))) {
    return SecretKind::token;
  }
  for (std::size_t i = 0; i < words.count(); ++i) {
    const std::string_view word = words.from_end(i);
    if (word.ends_with("secret") || word == "secrets") return SecretKind::password;
  }
  return std::nullopt;
}

}  // namespace sotto::privacy
