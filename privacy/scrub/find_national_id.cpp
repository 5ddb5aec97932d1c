#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "privacy/scrub/announcing_words.hpp"
#include "privacy/scrub/national_rows.hpp"
#include "privacy/scrub/scan.hpp"

namespace sotto::privacy {
namespace {

using namespace national;

constexpr std::size_t most_letters = 6;
constexpr std::size_t most_digits = 20;

/// How a number begins: so many letters, so many digits, and what stands after them.
struct Beginning {
  std::size_t letters = 0;
  std::size_t digits = 0;
  char next = '\0';
};
constexpr char class_of_next(char c) noexcept {
  if (is_upper(c)) return 'A';
  return core::is_digit(c) ? '9' : is_word(c) ? 'a' : c;
}

Beginning beginning_at(const Scan& scan, std::size_t at) noexcept {
  Beginning begin;
  while (begin.letters < most_letters && is_upper(scan.at(at + begin.letters))) ++begin.letters;
  at += begin.letters;
  while (begin.digits < most_digits && core::is_digit(scan.at(at + begin.digits))) ++begin.digits;
  begin.next = class_of_next(scan.at(at + begin.digits));
  return begin;
}

/// A row with what is known of it at compile time.
struct Row {
  const NationalId* id = nullptr;
  Beginning begin;
  std::uint64_t announced = 0;          // 0: found without a word
  bool has_blanks_and_no_word = false;  // looks like a column of numbers
};
constexpr std::size_t row_count = std::size(national_ids);

/// The rows by how they begin, to look at few of them: those of a bucket have as many letters and
/// digits. Where a format has "*" after its digits, a number may have more.
struct Rows {
  std::array<Row, row_count> rows{};
  std::array<std::uint8_t, (most_letters + 1) * (most_digits + 1) + 1> first{};

  static constexpr std::size_t bucket(const Beginning& begin) noexcept {
    return begin.letters * (most_digits + 1) + begin.digits;
  }
};
constexpr Rows rows = [] {
  std::array<Row, row_count> all{};
  Rows table;
  for (std::size_t i = 0; i < row_count; ++i) {
    const NationalId& id = national_ids[i];
    Beginning begin;
    const auto at = [&id](std::size_t k) { return k < id.format.size() ? id.format[k] : '\0'; };
    while (at(begin.letters) == 'A') ++begin.letters;
    while (at(begin.letters + begin.digits) == '9') ++begin.digits;
    begin.next = at(begin.letters + begin.digits);
    const bool has_blanks = id.format.find(' ') != std::string_view::npos;
    all[i] = {&id, begin, announcing_lists.bit_of(id.words), has_blanks && id.words == no_word};
    ++table.first[Rows::bucket(begin) + 1];
  }
  for (std::size_t i = 1; i < table.first.size(); ++i) {
    table.first[i] = static_cast<std::uint8_t>(table.first[i] + table.first[i - 1]);
  }
  auto next = table.first;
  for (const Row& row : all) table.rows[next[Rows::bucket(row.begin)]++] = row;
  return table;
}();
static_assert(row_count < 256);

/// Whether what stands after the digits fits: a number ends before what is no part of a word.
bool may_be(const Beginning& format, const Beginning& text) noexcept {
  if (format.next == '*') return true;
  return format.next == '\0' ? text.next != 'A' && text.next != 'a' : format.next == text.next;
}

/// Whether a group stands before `at`, of a column of numbers or of a table in hexadecimal:
/// "652B 6289 6398 5014 7235".
bool follows_group(const Scan& scan, std::size_t at) noexcept {
  return at >= scan.floor + 3 && scan.text[at - 1] == ' ' &&
         core::hex_value(scan.text[at - 2]) >= 0 && core::is_digit(scan.text[at - 3]);
}

/// Where the number of this row that begins at `at` ends, or `at`.
std::size_t end_of_number(const Scan& scan, std::size_t at, const Row& row) noexcept {
  const NationalId& id = *row.id;
  std::array<char, 24> digits{};
  std::size_t count = 0;
  if (at + id.format.size() > scan.text.size()) return at;
  for (std::size_t i = 0; i < id.format.size(); ++i) {
    const char c = scan.text[at + i];
    const char f = id.format[i];
    const bool is_variable = f == '9' || f == 'A' || f == '*';
    const bool fits = (f != 'A' && core::is_digit(c)) || (f != '9' && is_upper(c));
    if (is_variable ? !fits : c != f) return at;
    if (is_variable) digits[count++] = c;
  }
  const std::size_t end = at + id.format.size();
  const char next = scan.at(end);
  const bool is_in_row =
      next == ' ' && core::hex_value(scan.at(end + 1)) >= 0 && core::is_digit(scan.at(end + 2));
  if (row.has_blanks_and_no_word && is_in_row) return at;
  const char after = scan.at(end + 1);
  const bool goes_on =
      ((next == '-' || next == '/') && (core::is_digit(after) || is_upper(after))) ||
      (next == '.' && core::is_digit(after));
  return is_word(next) || goes_on || !id.check({digits.data(), count}) ? at : end;
}

}  // namespace

MaybeFinding find_national_id(const Scan& scan, std::size_t at) {
  const char before = scan.before(at);
  if (is_word(before) || before == '.' || before == '-' || before == '/') return std::nullopt;
  // The number has too few digits in a row for a candidate, and its name is a run.
  if (scan.has_word(at, "personalausweis")) return find_passport(scan, at);
  if (!core::is_digit(scan.at(at)) && !is_upper(scan.at(at))) return std::nullopt;
  const Beginning begin = beginning_at(scan, at);
  Announced announced(scan, at);
  const bool is_in_row = follows_group(scan, at);
  const auto find_in = [&](std::size_t bucket, bool is_longer) -> MaybeFinding {
    for (std::size_t i = rows.first[bucket]; i < rows.first[bucket + 1]; ++i) {
      const Row& row = rows.rows[i];
      if ((is_longer && row.begin.next != '*') || !may_be(row.begin, begin)) continue;
      if (is_in_row && row.has_blanks_and_no_word) continue;
      if (row.announced != 0 && !announced.has(row.announced)) continue;
      const std::size_t end = end_of_number(scan, at, row);
      if (end > at) return Finding{at, end, SecretKind::national_id};
    }
    return std::nullopt;
  };
  const std::size_t bucket = Rows::bucket(begin);
  if (auto finding = find_in(bucket, false)) return finding;
  for (std::size_t fewer = 1; fewer <= std::min<std::size_t>(begin.digits, 3); ++fewer) {
    if (auto finding = find_in(bucket - fewer, true)) return finding;
  }
  return find_document(scan, at, announced);
}

}  // namespace sotto::privacy
