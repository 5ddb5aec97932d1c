#include <algorithm>
#include <array>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"
#include "privacy/secret_names.hpp"

namespace sotto::privacy {
namespace {

constexpr std::size_t least_bytes = 4;

/// A name without a separator after it.
struct Place {
  const Scan& scan;
  std::size_t begin;
  std::size_t end;
  SecretKind kind;

  char next() const noexcept { return scan.at(end); }
  std::string_view text() const noexcept { return scan.slice(begin, end); }

  MaybeFinding unless_benign(std::size_t first, std::size_t last) const {
    const std::string_view value = scan.slice(first, last);
    if (value.size() < least_bytes || is_placeholder(value) || is_benign_value(value)) {
      return std::nullopt;
    }
    return Finding{first, last, kind};
  }
  MaybeFinding if_strong(std::size_t first, std::size_t last) const {
    const std::string_view value = scan.slice(first, last);
    if (is_uuid(value) || !is_strong_value(false, value)) return std::nullopt;
    return unless_benign(first, last);
  }
  /// The same for a word between others, which is a password only when it is nothing else.
  MaybeFinding if_strong_word(std::size_t first, std::size_t last) const {
    const std::string_view value = scan.slice(first, last);
    const Makeup makeup = makeup_of(value);
    static constexpr ByteSet signs("!#%^+~?@$*&");
    static constexpr ByteSet of_code("*&$-@\\");
    const bool has_sign = signs.any_in(value);
    const char after = scan.at(last);
    constexpr std::size_t least_mixed = 8;
    const bool is_mixed = kind == SecretKind::password && makeup.has_both_cases() &&
                          makeup.digits >= 2 && value.size() >= least_mixed;
    if (makeup.digits == 0 || !(has_sign || is_mixed || makeup.changes_at(25)) || after == '(' ||
        after == '[' || of_code.has(scan.at(first))) {
      return std::nullopt;
    }
    return if_strong(first, last);
  }
  /// A value at `at`, with or without quotes, and without the end of a sentence.
  MaybeFinding value_at(std::size_t at, bool has_to_be_strong) const {
    std::size_t last = 0;
    if (is_quote(scan.at(at))) {
      ++at;
      last = end_of_quoted(scan, at, scan.at(at - 1), 0);
    } else {
      last = end_of_bare(scan, at);
      static constexpr ByteSet stops(".:!?");
      while (last > at && stops.has(scan.at(last - 1))) --last;
    }
    if (!has_to_be_strong) return unless_benign(at, last);
    return is_quote(scan.text[at - 1]) ? if_strong(at, last) : if_strong_word(at, last);
  }
};

bool is_space(char c) noexcept {
  return is_blank(c) || c == '\n' || c == '\r';
}

/// "<password>x</password>", "<string name="password">x<", "<key>Password</key><string>x<".
MaybeFinding find_in_element(const Place& name, std::size_t closing) {
  const Scan& scan = name.scan;
  std::size_t first = closing + 1;
  constexpr std::string_view end_of_key = "</key>";
  if (scan.starts_with(closing, end_of_key)) {
    first = scan.skip(closing + end_of_key.size(), is_space);
    constexpr std::string_view element = "<string>";
    if (!scan.starts_with(first, element)) return std::nullopt;
    first += element.size();
  }
  const std::size_t last = scan.skip(first, [](char c) { return c != '<' && !is_line_end(c); });
  if (scan.at(last) != '<' || scan.at(last + 1) != '/') return std::nullopt;
  if (last > first && scan.at(last - 1) == ':') return std::nullopt;  // a label
  return name.unless_benign(first, last);
}

/// `name: DB_PASSWORD` and in the next line `value: x`; {"name":"PASSWORD","value":"x"};
/// name="password" value="x".
MaybeFinding find_value_field(const Place& name, std::size_t after) {
  const Scan& scan = name.scan;
  std::size_t at = scan.skip(after, [](char c) { return is_space(c) || c == ','; });
  if (is_quote(scan.at(at))) ++at;
  constexpr std::string_view field = "value";
  if (at == after || !scan.has_word(at, field)) return std::nullopt;
  at += field.size();
  if (is_quote(scan.at(at))) ++at;
  at = scan.skip(at, is_blank);
  if (scan.at(at) != ':' && scan.at(at) != '=') return std::nullopt;
  return name.value_at(scan.skip(at + 1, is_blank), false);
}

/// After the quote that closes the name: ("password", "x"), a form's part, a table with commas.
MaybeFinding find_after_quote(const Place& name) {
  const Scan& scan = name.scan;
  const std::size_t after = name.end + 1;
  if (scan.at(after) == '>') return find_in_element(name, after);
  if (auto finding = find_value_field(name, after)) return finding;
  std::size_t value = scan.skip(after, is_blank);
  if (scan.at(value) == ',' || scan.at(value) == ';') {
    const char bracket = name.begin >= scan.floor + 2 ? scan.text[name.begin - 2] : ' ';
    const bool is_call = std::string_view("([{").find(bracket) != std::string_view::npos;
    value = scan.skip(value + 1, is_blank);
    if (!is_quote(scan.at(value))) return std::nullopt;
    return name.value_at(value, !is_call);
  }
  constexpr std::size_t line_ends = 2;
  const std::size_t part = scan.skip(after, is_space);
  if (std::ranges::count(scan.slice(after, part), '\n') == line_ends) {
    const std::size_t last = scan.skip(part, [](char c) { return !is_line_end(c); });
    return name.if_strong(part, last);
  }
  return std::nullopt;
}

/// "requirepass x", "ENV DB_PASSWORD x" and "#define PASSWORD "x"", in a line of their own.
bool is_directive(const Place& name) noexcept {
  constexpr std::size_t most_bytes = 24;
  const std::size_t least = name.begin - std::min(name.begin - name.scan.floor, most_bytes);
  std::string_view before = name.scan.slice(least, name.begin);
  before.remove_prefix(before.rfind('\n') + 1);
  if (before == "ENV ") return true;
  if (before == "#define ") {
    const bool has_quote = is_quote(name.scan.at(name.scan.skip(name.end, is_blank)));
    return has_quote && name.text().find("PASS") != std::string_view::npos;
  }
  static constexpr std::string_view names[] = {"requirepass", "masterauth", "rootpw", "bindpw"};
  return before.find_first_not_of(' ') == std::string_view::npos &&
         std::ranges::find(names, name.text()) != std::end(names);
}

/// "login bob password x" of .netrc; "CREATE ROLE bob PASSWORD 'x'"; "storePassword 'x'" in a line
/// of its own.
bool is_statement_or_login(const Place& name, std::size_t value) noexcept {
  constexpr std::size_t most_bytes = 80;
  const Scan& scan = name.scan;
  const std::size_t least = name.begin - std::min(name.begin - scan.floor, most_bytes);
  const std::string_view before = scan.slice(least, name.begin);
  if (is_quote(scan.at(value))) {
    const std::size_t line = before.rfind('\n');
    const std::size_t first =
        before.find_first_not_of(" \t", line == std::string_view::npos ? 0 : line + 1);
    const std::size_t end = end_of_quoted(scan, value + 1, scan.at(value), 0);
    const bool is_line = first == std::string_view::npos && is_line_end(scan.at(end + 1));
    if (is_line) return true;
    static constexpr std::string_view words[] = {"USER ", "ROLE ", "LOGIN ", "user ", "role "};
    return scan.at(value) == '\'' && std::ranges::any_of(words, [before](std::string_view word) {
             return before.find(word) != std::string_view::npos;
           });
  }
  std::size_t user = scan.skip_back(name.begin, most_bytes, is_space);
  user = scan.skip_back(user, most_bytes, [](char c) { return !is_space(c); });
  const std::size_t login = scan.skip_back(user, most_bytes, is_space);
  return login < user && scan.slice(least, login).ends_with("login");
}

/// After blanks: "--password x", "password is x1", "ENV PASSWORD x", "| password | x |".
MaybeFinding find_after_blank(const Place& name) {
  const Scan& scan = name.scan;
  std::size_t value = scan.skip(name.end, is_blank);
  if (scan.at(value) == '|') {  // the next cell of a table
    value = scan.skip(value + 1, is_blank);
    const std::size_t last =
        scan.skip(value, [](char c) { return !is_blank(c) && !is_line_end(c) && c != '|'; });
    if (!looks_random(scan.slice(value, last))) return std::nullopt;
    return name.unless_benign(value, last);
  }
  if (name.text().starts_with("--")) {
    // "--password string    the password": how a program is called.
    const std::size_t word = scan.skip(value, core::is_letter);
    if (is_blank(scan.at(word)) && is_blank(scan.at(word + 1))) return std::nullopt;
    return scan.at(value) == '-' ? std::nullopt : name.value_at(value, false);
  }
  if (scan.has_word(value, "is") && is_blank(scan.at(value + 2))) {
    value = scan.skip(value + 2, is_blank);
    if (scan.at(value) == '-') return std::nullopt;
    if (is_quote(scan.at(value))) return name.value_at(value, false);
    const std::size_t last = end_of_bare(scan, value);
    return looks_random(scan.slice(value, last)) ? name.value_at(value, false) : std::nullopt;
  }
  if (scan.at(value) == '(') return name.value_at(value + 1, true);
  // "token string = ..." of Go
  const std::size_t type = scan.skip(value, core::is_letter);
  if (type > value && scan.starts_with(type, " = ") && is_quote(scan.at(type + 3))) {
    return name.value_at(type + 3, false);
  }
  if (scan.at(value) == '-' || scan.at(value) == '$') return std::nullopt;
  if (is_directive(name)) return name.value_at(value, false);
  if (is_statement_or_login(name, value)) return name.value_at(value, false);
  if (auto finding = name.value_at(value, true)) return finding;
  // "the password for the admin account is x1", "the password of the admin: x1"
  constexpr std::size_t most_bytes = 40;
  static constexpr ByteSet stops(".;:=\n\"'");
  const std::string_view rest = scan.text.substr(value, most_bytes);
  const std::size_t stop = stops.first_in(rest);
  const std::size_t verb = rest.substr(0, stop).find(" is ");
  if (verb != std::string_view::npos) {
    const std::size_t at = scan.skip(value + verb + 4, is_blank);
    const bool has_digit = makeup_of(scan.slice(at, end_of_bare(scan, at))).digits > 0;
    return name.value_at(at, !has_digit);
  }
  if (stop + 2 > rest.size() || (rest[stop] != ':' && rest[stop] != '=') ||
      !is_blank(rest[stop + 1])) {
    return std::nullopt;
  }
  return name.value_at(scan.skip(value + stop + 1, is_blank), true);
}

/// setPassword("x") and .password("x"), but not get_password("name").
MaybeFinding find_argument(const Place& name) {
  const Scan& scan = name.scan;
  const std::string_view text = name.text();
  const std::size_t dot = text.rfind('.');
  const std::size_t verb = name.begin + (dot == std::string_view::npos ? 0 : dot + 1);
  const bool is_setter =
      scan.has_word(verb, "set") || scan.has_word(verb, "with") || scan.has_word(verb, "pass");
  if (!is_setter || !is_quote(scan.at(name.end + 1))) return std::nullopt;
  return name.value_at(name.end + 1, true);
}

MaybeFinding find_beside(const Place& name) {
  const Scan& scan = name.scan;
  const char next = name.next();
  const char before = scan.before(name.begin);
  static constexpr std::string_view readers[] = {"--password-stdin", "--with-token", "chpasswd"};
  if (std::ranges::find(readers, name.text()) != std::end(readers)) {
    return find_echoed(scan, name.begin);
  }
  if (next == '>' && (before == '<' || before == ':')) return find_in_element(name, name.end);
  if (scan.starts_with(name.end, "</key>") && before == '>') return find_in_element(name, name.end);
  if (auto finding = find_column_value(scan, name.begin, name.end, name.kind)) return finding;
  if (is_quote(next) && before == next) return find_after_quote(name);
  if (auto finding = find_value_field(name, name.end)) return finding;
  if (next == '(') return find_argument(name);
  if (next == ';') return name.value_at(name.end + 1, true);
  return is_blank(next) ? find_after_blank(name) : std::nullopt;
}

}  // namespace

bool is_pair_name(std::string_view name) noexcept {
  static constexpr std::string_view endings[] = {"auth", "cred", "creds", "credential",
                                                 "credentials"};
  return std::ranges::any_of(endings, [name](std::string_view ending) {
    return name.size() >= ending.size() &&
           core::equals_ignoring_case(name.substr(name.size() - ending.size()), ending);
  });
}

bool is_pair_value(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return is_encoded_pair(text);
  return colon > 0 && is_strong_value(false, text.substr(colon + 1));
}

MaybeFinding find_in_list(const Scan& scan, std::size_t at, std::string_view name) {
  constexpr std::size_t most_values = 8;  // each takes a search of the text
  auto kind = kind_of_name(name);
  if (!kind && (name.ends_with('s') || name.ends_with('S'))) {
    kind = kind_of_name(name.substr(0, name.size() - 1));
  }
  if (!kind) return std::nullopt;
  std::size_t begin = at + 1;
  for (std::size_t i = 0; i < most_values; ++i) {
    begin = scan.skip(begin, [](char c) { return is_space(c) || c == ','; });
    const std::size_t quote = scan.skip(begin, [](char c) { return c == '\\'; });
    if (!is_quote(scan.at(quote))) return std::nullopt;
    const std::size_t end = end_of_quoted(scan, quote + 1, scan.at(quote), quote - begin);
    const std::string_view value = scan.slice(quote + 1, end);
    const bool is_key = is_strong_value(true, value) || is_uuid(value);
    const bool is_secret = *kind == SecretKind::password ? is_strong_value(false, value) : is_key;
    if (is_secret && !is_placeholder(value)) return Finding{quote + 1, end, *kind};
    begin = scan.skip(end, [](char c) { return c == '\\'; }) + 1;
  }
  return std::nullopt;
}

MaybeFinding find_second_of_pair(const Scan& scan, std::size_t begin, std::size_t end) {
  if (!is_pair_name(scan.slice(begin, end))) return std::nullopt;
  std::size_t at = scan.skip(end, [](char c) { return is_blank(c) || c == '=' || c == ':'; });
  if (scan.at(at) != '(' && scan.at(at) != '[') return std::nullopt;
  if (!is_quote(scan.at(++at))) return std::nullopt;
  constexpr std::size_t most_user = 64;
  const std::size_t user_end =
      end_of_quoted(Scan{scan.text.substr(0, at + most_user)}, at + 1, scan.at(at), 0);
  at = scan.skip(user_end + 1, is_blank);
  if (scan.at(at) != ',') return std::nullopt;
  at = scan.skip(at + 1, is_blank);
  if (!is_quote(scan.at(at))) return std::nullopt;
  return Place{scan, end, end, SecretKind::password}.value_at(at, false);
}

MaybeFinding find_value_nearby(const Scan& scan, std::size_t begin, std::size_t end) {
  const auto kind = kind_of_name(scan.slice(begin, end));
  if (!kind) return std::nullopt;
  if (auto finding = find_beside(Place{scan, begin, end, *kind})) return finding;
  return find_after_markup(scan, end, *kind);
}

}  // namespace sotto::privacy
