#include <algorithm>

#include "privacy/scan.hpp"
#include "privacy/scrub_rules.hpp"
#include "privacy/secret_names.hpp"

namespace sotto::privacy {
namespace {

bool is_name(char c) noexcept {
  return is_word(c) || c == '-' || c == '.';
}
bool is_quote(char c) noexcept {
  return c == '"' || c == '\'' || c == '`';
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
  for (std::size_t i = 0; i < most_blanks && end > floor && is_blank(scan.at(end - 1)); ++i) --end;
  const std::size_t quote_end = end;
  if (end > floor && is_quote(scan.at(end - 1))) {
    --end;
    while (end > floor && scan.at(end - 1) == '\\') --end;
  }
  std::size_t begin = end;
  while (begin > floor && is_name(scan.at(begin - 1))) --begin;
  return {begin, scan.slice(begin, end), scan.slice(end, quote_end)};
}

/// The kind of value that a name announces: by itself; with the word before it, as in "API key:"
/// and "the password is:"; or as a parameter of a URL.
std::optional<SecretKind> kind_of(const Scan& scan, const Name& name) noexcept {
  if (const auto kind = kind_of_name(name.text)) return kind;
  const char before = scan.before(name.begin);
  if ((before == '?' || before == '&') && is_secret_parameter(name.text)) {
    return SecretKind::url_credentials;
  }
  const bool is_key = core::equals_ignoring_case(name.text, "key");
  const bool is_verb = core::equals_ignoring_case(name.text, "is");
  if (before != ' ' || name.begin <= scan.floor || !(is_key || is_verb)) return std::nullopt;
  constexpr std::size_t most_bytes = 16;
  const std::size_t end = name.begin - 1;
  std::size_t begin = end;
  while (begin > scan.floor && end - begin < most_bytes && is_name(scan.at(begin - 1))) --begin;
  return kind_of_name(scan.slice(begin, is_key ? name.begin + name.text.size() : end));
}

/// The end of a value in quotes: the same quote with at most as many backslashes before it. A
/// value whose end was cut off goes to the end of its line.
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
  return scan.skip(begin, [](char c) {
    return static_cast<unsigned char>(c) > ' ' &&
           std::string_view(",;&\"'`<>(){}[]|\\").find(c) == std::string_view::npos;
  });
}

/// The end of a header's value that has several words: "Bearer abc", "a=1; b=2".
std::size_t end_of_header(const Scan& scan, const Name& name, std::size_t begin,
                          std::size_t end) noexcept {
  const std::string_view first = scan.slice(begin, end);
  if (name.text.size() >= 6 &&
      core::equals_ignoring_case(name.text.substr(name.text.size() - 6), "cookie")) {
    if (first.find('=') == std::string_view::npos) return end;
    return scan.skip(begin, [](char c) { return !is_line_end(c) && !is_quote(c) && c != '\\'; });
  }
  for (const std::string_view scheme : {"bearer", "basic", "token", "digest", "negotiate"}) {
    if (!core::equals_ignoring_case(first, scheme) || !is_blank(scan.at(end))) continue;
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
  const bool has_parts = value.find_first_of("_.:") != std::string_view::npos;
  return has_blanks || (has_parts && (next == ')' || next == ','));
}

/// Whether a bare value after "name: " is one, and not the next word of a sentence.
bool stands_alone(const Scan& scan, std::size_t begin, std::size_t end) noexcept {
  const std::string_view value = scan.slice(begin, end);
  const bool is_plain = std::all_of(value.begin(), value.end(), [](char c) {
    return core::is_letter(c) || c == '-' || c == '_' || c == '.' || c == '/' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
  return !is_plain || is_line_end(scan.at(scan.skip(end, is_blank)));
}

MaybeFinding find_quoted(const Scan& scan, SecretKind kind, std::size_t begin,
                         std::size_t escapes) {
  const std::size_t end = end_of_quoted(scan, begin, scan.at(begin - 1), escapes);
  const std::string_view value = scan.slice(begin, end);
  // A model's "token" is a part of a word.
  constexpr std::size_t least_token = 8;
  if (kind == SecretKind::token && value.size() < least_token) return std::nullopt;
  if (is_placeholder(value) || is_benign_value(value)) return std::nullopt;
  return Finding{begin, end, kind};
}

MaybeFinding find_bare(const Scan& scan, const Name& name, SecretKind kind, std::size_t separator,
                       std::size_t begin) {
  constexpr std::size_t least_bytes = 4;
  std::size_t end = end_of_bare(scan, begin);
  end = std::max(end, end_of_header(scan, name, begin, end));
  while (end > begin && std::string_view(".:!?").find(scan.at(end - 1)) != std::string_view::npos) {
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
  if (value.size() < least_bytes || is_placeholder(value) || is_benign_value(value)) {
    return std::nullopt;
  }
  if (scan.at(separator) == ':') {
    if (!stands_alone(scan, begin, end) || is_code(scan, name, begin, end, false)) {
      return std::nullopt;
    }
  } else if (is_code(scan, name, begin, end, is_blank(scan.at(begin - 1)))) {
    return std::nullopt;
  }
  return Finding{begin, end, kind};
}

}  // namespace

MaybeFinding find_named_value(const Scan& scan, std::size_t at) {
  const char before = scan.before(at);
  const char after = scan.at(at + 1);
  if (after == '=') return std::nullopt;
  if (scan.at(at) == ':' && (before == ':' || after == ':' || after == '/')) return std::nullopt;
  if (std::string_view("=!<>").find(before) != std::string_view::npos) return std::nullopt;
  const Name name = name_before(scan, at);
  if (name.text.empty()) return std::nullopt;
  const auto kind = kind_of(scan, name);
  if (!kind) return std::nullopt;
  std::size_t begin = at + 1;
  if (scan.at(at) == '=' && after == '>') ++begin;  // of Ruby and PHP
  begin = scan.skip(begin, is_blank);
  const std::size_t quote = scan.skip(begin, [](char c) { return c == '\\'; });
  if (is_quote(scan.at(quote))) return find_quoted(scan, *kind, quote + 1, quote - begin);
  return find_bare(scan, name, *kind, at, begin);
}

}  // namespace sotto::privacy
