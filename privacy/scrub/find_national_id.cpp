#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "privacy/scrub/national_rows.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

using namespace national;

/// How a format begins, to leave most of them out at a glance: so many letters, so many digits, and
/// what stands after them.
struct Beginning {
  std::size_t letters = 0;
  std::size_t digits = 0;
  char next = '\0';

  bool operator==(const Beginning&) const = default;
};
constexpr char class_of_next(char c) noexcept {
  if (is_upper(c)) return 'A';
  return core::is_digit(c) ? '9' : is_word(c) ? 'a' : c;
}
constexpr std::array<Beginning, std::size(national_ids)> beginnings = [] {
  std::array<Beginning, std::size(national_ids)> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string_view format = national_ids[i].format;
    Beginning& begin = table[i];
    while (begin.letters < format.size() && format[begin.letters] == 'A') ++begin.letters;
    std::size_t at = begin.letters;
    while (at < format.size() && core::is_digit(format[at])) ++at;
    begin.digits = at - begin.letters;
    begin.next = at < format.size() ? format[at] : '\0';
  }
  return table;
}();

Beginning beginning_at(const Scan& scan, std::size_t at) noexcept {
  constexpr std::size_t most_letters = 6;
  constexpr std::size_t most_digits = 19;
  Beginning begin;
  while (begin.letters < most_letters && is_upper(scan.at(at + begin.letters))) ++begin.letters;
  at += begin.letters;
  while (begin.digits < most_digits && core::is_digit(scan.at(at + begin.digits))) ++begin.digits;
  begin.next = class_of_next(scan.at(at + begin.digits));
  return begin;
}

/// Whether a number that begins so can have a format that begins so: "*" is a letter or a digit,
/// and a number ends before anything that is no part of a word.
bool may_be(const Beginning& format, const Beginning& text) noexcept {
  if (format.letters != text.letters) return false;
  if (format.next == '*') return text.digits >= format.digits;
  if (format.digits != text.digits) return false;
  return format.next == '\0' ? text.next != 'A' && text.next != 'a' : format.next == text.next;
}

/// Whether one of the words stands shortly before.
bool is_announced(const Scan& scan, std::size_t at, std::string_view words) noexcept {
  constexpr std::size_t looked_at = 40;
  const std::size_t begin = scan.skip_back(at, looked_at, [](char c) { return !is_line_end(c); });
  const std::string_view text = scan.slice(begin, at);
  return words == any_word ? has_national_id_word(text) : has_word_of(text, words);
}

}  // namespace

MaybeFinding find_national_id(const Scan& scan, std::size_t at) {
  const char before = scan.before(at);
  if (is_word(before) || before == '.' || before == '-' || before == '/') return std::nullopt;
  if (!core::is_digit(scan.at(at)) && !is_upper(scan.at(at))) return std::nullopt;
  std::array<char, 24> digits{};
  const Beginning beginning = beginning_at(scan, at);
  for (std::size_t row = 0; row < beginnings.size(); ++row) {
    if (!may_be(beginnings[row], beginning)) continue;
    const NationalId& id = national_ids[row];
    std::size_t count = 0;
    std::size_t i = 0;
    for (; i < id.format.size(); ++i) {
      const char c = scan.at(at + i);
      const char f = id.format[i];
      const bool is_variable = f == '9' || f == 'A' || f == '*';
      const bool fits = (f != 'A' && core::is_digit(c)) || (f != '9' && is_upper(c));
      if (is_variable ? !fits : c != f) break;
      if (is_variable) digits[count++] = c;
    }
    if (i < id.format.size()) continue;
    const std::size_t end = at + i;
    const char next = scan.at(end);
    // A column of numbers, and a table in hexadecimal: "652B 6289 6398 5014 7235".
    const bool has_blanks = id.format.find(' ') != std::string_view::npos && id.words == no_word;
    const bool is_in_row =
        (next == ' ' && core::hex_value(scan.at(end + 1)) >= 0 &&
         core::is_digit(scan.at(end + 2))) ||
        (before == ' ' && at >= scan.floor + 2 && core::hex_value(scan.text[at - 2]) >= 0 &&
         at >= scan.floor + 3 && core::is_digit(scan.text[at - 3]));
    if (has_blanks && is_in_row) continue;
    const bool goes_on =
        (next == '-' || next == '.' || next == '/') && core::is_digit(scan.at(end + 1));
    if (is_word(next) || goes_on || !id.check({digits.data(), count})) continue;
    if (id.words != no_word && !is_announced(scan, at, id.words)) continue;
    return Finding{at, end, SecretKind::national_id};
  }
  return find_document(scan, at);
}

}  // namespace sotto::privacy
