#include "privacy/scrub/word_lists.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "core/text.hpp"
#include "privacy/scrub/word_table.hpp"

namespace sotto::privacy {
namespace {

constexpr std::string_view placeholder_words[] = {"example", "placeholder", "xxxx",    "your-",
                                                  "your_",   "changeme",    "redacted"};

constexpr std::string_view benign_values[] = {
    "authorization", "cookie",
    "my-password",   "my-secret",
    "my-token",      "proxy-authorization",
    "set-cookie",    "use-credentials",
    "any",           "bool",
    "boolean",       "bytes",
    "char",          "false",
    "invalid",       "missing",
    "nil",           "none",
    "null",          "number",
    "object",        "off",
    "optional",      "password",
    "prompt",        "required",
    "secret",        "str",
    "string",        "text",
    "token",         "true",
    "added",         "command",
    "include",       "omit",
    "option",        "removed",
    "same-origin",   "type",
    "undefined",     "unknown",
    "value",         "hidden",
    "empty",         "default",
    "enabled",       "disabled",
    "dummy",         "pass",
    "strings",       "yes",
};

constexpr std::string_view secret_parameters[] = {
    "auth",
    "code",
    "hmac",
    "key",
    "sas",
    "sig",
    "sign",
    "signature",
    "x-amz-credential",
    "x-amz-signature",
    "x-goog-credential",
    "x-goog-signature",
};

constexpr std::string_view file_endings[] = {
    "css", "gif", "html", "jpeg",    "jpg",    "js",  "json",   "jsx",
    "md",  "png", "py",   "service", "socket", "svg", "target", "timer",
    "ts",  "tsx", "webp", "xml",     "yaml",   "yml", "local",
};

constexpr std::string_view shared_accounts[] = {
    "admin",         "administrator", "airflow",   "all users", "app",       "azureuser",
    "bar",           "build",         "builder",   "centos",    "circleci",  "coder",
    "codespace",     "daemon",        "debian",    "default",   "docker",    "ec2-user",
    "elasticsearch", "fedora",        "foo",       "git",       "gitpod",    "grafana",
    "guest",         "hadoop",        "him",       "jenkins",   "jovyan",    "kali",
    "linuxbrew",     "localhost",     "me",        "mysql",     "myuser",    "name",
    "nginx",         "nobody",        "node",      "opc",       "otheruser", "postgres",
    "prometheus",    "public",        "redis",     "root",      "runner",    "service",
    "shared",        "site",          "somebody",  "someone",   "system",    "test",
    "ubuntu",        "user",          "username",  "vagrant",   "vscode",    "www-data",
    "you",           "your-name",     "your_name", "yourname",  "youruser",
};

constexpr std::string_view version_words[] = {"chapter", "release", "rev",      "section", "v",
                                              "ver",     "version", "version:", "version="};

constexpr std::string_view words_about_versions[] = {"upgrade",  "downgrade", "version", "release",
                                                     "firmware", "driver",    "build "};

constexpr std::string_view key_words[] = {
    "access", "api",  "apikey", "auth",       "key",   "live",    "oauth", "pat",
    "pk",     "pkey", "prod",   "production", "rk",    "sandbox", "sat",   "sec",
    "secret", "sk",   "skey",   "tok",        "token", "uat"};

constexpr std::string_view strong_key_words[] = {
    "api", "apikey", "key", "oauth", "pat", "pk", "rk", "sec", "secret", "sk", "tok", "token"};

constexpr std::string_view internal_domains[] = {"corp", "internal", "intra",      "intranet",
                                                 "lan",  "local",    "localdomain"};

template <const auto& words>
bool is_one_of(std::string_view text) noexcept {
  return word_table<words>.has(text);
}

template <const auto& words>
bool has_one_of(std::string_view text) noexcept {
  return word_table<words>.any_in(text);
}

constexpr bool is_capital(char c) noexcept {
  return c >= 'A' && c <= 'Z';
}

/// Whether a word of "camelCase" starts at `at`, after the first.
bool is_camel_at(std::string_view text, std::size_t at) noexcept {
  return at > 0 && is_capital(text[at]) && !is_capital(text[at - 1]);
}

/// The bytes of the text that are the word, or 0. A blank of the word stands for " ", "_", "-", "."
/// or nothing.
std::size_t matched_bytes(std::string_view text, std::string_view word) noexcept {
  std::size_t at = 0;
  for (const char c : word) {
    const bool has_more = at < text.size();
    if (c == ' ') {
      if (has_more && std::string_view(" _-.").find(text[at]) != std::string_view::npos) ++at;
    } else if (!has_more || core::to_lower(text[at++]) != c) {
      return 0;
    }
  }
  return at;
}

/// Whether one of the words that "_" and "-" separate is one of these.
template <const auto& words>
bool has_part_of(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("_-"), text.size());
    if (is_one_of<words>(text.substr(0, end))) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

/// Whether the text is made of one character, or of two.
bool has_two_characters(std::string_view text) noexcept {
  const std::size_t other = text.find_first_not_of(text[0]);
  if (other == std::string_view::npos) return true;
  const char both[] = {text[0], text[other]};
  return text.find_first_not_of(std::string_view(both, 2)) == std::string_view::npos;
}

}  // namespace

bool is_placeholder(std::string_view text) noexcept {
  if (text.empty()) return true;
  constexpr std::pair<std::string_view, std::string_view> brackets[] = {
      {"[", "]"}, {"<", ">"}, {"${", "}"}, {"{{", "}}"}, {"$(", ")"}, {"%(", ")s"}, {"%", "%"}};
  for (const auto& [opening, closing] : brackets) {
    const bool is_long_enough = text.size() > opening.size() + closing.size();
    if (is_long_enough && text.starts_with(opening) && text.ends_with(closing)) return true;
  }
  // "$API_KEY" names a variable; "$ecret1" does not.
  if (text[0] == '$' && std::all_of(text.begin() + 1, text.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || core::is_digit(c) || c == '_';
      })) {
    return true;
  }
  if (text.size() >= 3 && has_two_characters(text)) return true;  // "xxxxxx", "***", "......"
  // A text that is longer has room for a secret beside the word.
  constexpr std::size_t most_bytes = 64;
  return text.size() <= most_bytes && has_one_of<placeholder_words>(text);
}

