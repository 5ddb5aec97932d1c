#pragma once

#include <array>
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
  std::size_t clue = 0;         // the candidate that led to it; set by TextScrubber
};
using MaybeFinding = std::optional<Finding>;
class Announced;

/// The text that is searched, and how far it has been replaced. Finders look at it through this,
/// so that they see what they would see in the result: that makes scrubbing idempotent.
struct Scan {
  std::string_view text;
  std::size_t floor = 0;           // what stands before is done
  std::size_t names_done = 0;      // names before were looked at, however many clues they hold
  std::size_t numbers_done = 0;    // the same for groups of digits
  std::size_t colons_done = 0;     // and for addresses with colons
  std::size_t commands_done = 0;   // no program of find_command_flag() stands before
  std::size_t manifests_done = 0;  // manifests before have no value left
  std::size_t runs_done = 0;       // and for runs, see find_in_run()

  /// NUL past the end.
  char at(std::size_t i) const noexcept { return i < text.size() ? text[i] : '\0'; }

  /// The character before `i`. A space at the start, after an escape of JSON (\n, \u003c), whose
  /// letters are no part of the word that follows, after a colour of a terminal, and after the sign
  /// of a list or a diff.
  char before(std::size_t i) const noexcept {
    if (i == 0) return ' ';
    if (i == floor) return ']';
    if (i >= floor + 2 && text[i - 2] == '\\') {
      const char escape = text[i - 1];
      if (escape == 'n' || escape == 'r' || escape == 't') return ' ';
    }
    const bool is_sign = text[i - 1] == '-' || text[i - 1] == '+';
    if (is_sign && (i == 1 || text[i - 2] == '\n')) return ' ';  // of a list, or of a diff
    if (i >= floor + 6 && text[i - 6] == '\\' && text[i - 5] == 'u') return ' ';
    return text[i - 1] == 'm' && is_after_colour(i) ? ' ' : text[i - 1];
  }
  /// Whether "\x1b[32m", which colours what follows in a terminal, ends before `i`.
  bool is_after_colour(std::size_t i) const noexcept {
    constexpr std::size_t most_parameters = 16;
    if (i < floor + 3) return false;
    const std::size_t begin =
        skip_back(i - 1, most_parameters, [](char c) { return core::is_digit(c) || c == ';'; });
    return begin >= floor + 2 && text[begin - 1] == '[' && text[begin - 2] == '\x1b';
  }

  bool starts_with(std::size_t i, std::string_view prefix) const noexcept {
    return text.substr(i).starts_with(prefix);
  }
  /// Whether the text has `word`, in any case, at `i`.
  bool has_word(std::size_t i, std::string_view word) const noexcept {
    return core::to_lower(at(i)) == core::to_lower(word[0]) &&
           core::equals_ignoring_case(text.substr(i, word.size()), word);
  }

  /// The first position from `i` on whose character is not `accepted`.
  template <typename Accepts>
  std::size_t skip(std::size_t i, Accepts accepted) const noexcept {
    while (i < text.size() && accepted(text[i])) ++i;
    return i;
  }
  /// The first position from which on to `i` all characters are `accepted`; at most `most` back.
  template <typename Accepts>
  std::size_t skip_back(std::size_t i, std::size_t most, Accepts accepted) const noexcept {
    const std::size_t least = i - floor > most ? i - most : floor;
    while (i > least && accepted(text[i - 1])) --i;
    return i;
  }

  std::string_view slice(std::size_t begin, std::size_t end) const noexcept {
    return text.substr(begin, end - begin);
  }
};

constexpr bool is_word(char c) noexcept {
  return core::is_letter(c) || core::is_digit(c) || c == '_';
}
constexpr bool is_upper(char c) noexcept {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) noexcept {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t';
}
constexpr bool is_line_end(char c) noexcept {
  return c == '\n' || c == '\r' || c == '\0';
}
constexpr bool is_quote(char c) noexcept {
  return c == '"' || c == '\'' || c == '`';
}

