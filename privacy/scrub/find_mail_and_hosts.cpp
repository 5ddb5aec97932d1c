#include <algorithm>
#include <array>
#include <string>

#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

bool is_local_part(char c) noexcept {
  return is_word(c) || c == '.' || c == '%' || c == '+' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}
/// Whether a byte that is not ASCII belongs to a Latin letter with an accent.
bool is_latin(const Scan& scan, std::size_t at) noexcept {
  const auto is_lead = [](char c) { return c >= '\xc3' && c <= '\xc5'; };
  return is_lead(scan.at(at)) || (at > scan.floor && is_lead(scan.at(at - 1)));
}
/// The end of the longest name with a dot in it whose last part can be a top-level domain, or
/// `begin`. What follows is not the name's: "x.org.eyJhbGci", "x.org.".
std::size_t end_of_domain(const Scan& scan, std::size_t begin) noexcept {
  constexpr std::size_t most_bytes = 253;  // RFC 1035, as text
  const Scan part{scan.text.substr(0, begin + most_bytes)};
  const auto is_label = [](char c) { return core::is_letter(c) || core::is_digit(c) || c == '-'; };
  std::size_t found = begin;
  for (std::size_t at = begin;; ++at) {
    std::size_t end = part.skip(at, is_label);
    while (end > begin && is_latin(scan, end) && static_cast<unsigned char>(scan.at(end)) >= 0x80) {
      end = part.skip(end + 1, is_label);
    }
    const std::string_view label = scan.slice(at, end);
    if (label.empty() || label.front() == '-' || label.back() == '-') return found;
    const bool is_ending =
        at > begin && label.size() >= 2 && std::all_of(label.begin(), label.end(), core::is_letter);
    if (is_ending && is_file_ending(label)) return begin;
    if (is_ending) found = end;
    if (part.at(end) != '.') return is_word(scan.at(end)) ? begin : found;
    at = end;
  }
}

/// The end of a name whose top-level domain is in another script, or `begin`.
std::size_t end_of_foreign_domain(const Scan& scan, std::size_t begin) noexcept {
  constexpr std::string_view endings[] = {
      "\xd1\x80\xd1\x84",                                  // Russia
      "\xd1\x83\xd0\xba\xd1\x80",                          // Ukraine
      "\xd0\xb1\xd0\xb3",                                  // Bulgaria
      "\xd1\x81\xd1\x80\xd0\xb1",                          // Serbia
      "\xd0\xbc\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0",  // Moscow
      "\xce\xb5\xce\xbb",                                  // Greece
      "\xe4\xb8\xad\xe5\x9b\xbd",                          // China
      "\xe4\xb8\xad\xe5\x9c\x8b",                          // the same
      "\xe5\x85\xac\xe5\x8f\xb8",                          // company
      "\xe7\xbd\x91\xe7\xbb\x9c",                          // network
      "\xe9\xa6\x99\xe6\xb8\xaf",                          // Hong Kong
      "\xe5\x8f\xb0\xe6\xb9\xbe",                          // Taiwan
      "\xe5\x8f\xb0\xe7\x81\xa3",                          // the same
      "\xed\x95\x9c\xea\xb5\xad",                          // Korea
      "\xe0\xa4\xad\xe0\xa4\xbe\xe0\xa4\xb0\xe0\xa4\xa4",  // India
      "\xd9\x85\xd8\xb5\xd8\xb1",                          // Egypt
  };
  constexpr std::size_t most_bytes = 96;
  const Scan part{scan.text.substr(0, begin + most_bytes)};
  const std::size_t last =
      part.skip(begin, [](char c) { return is_local_part(c) && c != '%' && c != '+' && c != '_'; });
  const std::string_view name = scan.slice(begin, last);
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos && dot > 0;
       dot = name.find('.', dot + 1)) {
    for (const std::string_view ending : endings) {
      if (name.substr(dot + 1).starts_with(ending)) return begin + dot + 1 + ending.size();
    }
  }
  return begin;
}

}  // namespace

MaybeFinding find_email(const Scan& scan, std::size_t at) {
  constexpr std::size_t most_local = 64;                   // RFC 5321, section 4.5.3.1
  if (at >= scan.floor + 3 && scan.text[at - 1] == '"') {  // "john doe"@acme.com
    const std::size_t begin = scan.skip_back(
        at - 1, most_local, [](char c) { return c != '"' && c != '\\' && !is_line_end(c); });
    const std::size_t end = end_of_domain(scan, at + 1);
    const bool is_quoted = begin > scan.floor && begin + 1 < at && scan.text[begin - 1] == '"' &&
                           !is_word(scan.before(begin - 1));
    if (is_quoted && end > at + 1) return Finding{begin - 1, end, SecretKind::email};
  }
  // Text of another script may stand right before an address of ASCII.
  const bool is_ascii = at > 0 && static_cast<unsigned char>(scan.text[at - 1]) < 0x80;
  std::size_t begin = at;
  while (begin > scan.floor && at - begin < most_local &&
         !(is_ascii && static_cast<unsigned char>(scan.at(begin - 1)) >= 0x80 &&
           !is_latin(scan, begin - 1)) &&
         is_local_part(scan.at(begin - 1)) && scan.before(begin) == scan.at(begin - 1)) {
    --begin;
  }
  static constexpr ByteSet signs(".-+%");
  while (begin < at && signs.has(scan.at(begin))) {
    ++begin;
  }
  if (begin == at || scan.slice(begin, at) == "git") return std::nullopt;
  if (scan.before(begin) ==
      ':') {  // the password of a URL, which is no secret: "://user:pass@host"
    const std::size_t user =
        scan.skip_back(begin - 1, most_local, [](char c) { return is_local_part(c) || c == ':'; });
    if (user >= scan.floor + 3 && scan.starts_with(user - 2, "//") && user < begin) {
      return std::nullopt;
    }
  }
  std::size_t end = end_of_domain(scan, at + 1);
  if (end == at + 1) end = end_of_foreign_domain(scan, at + 1);
  if (end == at + 1) return std::nullopt;
  return Finding{begin, end, SecretKind::email};
}