bool is_benign_value(std::string_view word) noexcept {
  return is_one_of<benign_values>(word);
}

bool is_secret_parameter(std::string_view name) noexcept {
  return is_one_of<secret_parameters>(name);
}

bool is_file_ending(std::string_view ending) noexcept {
  return is_one_of<file_endings>(ending);
}

bool is_shared_account(std::string_view name) noexcept {
  return is_one_of<shared_accounts>(name);
}

bool is_version_word(std::string_view word) noexcept {
  return is_one_of<version_words>(word);
}

bool may_start_word(std::string_view text, std::size_t at) noexcept {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte >= 0x80) return byte >= 0xc0;  // scripts that put no blanks between words
  if (!core::is_letter(text[at])) return false;
  return at == 0 || !core::is_letter(text[at - 1]) || is_camel_at(text, at);
}

bool has_word_at(std::string_view text, std::size_t at, std::string_view word) noexcept {
  const std::size_t bytes = matched_bytes(text.substr(at), word);
  if (bytes == 0 || word.size() > 4) return bytes != 0;
  const std::size_t end = at + bytes;
  return end == text.size() || !core::is_letter(text[end]) || is_camel_at(text, end);
}

bool has_key_word(std::string_view prefix) noexcept {
  return has_part_of<key_words>(prefix);
}

bool has_strong_key_word(std::string_view prefix) noexcept {
  return has_part_of<strong_key_words>(prefix);
}

bool is_about_versions(std::string_view text) noexcept {
  return has_one_of<words_about_versions>(text);
}

bool is_internal_domain(std::string_view ending) noexcept {
  return is_one_of<internal_domains>(ending);
}

}  // namespace sotto::privacy