/// Bytes to ask for one by one.
class ByteSet {
 public:
  constexpr explicit ByteSet(std::string_view bytes) noexcept {
    for (const char c : bytes) has_[static_cast<unsigned char>(c)] = true;
  }
  constexpr bool has(char c) const noexcept { return has_[static_cast<unsigned char>(c)]; }
  /// Where the first of them stands in `text`, or its size.
  constexpr std::size_t first_in(std::string_view text) const noexcept {
    std::size_t at = 0;
    while (at < text.size() && !has(text[at])) ++at;
    return at;
  }
  constexpr bool any_in(std::string_view text) const noexcept {
    return first_in(text) < text.size();
  }

 private:
  std::array<bool, 256> has_{};
};

/// Decodes base64 and base64url up to the first byte that is neither.
std::string decode_base64(std::string_view text);

// The finders. `at` is a candidate of the kind that each names; each looks at the text near it and
// takes time linear in what it finds, or in what it has not looked at before.

/// At a run: a key with a vendor's prefix, a JWT, the value of an Authorization, an IBAN.
MaybeFinding find_in_run(Scan& scan, std::size_t at);
/// At the start of a word: a key with a vendor's prefix.
MaybeFinding find_vendor_key(const Scan& scan, std::size_t at);
/// A run from `begin` to `end`: a key that is known by its marks, its parts or its randomness.
MaybeFinding find_shaped_key(const Scan& scan, std::size_t begin, std::size_t end);
/// A run from `begin` to `end`: a random part after a prefix of a vendor that is in no table.
MaybeFinding find_unlisted_key(const Scan& scan, std::size_t begin, std::size_t end);
/// A run from `begin` to `end`: a random value that the words before it call a key.
MaybeFinding find_described_key(const Scan& scan, std::size_t begin, std::size_t end);
/// At a run: the hash of a password in the notation of crypt, "$2b$12$...", "$argon2id$...".
MaybeFinding find_password_hash(const Scan& scan, std::size_t begin);
/// At the start of a word: three parts of base64url whose first is a JSON object with "alg".
MaybeFinding find_jwt(const Scan& scan, std::size_t at);
/// At the start of a value: "Bearer " or "Basic " stands before it.
MaybeFinding find_http_credentials(const Scan& scan, std::size_t begin);
/// At the clue "KEY": a private key in PEM, with or without its first or last line.
MaybeFinding find_private_key(const Scan& scan, std::size_t at);
/// At a clue: the value after a name that is secret.
MaybeFinding find_named_value(Scan& scan, std::size_t at);

/// The value after the name from `begin` to `end` that no "=" or ":" separates from it.
MaybeFinding find_value_nearby(const Scan& scan, std::size_t begin, std::size_t end);
/// From `at` on, the end of a name: a password behind "**: `", "</td><td>", "->", "to" or a line
/// end.
MaybeFinding find_after_markup(const Scan& scan, std::size_t at, SecretKind kind);
/// The second of two texts in brackets after a name: auth=("bob", "x"), credentials("bob", "x").
MaybeFinding find_second_of_pair(const Scan& scan, std::size_t begin, std::size_t end);
/// The end of a value in quotes: the same quote with at most as many backslashes before it. A
/// value whose end was cut off goes to the end of its line.
std::size_t end_of_quoted(const Scan& scan, std::size_t begin, char quote,
                          std::size_t escapes) noexcept;
/// The end of a value without quotes.
std::size_t end_of_bare(const Scan& scan, std::size_t begin) noexcept;

/// The end of an unquoted value that goes on to the end of its line, or of the quotes around it and
/// its name, past separators: "PASSWORD=a,b;c" of files of variables and YAML. `end` when it does
/// not.
std::size_t end_of_line_value(const Scan& scan, std::size_t name, std::size_t begin,
                              std::size_t end) noexcept;
/// The end of texts that "+" joins to the one that ends here: "sk-" + "0a1b".
std::size_t end_of_joined(const Scan& scan, std::size_t end) noexcept;
/// Whether a name announces "user:password": "auth", "HTTP_AUTH", "creds".
bool is_pair_name(std::string_view name) noexcept;
/// Whether the text is "user:password", or base64 of it.
bool is_pair_value(std::string_view text);
/// At "[" behind the name of a list of secrets: the first of its texts that is one.
MaybeFinding find_in_list(const Scan& scan, std::size_t at, std::string_view name);
/// Whether the text is base64 of "user:password".
bool is_encoded_pair(std::string_view text);

