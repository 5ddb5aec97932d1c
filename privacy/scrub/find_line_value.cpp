#include <algorithm>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

/// Whether a name at `at` begins its line, but for blanks, signs of lists and diffs, and "export".
bool begins_line(const Scan& scan, std::size_t at) noexcept {
  constexpr std::size_t most_bytes = 40;
  const std::size_t least = at - std::min(at, most_bytes);
  std::size_t line = at;
  while (line > least && !is_line_end(scan.text[line - 1])) --line;
  if (line == least && line > 0 && !is_line_end(scan.text[line - 1])) return false;
  std::string_view lead = scan.slice(line, at);
  static constexpr std::string_view words[] = {"export ",   "set ", "ENV ", "ARG ",
                                               "readonly ", "env ", "$env:"};
  for (const std::string_view word : words) {
    if (lead.ends_with(word)) lead.remove_suffix(word.size());
  }
  return lead.find_first_not_of(" \t-+#>$") == std::string_view::npos;
}

/// Whether a further pair begins behind a separator: ";Encrypt=", "&n=", ",host:".
bool begins_pair(const Scan& scan, std::size_t at) noexcept {
  const std::size_t first = scan.skip(at + 1, is_blank);
  const std::size_t end = scan.skip(first, [](char c) { return is_word(c) || c == ' '; });
  const std::size_t least = scan.at(at) == '&' ? 1 : 2;
  return end >= first + least && core::is_letter(scan.at(first)) &&
         (scan.at(end) == '=' || (scan.at(end) == ':' && scan.at(at) == ','));
}

}  // namespace

std::size_t end_of_joined(const Scan& scan, std::size_t end) noexcept {
  const char quote = scan.at(end);
  if (!is_quote(quote)) return end;
  const std::size_t sign = scan.skip(end + 1, is_blank);
  if (scan.at(sign) != '+') return end;
  const std::size_t next = scan.skip(sign + 1, is_blank);
  return scan.at(next) == quote ? end_of_quoted(scan, next + 1, quote, 0) : end;
}

std::size_t end_of_line_value(const Scan& scan, std::size_t name, std::size_t begin,
                              std::size_t end) noexcept {
  constexpr std::size_t most_bytes = 256;
  const char quote = name > scan.floor ? scan.text[name - 1] : ' ';
  const bool is_quoted = is_quote(quote);
  static constexpr ByteSet stops("\"'`\\");
  static constexpr ByteSet separators(";&,");
  static constexpr ByteSet brackets("([{<");
  if (stops.has(scan.at(end)) || is_line_end(scan.at(end)) || is_blank(scan.at(end))) return end;
  if (!is_quoted && !begins_line(scan, name)) return end;
  std::size_t last = begin;
  for (; last < begin + most_bytes; ++last) {
    const char c = scan.at(last);
    if (static_cast<unsigned char>(c) <= ' ' || stops.has(c)) break;
    if (static_cast<unsigned char>(c) >= 0x80) return end;
    if (separators.has(c) && begins_pair(scan, last)) break;
    const char next = scan.at(last + 1);
    if (c == '<' && last > begin && (next == '/' || core::is_letter(next))) break;  // a tag
  }
  const char after = scan.at(last);
  if (is_quoted ? after != quote && !separators.has(after) : stops.has(after)) return end;
  if (!is_quoted && is_blank(after)) {
    const std::size_t rest = scan.skip(last, is_blank);
    if (!is_line_end(scan.at(rest)) && scan.at(rest) != '#') return end;
  }
  // What closes a call or a list is no part of it, and neither is all of a pair of brackets.
  static constexpr ByteSet closing(",;)]}&|");
  const std::string_view rest = scan.slice(end, last);
  if (std::ranges::all_of(rest, [](char c) { return closing.has(c); })) return end;
  const std::string_view value = scan.slice(begin, last);
  static constexpr ByteSet closers(")]}>");
  const std::size_t opening = value.find_first_of("([{<");
  const bool is_bracketed = opening <= 2 && closers.has(value.back());
  if (is_bracketed || (brackets.has(value[0]) && !looks_random(value))) return end;
  const bool is_expression = value.starts_with("${") || value.starts_with("$(") ||
                             value.starts_with("#{") || value.find("->") != value.npos ||
                             value.find("::") != value.npos || value.find("()") != value.npos;
  return is_expression || !looks_random(value) ? end : last;
}

}  // namespace sotto::privacy
