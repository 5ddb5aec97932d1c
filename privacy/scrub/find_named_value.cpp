#include <algorithm>
#include <iterator>

#include "privacy/scrub/benign_forms.hpp"
#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"
#include "privacy/scrub/word_table.hpp"
#include "privacy/secret_names.hpp"

namespace sotto::privacy {
namespace {

bool is_name(char c) noexcept {
  return is_word(c) || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}
/// The name before a separator, and the quote that closes it (with its backslashes) if any.
struct Name {
  std::size_t begin;
  std::string_view text;
  std::string_view quote;
};

Name name_before(const Scan& scan, std::size_t separator) noexcept {
  constexpr std::size_t most_bytes = 64;
  constexpr std::size_t most_blanks = 8;
  const std::size_t floor = std::max(scan.floor, separator - std::min(separator, most_bytes));
  std::size_t end = separator;
  // ":=" of Pascal and Go, and the blanks before a separator.
  if (end > floor && scan.at(separator) == '=' && scan.at(end - 1) == ':') --end;
  if (end > floor + 1 && scan.at(separator) == '\x9a') end -= 2;  // the wide colon has three bytes
  for (std::size_t i = 0; i < most_blanks && end > floor && is_blank(scan.at(end - 1)); ++i) --end;
  if (end > floor + 1 && scan.at(end - 1) == ']' && is_quote(scan.at(end - 2))) --end;
  const std::size_t quote_end = end;
  if (end > floor && is_quote(scan.at(end - 1))) {
    --end;
    while (end > floor && scan.at(end - 1) == '\\') --end;
  }
  std::size_t begin = end;
  while (begin > floor && is_name(scan.at(begin - 1))) --begin;
  return {begin, scan.slice(begin, end), scan.slice(end, quote_end)};
}

/// Where the word before a name begins, which a blank separates from it; the name's begin when
/// there is none.
std::size_t begin_of_word_before(const Scan& scan, const Name& name) noexcept {
  constexpr std::size_t most_bytes = 16;
  if (name.begin <= scan.floor || scan.text[name.begin - 1] != ' ') return name.begin;
  const std::size_t begin = scan.skip_back(name.begin - 1, most_bytes, is_name);
  return begin == name.begin - 1 ? name.begin : begin;
}

/// The kind of value that a name announces: by itself; with the word before it, as in "API key:",
/// "page token:" and "the password is:"; or as a parameter of a URL.
std::optional<SecretKind> kind_of(const Scan& scan, const Name& name) noexcept {
  const std::size_t begin = begin_of_word_before(scan, name);
  const std::size_t end = name.begin + name.text.size();
  if (const auto kind = kind_of_name(name.text)) {
    const bool is_harmless =
        core::equals_ignoring_case(name.text, "token") && !kind_of_name(scan.slice(begin, end));
    return is_harmless ? std::nullopt : kind;
  }
  const char before = scan.before(name.begin);
  if ((before == '?' || before == '&') && is_secret_parameter(name.text)) {
    return SecretKind::url_credentials;
  }
  if (begin == name.begin) return std::nullopt;
  if (core::equals_ignoring_case(name.text, "key")) return kind_of_name(scan.slice(begin, end));
  if (!core::equals_ignoring_case(name.text, "is")) return std::nullopt;
  return kind_of_name(scan.slice(begin, name.begin - 1));
}

/// The end of `username="bob", response="0a1b"`: of fields with or without quotes.
std::size_t end_of_fields(const Scan& scan, std::size_t begin) noexcept {
  std::size_t at = begin;
  std::size_t end = begin;
  while (true) {
    at = scan.skip(at, [](char c) { return is_blank(c) || c == ','; });
    const std::size_t sign = scan.skip(at, [](char c) { return is_word(c) || c == '-'; });
    if (sign == at || scan.at(sign) != '=') return end;
    const bool has_quote = scan.at(sign + 1) == '"';
    at = has_quote ? end_of_quoted(scan, sign + 2, '"', 0) + 1 : end_of_bare(scan, sign + 1);
    end = at = std::min(at, scan.text.size());
  }
}

/// The end of a header's value that has several words: "Bearer abc", "a=1; b=2".
std::size_t end_of_header(const Scan& scan, const Name& name, std::size_t begin,
                          std::size_t end) noexcept {
  const std::string_view first = scan.slice(begin, end);
  if (name.text.size() >= 6 &&
      core::equals_ignoring_case(name.text.substr(name.text.size() - 6), "cookie")) {
    if (first.find('=') == std::string_view::npos) return end;
    return scan.skip(begin, [](char c) {
      return !is_line_end(c) && !is_quote(c) && c != '\\' && c != '<' &&
             static_cast<unsigned char>(c) < 0x80;
    });
  }
  const bool is_authorization =
      name.text.size() >= 13 &&
      core::equals_ignoring_case(name.text.substr(name.text.size() - 13), "authorization");
  static constexpr std::string_view schemes[] = {
      "bearer",   "basic", "token",  "digest", "negotiate", "apikey", "bot",
      "geniekey", "key",   "splunk", "ssws",   "oauth",     "hawk",   "aws4-hmac-sha256"};
  if (!is_blank(scan.at(end))) return end;
  for (const std::string_view scheme : schemes) {
    if (first.size() != scheme.size() || !core::equals_ignoring_case(first, scheme)) continue;
    const bool has_fields =
        scheme == "digest" || scheme == "oauth" || scheme == "hawk" || scheme == "aws4-hmac-sha256";
    if (has_fields && is_authorization) return end_of_fields(scan, end);
    const std::size_t next = end_of_bare(scan, scan.skip(end, is_blank));
    // "Bearer token": words about a header, and not the header.
    return is_benign_value(scan.slice(scan.skip(end, is_blank), next)) ? begin : next;
  }
  return end;
}

/// Whether a bare value is an expression of code: a call, a member, the name itself.
bool is_code(const Scan& scan, const Name& name, std::size_t begin, std::size_t end,
             bool has_blanks) noexcept {
  const char next = scan.at(end);
  if (next == '(' || next == '[' || scan.starts_with(end, "::")) return true;
  const std::string_view value = scan.slice(begin, end);
  if (value.find("->") != std::string_view::npos) return true;
  bool is_identifier = true;
  for (std::size_t i = begin; i < end; ++i) {
    const char c = scan.at(i);
    const bool is_scope = c == ':' && (scan.at(i - 1) == ':' || scan.at(i + 1) == ':');
    is_identifier &= core::is_letter(c) || c == '_' || c == '.' || c == '*' || is_scope;
  }
  if (!is_identifier) return false;
  if (value.size() >= name.text.size() &&
      core::equals_ignoring_case(value.substr(value.size() - name.text.size()), name.text)) {
    return true;
  }
  if (scan.at(end) == '+' || scan.starts_with(scan.skip(end, is_blank), "+ ")) return true;
  const bool has_parts =
      std::ranges::any_of(value, [](char c) { return c == '_' || c == '.' || c == ':'; });
  return has_blanks || (has_parts && (next == ')' || next == ','));
}

/// Whether a bare value after "name: " is one, and not the next word of a sentence.
bool stands_alone(const Scan& scan, std::size_t begin, std::size_t end) noexcept {
  const std::string_view value = scan.slice(begin, end);
  const bool is_plain = std::all_of(value.begin(), value.end(), [](char c) {
    return core::is_letter(c) || c == '-' || c == '_' || c == '.' || c == '/' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
  const std::size_t stop = scan.skip(end, [](char c) { return c == '.' || c == '!'; });
  if (!is_plain || is_line_end(scan.at(scan.skip(stop, is_blank)))) return true;
  std::size_t changes = 0;  // of case, in the middle: more than names have
  for (std::size_t i = 2; i < value.size(); ++i) {
    changes += is_upper(value[i]) != is_upper(value[i - 1]) ? 1 : 0;
  }
  return changes * 4 >= value.size();
}

MaybeFinding find_quoted(const Scan& scan, SecretKind kind, std::size_t begin,
                         std::size_t escapes) {
  std::size_t end = end_of_quoted(scan, begin, scan.at(begin - 1), escapes);
  end = end_of_joined(scan, end);
  const std::string_view value = scan.slice(begin, end);
  // A model's "token" is a part of a word; HTML's "accesskey" is one letter.
  const std::size_t least = kind == SecretKind::token ? 8 : kind == SecretKind::api_key ? 4 : 1;
  if (value.size() < least) return std::nullopt;
  if (is_placeholder(value) || is_benign_value(value)) return std::nullopt;
  return Finding{begin, end, kind};
}

MaybeFinding find_bare(const Scan& scan, const Name& name, SecretKind kind, std::size_t separator,
                       std::size_t begin) {
  // A card's check digits have three.
  const std::size_t least_bytes = core::is_digit(scan.at(begin)) ? 3 : 4;
  std::size_t end = end_of_bare(scan, begin);
  end = std::max(end, end_of_header(scan, name, begin, end));
  const bool is_word_of_code =
      is_benign_value(scan.slice(begin, end)) || is_code(scan, name, begin, end, false);
  if (name.quote.empty() && !is_word_of_code) {
    end = end_of_line_value(scan, name.begin, begin, end);
  }
  static constexpr ByteSet stops(".:!?");
  while (end > begin && stops.has(scan.at(end - 1))) {
    --end;  // the end of a sentence
  }
  const std::string_view value = scan.slice(begin, end);
  if (!name.quote.empty()) {
    // JSON: a bare value is a number or a word such as null. The replacement is text.
    const bool is_number = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
      return core::is_digit(c) || c == '-' || c == '.';
    });
    if (!is_number) return std::nullopt;
    return Finding{begin, end, kind, name.quote};
  }
  // What is longer is no placeholder, word or expression; and judging it again at every name in it
  // would take quadratic time.
  constexpr std::size_t most_judged = 512;
  if (value.size() > most_judged) return Finding{begin, end, kind};
  if (value.size() < least_bytes || is_placeholder(value) || is_benign_value(value)) {
    return std::nullopt;
  }
  if (kind == SecretKind::token && is_no_token(value)) return std::nullopt;
  if (is_path_of_file(value) || is_lookup(value)) return std::nullopt;
  // ":password" of a prepared statement, "!vault" of YAML.
  const bool is_mark = value[0] == ':' || value[0] == '!';
  if (is_mark && std::ranges::all_of(value.substr(1), is_word) && !looks_random(value)) {
    return std::nullopt;
  }
  const std::size_t ascii = Scan{scan.text.substr(0, end)}.skip(
      begin, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii < end && is_benign_value(scan.slice(begin, ascii))) return std::nullopt;
  if (scan.at(separator) == ':') {
    if (!stands_alone(scan, begin, end) || is_code(scan, name, begin, end, false)) {
      return std::nullopt;
    }
  } else if (is_code(scan, name, begin, end, is_blank(scan.at(begin - 1)))) {
    return std::nullopt;
  }
  return Finding{begin, end, kind};
}

/// In "api_key: str = ..." where the value begins; `at` when there is no type.
std::size_t value_after_type(const Scan& scan, std::size_t at) noexcept {
  constexpr std::size_t most_type = 24;
  const std::size_t type = scan.skip(at, is_blank);
  const std::size_t end = Scan{scan.text.substr(0, type + most_type)}.skip(
      type, [](char c) { return is_word(c) || c == '&' || c == '\'' || c == '.' || c == '|'; });
  const std::size_t sign = scan.skip(end, is_blank);
  if (end == type || sign == end || scan.at(sign) != '=') return at;
  const std::size_t value = scan.skip(sign + 1, is_blank);
  return is_quote(scan.at(value)) ? value : at;
}

/// At "=" or ":": the value after a name that is secret.
MaybeFinding find_after_separator(const Scan& scan, std::size_t at, std::size_t name_end) {
  const char before = scan.before(at);
  const char after = scan.at(at + 1);
  if (after == '=') return std::nullopt;
  if (scan.at(at) == ':' && (before == ':' || after == ':' || after == '/')) return std::nullopt;
  static constexpr ByteSet comparisons("=!<>");
  if (comparisons.has(before)) return std::nullopt;
  Name name = name_before(scan, at);
  const bool is_number = std::ranges::all_of(name.text, core::is_digit);  // "Unseal Key 1:"
  if (is_number) name = name_before(scan, name_end);
  if (name.text.empty()) return std::nullopt;
  // "Cookie:" as a text of its own.
  if (name.quote.empty() && is_quote(after) && after == scan.before(name.begin)) {
    return std::nullopt;
  }
  std::size_t begin = value_after_type(scan, at + 1);
  if (scan.at(at) == '=' && after == '>') ++begin;  // of Ruby and PHP
  begin = scan.skip(begin, is_blank);
  // r"...", f"..." and b"..." of Python.
  if (is_quote(scan.at(begin + 1)) &&
      std::string_view("bfruLN").find(scan.at(begin)) != std::string_view::npos) {
    ++begin;
  }
  const std::size_t quote = scan.skip(begin, [](char c) { return c == '\\'; });
  if (scan.at(begin) == '[') return find_in_list(scan, begin, name.text);
  if (!is_quote(scan.at(quote)) && end_of_bare(scan, begin) == begin) {
    const char second = scan.at(begin + 1);
    const bool is_next_line = is_line_end(scan.at(begin)) && is_blank(second);
    if (!is_next_line && (second <= ' ' || is_quote(second))) return std::nullopt;
  }
  auto kind = kind_of(scan, name);
  const bool is_weak = !kind;
  if (is_weak) kind = weak_kind_of_name(name.text);
  const bool is_pair = !kind && is_pair_name(name.text);
  if (is_pair) kind = SecretKind::password;
  if (!kind) return std::nullopt;
  static constexpr ByteSet markup("<*\r\n");
  if (markup.has(scan.at(begin)) && !is_weak && name.quote.empty()) {
    if (auto finding = find_after_markup(scan, at, *kind)) return finding;
  }
  const MaybeFinding finding = is_quote(scan.at(quote))
                                   ? find_quoted(scan, *kind, quote + 1, quote - begin)
                                   : find_bare(scan, name, *kind, at, begin);
  // A private key has more lines than a value: find_private_key() knows where they end.
  if (finding && scan.starts_with(finding->begin, "-----BEGIN ") &&
      scan.slice(finding->begin, finding->end).find("-----END ") == std::string_view::npos) {
    return std::nullopt;
  }
  if (!finding) return finding;
  const std::string_view value = scan.slice(finding->begin, finding->end);
  constexpr std::size_t least_word = 12;  // "key=name" in a URL is a column
  if (*kind == SecretKind::url_credentials && value.size() < least_word && !looks_random(value)) {
    return std::nullopt;
  }
  if (!is_weak) return finding;
  const bool is_secret =
      is_pair ? is_pair_value(value) : is_strong_value(*kind == SecretKind::api_key, value);
  return is_secret ? finding : std::nullopt;
}

// What a clue is the beginning of; without one of these it is a part of another word.
constexpr std::string_view clue_words[] = {"pass",
                                           "pwd",
                                           "secre",
                                           "sig",
                                           "token",
                                           "key",
                                           "auth",
                                           "cred",
                                           "cookie",
                                           "cvv",
                                           "senha",
                                           "sena",
                                           "senord",
                                           "sess",
                                           "sifre",
                                           "security code",
                                           "otp",
                                           "pin",
                                           "psk",
                                           "pw",
                                           "twoord",
                                           "kennwort",
                                           "\xc5\x9f"
                                           "ifre",
                                           "\xce\xba\xcf\x89\xce\xb4",
                                           "\xd9\x83\xd9\x84\xd9\x85\xd8\xa9",
                                           "\xd7\xa1\xd7\x99\xd7\xa1",
                                           "\xe3\x83\x91\xe3\x82\xb9",
                                           "\xeb\xb9\x84\xeb\xb0\x80",
                                           "\xe5\xaf\x86\xe7\xa2\xbc",
                                           "\xe5\xaf\x86\xe9\x92\xa5",
                                           "se\xc3\xb1"
                                           "a",
                                           "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe",  // in Russian
                                           "\xe5\xaf\x86\xe7\xa0\x81"};

bool is_clue_of_name(const Scan& scan, std::size_t at) noexcept {
  return word_table<clue_words>.any_at(scan.text, at, [](std::string_view) { return true; });
}

}  // namespace

std::size_t end_of_quoted(const Scan& scan, std::size_t begin, char quote,
                          std::size_t escapes) noexcept {
  std::size_t backslashes = 0;
  for (std::size_t i = begin; i < scan.text.size(); ++i) {
    const char c = scan.at(i);
    if (c == quote && backslashes <= escapes) return i - backslashes;
    if (c == '\n') return i;
    backslashes = c == '\\' ? backslashes + 1 : 0;
  }
  return scan.text.size();
}

std::size_t end_of_bare(const Scan& scan, std::size_t begin) noexcept {
  constexpr std::size_t least_ascii = 6;  // then text of another script is no part of the value
  static constexpr ByteSet ends(",;&\"'`<>(){}[]|\\");
  std::size_t at = begin;
  bool is_ascii = true;
  for (; at < scan.text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(scan.text[at]);
    if (byte <= ' ' || ends.has(scan.text[at])) break;
    if (byte >= 0x80 && is_ascii && at >= begin + least_ascii) break;
    is_ascii &= byte < 0x80;
  }
  return at;
}

MaybeFinding find_named_value(Scan& scan, std::size_t at) {
  if (at < scan.names_done || !is_clue_of_name(scan, at)) return std::nullopt;
  constexpr std::size_t most_name = 64;
  const std::size_t begin = scan.skip_back(at, most_name, is_name);
  std::size_t end = Scan{scan.text.substr(0, at + most_name)}.skip(at, is_name);
  constexpr std::string_view wide_colon = "\xef\xbc\x9a";
  end = std::min(end, scan.text.substr(0, end).find(wide_colon, at));
  scan.names_done = end;
  // The quote that closes the name, blanks, and in "the key is: x" a word.
  std::size_t separator = scan.skip(end, [](char c) { return c == '\\'; });
  if (is_quote(scan.at(separator))) {
    ++separator;
    if (scan.at(separator) == ']') ++separator;  // of env["API_KEY"]
  }
  constexpr std::size_t most_blanks = 8;
  for (std::size_t i = 0; i < most_blanks && is_blank(scan.at(separator)); ++i) ++separator;
  if (scan.at(separator) == ':' && scan.at(separator + 1) == '=') ++separator;
  constexpr std::string_view accessors = "{ get; set; } =";  // of C#
  if (scan.starts_with(separator, accessors)) separator += accessors.size() - 1;
  if (scan.starts_with(separator, "[] =")) separator += 3;  // of C
  if (core::is_digit(scan.at(separator)) && scan.at(separator + 1) == ':') ++separator;
  if (scan.has_word(separator, "is:") || scan.has_word(separator, "is=")) separator += 2;
  if (scan.starts_with(separator, wide_colon)) separator += wide_colon.size() - 1;
  if (auto finding = find_second_of_pair(scan, begin, end)) return finding;
  if (scan.at(separator) == '=' || scan.at(separator) == ':' ||
      scan.at(separator) == wide_colon.back()) {
    return find_after_separator(scan, separator, end);
  }
  return find_value_nearby(scan, begin, end);
}

}  // namespace sotto::privacy
