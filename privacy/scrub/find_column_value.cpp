#include <algorithm>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

constexpr std::size_t most_line = 400;

std::size_t end_of_line(const Scan& scan, std::size_t at) noexcept {
  return Scan{scan.text.substr(0, at + most_line)}.skip(
      at, [](char c) { return c != '\n' && c != '\r'; });
}

/// The cell of a line with `index` separators before it, without blanks and quotes around it.
std::string_view cell_of(std::string_view line, char separator, std::size_t index) noexcept {
  std::size_t begin = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i <= line.size(); ++i) {
    if (i < line.size() && line[i] == '"') is_quoted = !is_quoted;
    if (i < line.size() && (line[i] != separator || is_quoted)) continue;
    if (index-- > 0) {
      begin = i + 1;
      continue;
    }
    std::string_view cell = line.substr(begin, i - begin);
    static constexpr std::string_view around = " \t\"'`*";
    const std::size_t first = cell.find_first_not_of(around);
    if (first == std::string_view::npos) return {};
    return cell.substr(first, cell.find_last_not_of(around) + 1 - first);
  }
  return {};
}

/// Whether a line is the names of columns: words with the separator between them, two at least.
bool is_header(std::string_view line, char separator) noexcept {
  const bool has_edges = separator == '|' && line.ends_with('|');
  if (!has_edges && (line.ends_with(separator) || line.starts_with(separator))) return false;
  return std::ranges::all_of(line, [separator](char c) {
    return is_word(c) || is_blank(c) || c == separator || c == '"' || c == '-' || c == '.' ||
           c == '`' || c == '*';
  });
}

}  // namespace

MaybeFinding find_column_value(const Scan& scan, std::size_t begin, std::size_t end,
                               SecretKind kind) {
  constexpr std::size_t most_rows = 8;  // each takes a search of the text
  static constexpr ByteSet marks(",;\t|\r\n");
  const std::size_t next = scan.skip(end, [](char c) { return c == ' ' || is_quote(c); });
  if (!marks.has(scan.at(next))) return std::nullopt;
  std::size_t line = begin;
  const std::size_t least = begin - std::min(begin, most_line);
  while (line > least && scan.text[line - 1] != '\n') --line;
  if (line > 0 && scan.text[line - 1] != '\n') return std::nullopt;
  const std::size_t line_end = end_of_line(scan, end);
  const std::string_view header = scan.slice(line, line_end);
  const std::size_t mark = header.find_first_of(",;\t|");
  if (mark == std::string_view::npos) return std::nullopt;
  const char separator = header[mark];
  if (!is_header(header, separator)) return std::nullopt;
  const auto index =
      static_cast<std::size_t>(std::ranges::count(scan.slice(line, begin), separator));
  // The whole cell is the name.
  if (cell_of(header, separator, index) != scan.slice(begin, end)) return std::nullopt;
  const auto columns = std::ranges::count(header, separator);
  std::size_t at = line_end;
  for (std::size_t row = 0; row < most_rows; ++row) {
    if (scan.at(at) == '\r') ++at;
    if (scan.at(at) != '\n') return std::nullopt;
    const std::size_t first = at + 1;
    at = end_of_line(scan, first);
    const std::string_view text = scan.slice(first, at);
    if (std::ranges::count(text, separator) < columns) return std::nullopt;
    if (text.find_first_not_of("|-: ") == std::string_view::npos) continue;  // under a header
    const std::string_view cell = cell_of(text, separator, index);
    constexpr std::size_t least_bytes = 4;
    const auto place = static_cast<std::size_t>(cell.data() - scan.text.data());
    if (cell.size() < least_bytes || cell.size() > most_line || place < scan.floor ||
        is_placeholder(cell) || is_benign_value(cell) || makeup_of(cell).digits == 0 ||
        cell.find(' ') != std::string_view::npos) {
      continue;
    }
    return Finding{place, place + cell.size(), kind};
  }
  return std::nullopt;
}

}  // namespace sotto::privacy
