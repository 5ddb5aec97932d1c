#include <algorithm>
#include <array>
#include <string>

#include "privacy/scrub/announcing_words.hpp"
#include "privacy/scrub/checksums.hpp"
#include "privacy/scrub/scan.hpp"

namespace sotto::privacy {
namespace {

bool is_between_groups(char c) noexcept {
  return c == ' ' || c == '-' || c == '.' || c == '/';
}

/// The lengths of the groups of digits from `at` on, as "3-3-4", and where the last one ends.
struct Groups {
  std::array<std::size_t, 6> bytes{};
  std::size_t count = 0;
  std::size_t digits = 0;
  int number = 0;  // their lengths as digits: 3222 of "3-2-2-2"
  std::size_t end = 0;
  char separator = '\0';  // of all groups; '*' where they differ
};

Groups groups_at(const Scan& scan, std::size_t at) noexcept {
  Groups groups;
  groups.end = at;
  std::size_t i = at;
  while (groups.count < groups.bytes.size()) {
    const std::size_t end = scan.skip(i, core::is_digit);
    if (end == i) break;
    groups.bytes[groups.count++] = end - i;
    groups.digits += end - i;
    groups.number = groups.number * 10 + static_cast<int>(std::min<std::size_t>(end - i, 9));
    groups.end = end;
    i = end;
    if (scan.at(i) == ')') ++i;
    if (is_between_groups(scan.at(i)) &&
        (core::is_digit(scan.at(i + 1)) || scan.at(i + 1) == '(')) {
      const char c = scan.at(i);
      groups.separator = groups.separator == '\0' || groups.separator == c ? c : '*';
      ++i;
    }
    if (scan.at(i) == '(' && groups.count < 2) ++i;
    if (i == end) break;
  }
  return groups;
}

/// "+49 (30) 1234-5678": from the plus sign on.
MaybeFinding find_international_phone(const Scan& scan, std::size_t at) {
  const char before = scan.before(at);
  if (is_word(before) || std::string_view("+.)~").find(before) != std::string_view::npos) {
    return std::nullopt;
  }
  std::size_t digits = 0;
  std::size_t end = at + 1;
  std::size_t separators = 0;  // since the last digit
  for (std::size_t i = at + 1; i < scan.text.size() && separators <= 2; ++i) {
    const char c = scan.at(i);
    if (core::is_digit(c)) {
      if (digits == 0 && c == '0') return std::nullopt;
      ++digits;
      separators = 0;
      end = i + 1;
    } else if (is_between_groups(c) || c == '(' || c == ')') {
      ++separators;
    } else {
      break;
    }
    if (digits > 15) return std::nullopt;  // E.164
  }
  if (digits < 8 || is_word(scan.at(end))) return std::nullopt;
  return Finding{at, end, SecretKind::phone};
}

bool has_blanks_and_dashes(std::string_view number) noexcept {
  return number.find_first_not_of("0123456789 -") == std::string_view::npos;
}

/// "20261121", "2026-11-21".
bool is_date(std::string_view number) noexcept {
  std::string digits;
  for (const char c : number) {
    if (core::is_digit(c)) digits += c;
  }
  if (digits.size() != 8 || (!digits.starts_with("19") && !digits.starts_with("20"))) return false;
  const int month = (digits[4] - '0') * 10 + digits[5] - '0';
  const int day = (digits[6] - '0') * 10 + digits[7] - '0';
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/// How a country groups the digits of a telephone: "3-2-2-2" as 3222.
template <std::size_t N>
bool has_groups(const Groups& groups, const int (&known)[N]) noexcept {
  return std::ranges::find(known, groups.number) != std::end(known);
}
// After a zero: "07700 900123", "0170 1234567", "06-12345678", "0412 345 678", "0532 123 45 67".
constexpr int trunk_groups[] = {56, 47, 48, 37, 38, 28, 433, 4322, 3322, 344, 2323};
constexpr int slashed_groups[] = {37, 38, 47, 48};  // "030/12345678"
constexpr int russian_groups[] = {13322, 1334};
constexpr int spanish_groups[] = {3222};
constexpr int chinese_groups[] = {344};
constexpr int table_groups[] = {444, 44, 4444};  // characters by number, in hexadecimal

/// A number as it is written within a country, from its first digit on.
struct NationalPhone {
  const Scan& scan;
  std::size_t at;
  bool has_bracket;  // before it
  char lead;
  Groups groups;

  std::string_view text() const noexcept { return scan.slice(at, groups.end); }
};

/// "(415) 555-2671", "1-415-555-2671".
bool is_american(const NationalPhone& n) noexcept {
  const Groups& groups = n.groups;
  const std::size_t first = n.lead == '1' && groups.count == 4 && groups.bytes[0] == 1 ? 1 : 0;
  const std::size_t area = n.at + (first == 1 ? 2 : 0);
  return groups.count == first + 3 && groups.bytes[first] == 3 && groups.bytes[first + 1] == 3 &&
         groups.bytes[first + 2] == 4 && n.scan.at(area) >= '2' && groups.separator != ' ' &&
         groups.separator != '/' && (n.has_bracket || groups.separator != '*');
}

/// "0049 170 2489409", "011 44 7700 900123", as it is dialled.
bool is_dialled(const NationalPhone& n) noexcept {
  const Groups& groups = n.groups;
  const std::size_t first_bytes = groups.bytes[0];
  const bool is_there = first_bytes >= 3 && first_bytes <= 5 && n.scan.starts_with(n.at, "00") &&
                        n.scan.at(n.at + 2) != '0';
  const bool is_from_america =
      first_bytes == 3 && n.scan.starts_with(n.at, "011") && groups.count >= 3;
  const bool is_order = has_groups(groups, {377});  // "006-7154233-6278752"
  return groups.count >= 2 && !is_order && (is_there || is_from_america) &&
         !has_groups(groups, table_groups) && groups.digits >= 11 && groups.digits <= 18 &&
         has_blanks_and_dashes(n.text());
}

/// A zero, and the groups of a country's numbers after it.
bool is_after_zero(const NationalPhone& n) noexcept {
  const Groups& groups = n.groups;
  const std::size_t first_bytes = groups.bytes[0];
  const char second = n.scan.at(n.at + 1);
  if (n.lead != '0') return false;
  // "06 59 52 19 61", "090-4714-0729": the groups of the whole number alike.
  const bool is_uniform = second >= '1' && second <= '9' && groups.separator != '*' &&
                          groups.separator != '/' && groups.separator != '\0';
  const bool is_in_pairs = groups.count == 5 && groups.digits == 10 && first_bytes == 2;
  const bool is_in_three = groups.count == 3 && groups.digits >= 10 && groups.digits <= 11 &&
                           first_bytes >= 2 && groups.bytes[1] >= 3 && groups.bytes[2] == 4;
  if (is_uniform && (is_in_pairs || is_in_three || has_groups(groups, trunk_groups))) return true;
  const bool is_slashed = groups.separator == '/' && has_groups(groups, slashed_groups);
  const bool is_swedish =
      n.scan.at(n.at + 3) == '-' && n.scan.at(n.at + 7) == ' ' && has_groups(groups, {3322});
  if (is_slashed || is_swedish) return true;
  // "0664 123456" of Austria, "06 20 123 4567" of Hungary, "012-345 6789" of Malaysia.
  return (groups.separator != '-' || has_groups(groups, {234})) && second >= '1' &&
         !n.has_bracket && groups.count >= 2 && first_bytes >= 2 && first_bytes <= 5 &&
         groups.digits >= 9 && groups.digits <= 12 && !has_groups(groups, table_groups) &&
         has_blanks_and_dashes(n.text()) &&
         std::all_of(groups.bytes.begin() + 1,
                     groups.bytes.begin() + static_cast<std::ptrdiff_t>(groups.count),
                     [](std::size_t bytes) { return bytes >= 2 && bytes <= 8; });
}

/// The groups of some countries whose numbers are known by them.
bool is_local(const NationalPhone& n) noexcept {
  const Groups& groups = n.groups;
  const std::size_t first_bytes = groups.bytes[0];
  // "(030) 1234567", "(11) 91234-5678": an area in brackets.
  const bool has_area =
      n.has_bracket && n.scan.at(n.at + first_bytes) == ')' && first_bytes >= 2 &&
      first_bytes <= 5 && groups.count >= 2 &&
      ((n.lead == '0' && groups.digits >= 9 && groups.digits <= 12) ||
       (first_bytes == 2 && groups.count == 3 && groups.bytes[2] == 4 && groups.digits >= 10));
  // "8 (912) 345-67-89" of Russia, "612 34 56 78" of Spain, "138-1234-5678" of China.
  const bool is_russian = (n.lead == '8' || n.lead == '7') && has_groups(groups, russian_groups) &&
                          groups.separator == '*';
  const bool is_spanish = (n.lead == '6' || n.lead == '7' || n.lead == '9') &&
                          groups.separator == ' ' && has_groups(groups, spanish_groups);
  const bool is_chinese = n.lead == '1' && n.scan.at(n.at + 1) >= '3' && groups.separator != '*' &&
                          groups.separator != '.' && groups.separator != '/' &&
                          has_groups(groups, chinese_groups);
  // "98765 43210" of India.
  const bool is_indian =
      n.lead >= '6' && n.lead <= '9' && groups.separator == ' ' && has_groups(groups, {55});
  return has_area || is_russian || is_spanish || is_chinese || is_indian;
}

/// Whether a byte in hexadecimal stands beside pairs of digits: "7d 08 44 35 01 00 b7".
bool is_in_hexadecimal(const NationalPhone& n) noexcept {
  const Scan& scan = n.scan;
  const auto is_byte = [&scan](std::size_t i) {
    return core::hex_value(scan.at(i)) >= 0 && core::hex_value(scan.at(i + 1)) >= 0 &&
           (core::is_digit(scan.at(i)) || core::is_digit(scan.at(i + 1)));
  };
  const bool is_after = n.at >= scan.floor + 4 && scan.text[n.at - 1] == ' ' && is_byte(n.at - 3) &&
                        !is_word(scan.text[n.at - 4]);
  const bool is_before = scan.at(n.groups.end) == ' ' && is_byte(n.groups.end + 1) &&
                         !is_word(scan.at(n.groups.end + 3));
  return n.groups.bytes[0] == 2 && (is_after || is_before);
}

/// Numbers as they are written within a country; other groups only where a word says that it is a
/// telephone's.
MaybeFinding find_national_phone(const Scan& scan, std::size_t at) {
  const bool has_bracket = at > scan.floor && scan.text[at - 1] == '(';
  const std::size_t begin = has_bracket ? at - 1 : at;
  const char before = scan.before(begin);
  if (is_word(before) || before == '.' || before == '-' || before == '/' || before == '$') {
    return std::nullopt;
  }
  const bool has_group_before =
      begin >= scan.floor + 2 && is_between_groups(before) && core::is_digit(scan.text[begin - 2]);
  if (has_group_before) return std::nullopt;
  const NationalPhone number{scan, at, has_bracket, scan.at(at), groups_at(scan, at)};
  const Groups& groups = number.groups;
  const char next = scan.at(groups.end);
  const bool has_digit_after = core::is_digit(scan.at(groups.end + 1));
  if (is_word(next) || ((next == '-' || next == '.' || next == ',') && has_digit_after)) {
    return std::nullopt;
  }
  const bool goes_on = is_between_groups(next) && has_digit_after;
  const bool has_form =
      is_american(number) ||
      (!goes_on && (is_after_zero(number) || is_local(number) || is_dialled(number)));
  constexpr std::size_t least_digits = 7;
  constexpr std::size_t most_digits = 15;
  const bool is_plausible =
      groups.digits >= least_digits && groups.digits <= most_digits && !is_date(number.text());
  if (!has_form && !(is_plausible && is_called_phone(scan, begin))) return std::nullopt;
  if (is_in_hexadecimal(number)) return std::nullopt;
  return Finding{begin, groups.end, SecretKind::phone};
}

MaybeFinding find_card(const Scan& scan, std::size_t at) {
  constexpr std::size_t most_digits = 19;
  const char before = scan.before(at);
  if (before == '.' || before == '-') return std::nullopt;
  std::array<char, most_digits> digits{};
  std::size_t count = 0;
  std::size_t group = 0;
  std::size_t end = at;
  char separator = '\0';
  for (std::size_t i = at; i < scan.text.size(); ++i) {
    const char c = scan.at(i);
    if (core::is_digit(c)) {
      if (count == most_digits) return std::nullopt;
      digits[count++] = c;
      ++group;
      end = i + 1;
    } else if ((c == ' ' || c == '-' || c == '.') && core::is_digit(scan.at(i + 1)) && group >= 4 &&
               group <= 6 && (separator == '\0' || separator == c)) {
      separator = c;  // 4-4-4-4, 4-6-5 and the like
      group = 0;
    } else {
      break;
    }
  }
  const std::string_view number(digits.data(), count);
  constexpr std::size_t least_digits = 13;
  if (count < least_digits || is_word(scan.at(end))) return std::nullopt;
  // A group of a table in hexadecimal stands before: "527D 5282 5281 5290 5293".
  const bool is_in_row = separator == ' ' && before == ' ' && at >= scan.floor + 3 &&
                         core::hex_value(scan.text[at - 2]) >= 0 &&
                         core::is_digit(scan.text[at - 3]);
  if (is_in_row) return std::nullopt;
  if (scan.at(end) == '.' && core::is_digit(scan.at(end + 1))) return std::nullopt;
  if (!is_card_range(number) || !has_luhn_digit(number)) return std::nullopt;
  // Cards of 13 digits are rarer than articles, and long ones than the ids of data bases.
  const bool is_rare = (count == least_digits && has_ean_digit(number)) ||
                       (count > 16 && separator == '\0' && !number.starts_with("62"));
  if (is_rare && !is_called_card(scan, at)) return std::nullopt;
  return Finding{at, end, SecretKind::card};
}

/// What can begin with the group of digits at `at`.
MaybeFinding find_at_group(const Scan& scan, std::size_t at) {
  if (auto finding = find_card(scan, at)) return finding;
  if (auto finding = find_ipv4(scan, at)) return finding;
  if (auto finding = find_national_id(scan, at)) return finding;
  const bool has_bracket = at > scan.floor && scan.text[at - 1] == '(';
  const std::size_t sign = has_bracket ? at - 1 : at;
  if (sign > scan.floor && scan.text[sign - 1] == '+') {
    return find_international_phone(scan, sign - 1);
  }
  return find_national_phone(scan, at);
}

}  // namespace

MaybeFinding find_number(Scan& scan, std::size_t at) {
  // Back to where the groups begin, as far as they were not looked at.
  constexpr std::size_t most_back = 24;
  std::size_t begin = scan.skip_back(at + 1, most_back, [](char c) {
    return core::is_digit(c) || is_between_groups(c) || c == '(' || c == ')';
  });
  begin = std::max(begin, scan.numbers_done);
  scan.numbers_done = std::max(scan.numbers_done, at + 1);
  for (std::size_t i = begin; i <= at; ++i) {
    if (!core::is_digit(scan.at(i))) continue;
    if (is_word(scan.before(i))) {
      if (i >= scan.floor + 2) {  // "RO32 DLLN Y3SD", the first of its groups
        if (auto finding = find_iban(scan, i - 2)) return finding;
      }
      // Letters of a national number: "X1234567L", "AB123456C", "240547C3575".
      if (is_upper(scan.before(i))) {
        const std::size_t start =
            scan.skip_back(i, most_back, [](char c) { return is_upper(c) || core::is_digit(c); });
        if (auto finding = find_national_id(scan, start)) return finding;
      }
      continue;
    }
    // "DE89 3704", "IE65 FNQZ 3904": groups of four with letters before the first of digits.
    constexpr std::size_t group_bytes = 5;
    for (std::size_t back = group_bytes; back <= 3 * group_bytes && i >= scan.floor + back;
         back += group_bytes) {
      if (scan.text[i - back + group_bytes - 1] != ' ') break;
      if (auto finding = find_iban(scan, i - back)) return finding;
    }
    // Or at a distance: "AB 12 34 56 C", "X-1234567-L", "GODE 561231 GR8".
    if (i >= scan.floor + 2 && (scan.text[i - 1] == ' ' || scan.text[i - 1] == '-') &&
        is_upper(scan.text[i - 2])) {
      constexpr std::size_t most_letters = 4;
      const std::size_t letters = scan.skip_back(i - 1, most_letters, is_upper);
      if (auto finding = find_national_id(scan, letters)) return finding;
    }
    if (auto finding = find_at_group(scan, i)) return finding;
  }
  return std::nullopt;
}

MaybeFinding find_iban(const Scan& scan, std::size_t at) {
  if (is_word(scan.before(at))) return std::nullopt;
  if (scan.has_word(at, "IBAN")) at += 4;  // "IBANDE89..."
  const bool is_small = is_lower(scan.at(at));
  const auto is_letter = [is_small](char c) { return is_small ? is_lower(c) : is_upper(c); };
  if (!is_letter(scan.at(at)) || !is_letter(scan.at(at + 1)) || !core::is_digit(scan.at(at + 2)) ||
      !core::is_digit(scan.at(at + 3))) {
    return std::nullopt;
  }
  std::string iban;
  const auto add = [&iban](char c) { iban += is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; };
  add(scan.at(at));
  add(scan.at(at + 1));
  const std::size_t bytes = iban_bytes(iban);
  if (bytes == 0) return std::nullopt;
  std::size_t i = at + 2;
  for (; iban.size() < bytes; ++i) {
    const char c = scan.at(i);
    if (core::is_digit(c) || is_letter(c)) {
      add(c);
    } else if ((c != ' ' && c != '-') || iban.size() % 4 != 0) {
      return std::nullopt;  // written in groups of four, or in one
    }
  }
  // The check of ISO 13616: with its first four characters at the end, modulo 97 gives 1.
  std::rotate(iban.begin(), iban.begin() + 4, iban.end());
  if (is_word(scan.at(i)) || modulo_97(iban) != 1) return std::nullopt;
  return Finding{at, i, SecretKind::iban};
}

}  // namespace sotto::privacy