/// At the name of a column: the value below it, in a table with commas or in Markdown.
MaybeFinding find_column_value(const Scan& scan, std::size_t begin, std::size_t end,
                               SecretKind kind);
/// At "Secret" of "kind: Secret": a value of the manifest of Kubernetes.
MaybeFinding find_manifest_secret(Scan& scan, std::size_t at);
/// At "seed phrase" and "secret recovery phrase": twelve words or more in lower case.
MaybeFinding find_seed_phrase(const Scan& scan, std::size_t at);
/// At "create user", "alter user" or "@" of an account: the password of IDENTIFIED BY.
MaybeFinding find_sql_password(const Scan& scan, std::size_t at);
/// At the second colon of "host:5432:db:user:password".
MaybeFinding find_pgpass_line(const Scan& scan, std::size_t at);

/// At a url: its user and password, or the path that is the secret of a web hook.
MaybeFinding find_url_credentials(const Scan& scan, std::size_t at);
/// At "@": the password of "user:password@tcp(host)".
MaybeFinding find_dsn_password(const Scan& scan, std::size_t at);
/// At the clue "cur": the password of "curl -u user:password".
MaybeFinding find_curl_user(const Scan& scan, std::size_t at);
/// Before "sudo -S" or "--password-stdin": what an echo sends it, "echo secret | sudo -S".
MaybeFinding find_echoed(const Scan& scan, std::size_t program);
/// At the letter after the dash of a flag: the password that a program takes there, "-psecret".
MaybeFinding find_command_flag(Scan& scan, std::size_t at);
/// At "?" or "&": the value of a parameter that is secret in URLs only.
MaybeFinding find_url_parameter(const Scan& scan, std::size_t at);

/// At "@".
MaybeFinding find_email(const Scan& scan, std::size_t at);
/// At "(at" or "[at": an address that is masked, "bob (at) acme (dot) org".
MaybeFinding find_masked_email(const Scan& scan, std::size_t at);
/// At a number: a card, a telephone number, a national number, an IPv4 address, an IBAN in groups.
MaybeFinding find_number(Scan& scan, std::size_t at);
/// At a group of digits: a national number with the right check digits.
MaybeFinding find_national_id(const Scan& scan, std::size_t at);
/// At the start of capitals and digits: a passport's, a licence's or an account's number, where
/// the words before it say that it is one.
MaybeFinding find_document(const Scan& scan, std::size_t begin, Announced& announced);
/// At the clue "pas" of a word for passports: the number after it.
MaybeFinding find_passport(const Scan& scan, std::size_t at);
/// At the start of a word.
MaybeFinding find_iban(const Scan& scan, std::size_t at);
/// At a group of digits: an IPv4 address that can belong to somebody.
MaybeFinding find_ipv4(const Scan& scan, std::size_t at);
/// At groups of hexadecimal digits: an IPv6 address that can belong to somebody, or a MAC address.
MaybeFinding find_grouped_address(Scan& scan, std::size_t at);
/// A run from `begin` to `end`: a MAC address with dashes.
MaybeFinding find_dashed_mac(const Scan& scan, std::size_t begin, std::size_t end);
/// At "/" of "/home/x" and "/Users/x".
MaybeFinding find_unix_home(const Scan& scan, std::size_t at);
/// At the backslashes before "users" of a share, "\\fs01\users\x".
MaybeFinding find_shared_home(const Scan& scan, std::size_t at);
/// At the letter of "C:\Users\x", however often escaped.
MaybeFinding find_windows_home(const Scan& scan, std::size_t at);
/// At the first of some backslashes: the host of a Windows share, "\\\\FS01\\public".
MaybeFinding find_share_host(const Scan& scan, std::size_t at);
/// At "." of the last part of a name that is an internal host's: "db-01.prod.internal".
MaybeFinding find_host(const Scan& scan, std::size_t at);

}  // namespace sotto::privacy
