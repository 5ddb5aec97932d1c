#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/text.hpp"
#include "privacy/text_scrubber.hpp"

namespace sotto::privacy {

/// A part of the text that is to be replaced.
struct Finding {
  std::size_t begin;
  std::size_t end;
  SecretKind kind;
  std::string_view quote = {};  // to put around the replacement, where JSON needs it
};

/// The text that is searched, and how far it has been replaced. Finders look at it through this,
/// so that they see what they would see in the result: that makes scrubbing idempotent.
struct Scan {
  std::string_view text;
  std::size_t floor = 0;  // what stands before is done

  /// NUL past the end.
  char at(std::size_t i) const noexcept { return i < text.size() ? text[i] : '\0'; }

  /// The character before `i`. A space at the start and after an escape of JSON (\n, \u003c),
  /// whose letters are no part of the word that follows.
  char before(std::size_t i) const noexcept {
    if (i == 0) return ' ';
    if (i == floor) return ']';
    if (i >= floor + 2 && text[i - 2] == '\\') {
      const char escape = text[i - 1];
      if (escape == 'n' || escape == 'r' || escape == 't') return ' ';
    }
    if (i >= floor + 6 && text[i - 6] == '\\' && text[i - 5] == 'u') return ' ';
    return text[i - 1];
  }

  bool starts_with(std::size_t i, std::string_view prefix) const noexcept {
    return text.substr(i).starts_with(prefix);
  }

  /// The first position from `i` on whose character is not `accepted`.
  template <typename Accepts>
  std::size_t skip(std::size_t i, Accepts accepted) const noexcept {
    while (i < text.size() && accepted(text[i])) ++i;
    return i;
  }

  std::string_view slice(std::size_t begin, std::size_t end) const noexcept {
    return text.substr(begin, end - begin);
  }
};

constexpr bool is_word(char c) noexcept {
  return core::is_letter(c) || core::is_digit(c) || c == '_';
}
constexpr bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t';
}
constexpr bool is_line_end(char c) noexcept {
  return c == '\n' || c == '\r' || c == '\0';
}

using MaybeFinding = std::optional<Finding>;

// Credentials. `at` is where the first byte of the pattern stands; each looks at the text near it
// and takes time linear in what it finds.

/// At the start of a word: a key with a vendor's prefix.
MaybeFinding find_vendor_key(const Scan& scan, std::size_t at);
/// At the start of a word: three parts of base64url whose first is a JSON object with "alg".
MaybeFinding find_jwt(const Scan& scan, std::size_t at);
/// At the start of a word: "Bearer abc", "Basic dXNlcjpwdw==".
MaybeFinding find_http_credentials(const Scan& scan, std::size_t at);
/// At "-": a private key in PEM, with or without its last line.
MaybeFinding find_private_key(const Scan& scan, std::size_t at);
/// At ":" of "://": the user and password of a URL.
MaybeFinding find_url_credentials(const Scan& scan, std::size_t at);
/// At "=" or ":": the value after a name that is secret.
MaybeFinding find_named_value(const Scan& scan, std::size_t at);

// Personal data

/// At "@".
MaybeFinding find_email(const Scan& scan, std::size_t at);
/// At "+".
MaybeFinding find_phone(const Scan& scan, std::size_t at);
/// At the start of a word that is a digit: a payment card's number with a right check digit.
MaybeFinding find_card(const Scan& scan, std::size_t at);
/// At the start of a word that is a digit: an IPv4 address that can belong to somebody.
MaybeFinding find_ipv4(const Scan& scan, std::size_t at);
/// At the start of a word that is a capital letter.
MaybeFinding find_iban(const Scan& scan, std::size_t at);
/// At "/" of "/home/x" and "/Users/x".
MaybeFinding find_unix_home(const Scan& scan, std::size_t at);
/// At the start of a word: "C:\Users\x", however often escaped.
MaybeFinding find_windows_home(const Scan& scan, std::size_t at);

}  // namespace sotto::privacy