MaybeFinding find_masked_email(const Scan& scan, std::size_t at) {
  const char closing = scan.at(at) == '(' ? ')' : ']';
  if (!scan.has_word(at + 1, "at") || scan.at(at + 3) != closing) return std::nullopt;
  const auto skip_blank = [&scan](std::size_t i) { return scan.at(i) == ' ' ? i + 1 : i; };
  std::size_t end_of_local = at;
  if (end_of_local > scan.floor && scan.text[at - 1] == ' ') --end_of_local;
  constexpr std::size_t most_local = 64;
  const std::size_t begin = scan.skip_back(end_of_local, most_local, [](char c) {
    return core::is_letter(c) || core::is_digit(c) || c == '.' || c == '_' || c == '-' || c == '+';
  });
  // Labels, between which a full stop stands or "(dot)", "[dot]".
  const auto is_label = [](char c) { return core::is_letter(c) || core::is_digit(c) || c == '-'; };
  std::size_t i = skip_blank(at + 4);
  std::size_t end = i;
  std::size_t labels = 0;
  while (true) {
    const std::size_t last = scan.skip(i, is_label);
    if (last == i) break;
    end = last;
    ++labels;
    const std::size_t dot = skip_blank(last);
    const bool is_masked = (scan.at(dot) == '(' || scan.at(dot) == '[') &&
                           scan.has_word(dot + 1, "dot") &&
                           (scan.at(dot + 4) == ')' || scan.at(dot + 4) == ']');
    if (is_masked) {
      i = skip_blank(dot + 5);
    } else if (scan.at(last) == '.') {
      i = last + 1;
    } else {
      break;
    }
  }
  if (begin == end_of_local || labels < 2) return std::nullopt;
  return Finding{begin, end, SecretKind::email};
}

MaybeFinding find_host(const Scan& scan, std::size_t at) {
  std::size_t end = scan.skip(at + 1, core::is_letter);
  const std::string_view ending = scan.slice(at + 1, end);
  constexpr std::string_view home_network = ".arpa";  // "home.arpa", RFC 8375
  if (ending == "home" && scan.starts_with(end, home_network)) {
    end += home_network.size();
  } else if (!is_internal_domain(ending)) {
    return std::nullopt;
  }
  const char next = scan.at(end);
  if (is_word(next) || next == '(' || next == '-' || (next == '.' && is_word(scan.at(end + 1)))) {
    return std::nullopt;
  }
  constexpr std::size_t most_bytes = 253;  // RFC 1035, as text
  std::size_t begin = scan.skip_back(at, most_bytes, [](char c) {
    return core::is_letter(c) || core::is_digit(c) || c == '-' || c == '.';
  });
  while (begin < at && (scan.at(begin) == '.' || scan.at(begin) == '-')) ++begin;
  const std::string_view name = scan.slice(begin, at);
  // "self.local" and "java.internal" are code; a host's name has a number, a dash or a domain.
  const bool is_numbered = name.find_first_of("0123456789-") != std::string_view::npos;
  const bool has_domain =
      name.find('.') != std::string_view::npos && ending != "internal" && ending != "local";
  const char before = scan.before(begin);
  if (name.empty() || is_word(before) || before == '@' || before == '/' || before == '\\') {
    const bool is_in_url = begin >= scan.floor + 3 && scan.starts_with(begin - 3, "://");
    if (!is_in_url) return std::nullopt;
  }
  if (!is_numbered && !has_domain) return std::nullopt;
  // "..." is no name, and the host of a container's machine has the same one everywhere.
  if (name.find("..") != std::string_view::npos || name == "host.k3d") return std::nullopt;
  return Finding{begin, end, SecretKind::host};
}

MaybeFinding find_share_host(const Scan& scan, std::size_t at) {
  const auto is_backslash = [](char c) { return c == '\\'; };
  constexpr std::size_t most_backslashes = 16;  // JSON in JSON, three times
  const std::size_t begin = Scan{scan.text.substr(0, at + most_backslashes)}.skip(at, is_backslash);
  const std::size_t backslashes = begin - at;
  const char before = scan.before(at);
  if (backslashes < 2 || backslashes % 2 != 0 || is_backslash(before) || is_word(before) ||
      before == ':') {
    return std::nullopt;
  }
  const std::size_t end =
      scan.skip(begin, [](char c) { return is_word(c) || c == '-' || c == '.'; });
  const std::size_t share =
      Scan{scan.text.substr(0, end + most_backslashes)}.skip(end, is_backslash);
  if (share - end != backslashes / 2 || !is_word(scan.at(share))) return std::nullopt;
  // A host's name has a number or a dash; "\\\\n\\x" is an expression.
  const std::string_view name = scan.slice(begin, end);
  constexpr std::size_t least_bytes = 4;
  if (name.size() < least_bytes || name.find("--") != std::string_view::npos ||
      name.find_first_of("0123456789-") == std::string_view::npos) {
    return std::nullopt;
  }
  return Finding{begin, end, SecretKind::host};
}

}  // namespace sotto::privacy
