#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "privacy/scrub/checksums.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

using Digits = std::string_view;
using Check = bool (*)(Digits digits) noexcept;

/// Eleven minus the weighted sum's rest, 10 and 11 as 0: the usual check digit of this kind.
int check_11(Digits digits, std::string_view weights) noexcept {
  const int rest = weighted_sum(digits, weights) % 11;
  return rest < 2 ? 0 : 11 - rest;
}
int digit(Digits digits, std::size_t i) noexcept {
  return digits[i] - '0';
}
int number(Digits digits) noexcept {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}
bool is_day(Digits month, Digits day) noexcept {
  return number(month) >= 1 && number(month) <= 12 && number(day) >= 1 && number(day) <= 31;
}

bool is_ssn(Digits d) noexcept {
  const int area = number(d.substr(0, 3));
  // 078-05-1120 was printed in wallets, 219-09-9999 in a pamphlet: both are nobody's.
  return area != 0 && area != 666 && area < 900 && number(d.substr(3, 2)) != 0 &&
         number(d.substr(5)) != 0 && d != "078051120" && d != "219099999" && d != "123456789";
}
bool is_cpf(Digits d) noexcept {
  return d.find_first_not_of(d[0]) != Digits::npos &&
         (weighted_sum(d.substr(0, 9), ":98765432") * 10 % 11) % 10 == digit(d, 9) &&
         (weighted_sum(d.substr(0, 10), ";:98765432") * 10 % 11) % 10 == digit(d, 10);
}
bool is_cnpj(Digits d) noexcept {
  return check_11(d.substr(0, 12), "543298765432") == digit(d, 12) &&
         check_11(d.substr(0, 13), "6543298765432") == digit(d, 13);
}
bool is_nhs(Digits d) noexcept {
  return (11 - weighted_sum(d.substr(0, 9), ":98765432") % 11) % 11 == digit(d, 9);
}
bool is_pesel(Digits d) noexcept {
  return (10 - weighted_sum(d.substr(0, 10), "1379137913") % 10) % 10 == digit(d, 10);
}
bool is_bsn(Digits d) noexcept {
  return (weighted_sum(d.substr(0, 8), "98765432") - digit(d, 8)) % 11 == 0;
}
bool is_ahv(Digits d) noexcept {
  return d.starts_with("756") &&
         (10 - weighted_sum(d.substr(0, 12), "131313131313") % 10) % 10 == digit(d, 12);
}
bool is_insee(Digits d) noexcept {
  long long value = 0;
  for (const char c : d.substr(0, 13)) value = value * 10 + (c - '0');
  return (d[0] == '1' || d[0] == '2') && 97 - value % 97 == number(d.substr(13));
}
bool is_personnummer(Digits d) noexcept {
  return is_day(d.substr(2, 2), d.substr(4, 2)) && has_luhn_digit(d);
}
bool is_long_personnummer(Digits d) noexcept {
  return is_personnummer(d.substr(2));
}
bool is_rrn(Digits d) noexcept {
  return is_day(d.substr(2, 2), d.substr(4, 2)) && digit(d, 6) >= 1 && digit(d, 6) <= 8;
}
bool is_aadhaar(Digits d) noexcept {
  return d[0] >= '2' && has_verhoeff_digit(d);
}
bool is_tax_id(Digits d) noexcept {  // ISO 7064, mod 11,10
  int product = 10;
  for (const char c : d.substr(0, 10)) {
    const int sum = (c - '0' + product) % 10;
    product = (sum == 0 ? 10 : sum) * 2 % 11;
  }
  return d[0] != '0' && (11 - product) % 10 == digit(d, 10);
}
bool is_cpr(Digits d) noexcept {
  return is_day(d.substr(2, 2), d.substr(0, 2));
}
bool is_tfn(Digits d) noexcept {
  return weighted_sum(d, "14375869:") % 11 == 0;
}
bool is_chinese(Digits d) noexcept {
  return is_day(d.substr(10, 2), d.substr(12, 2)) &&
         (12 - weighted_sum(d.substr(0, 17), "79:584216379:5842") % 11) % 11 == digit(d, 17);
}

bool is_dni(Digits d) noexcept {  // the letter is the number modulo 23
  return std::string_view(
             "TRWAGMYFPDXBNJZSQVHLCKE")[static_cast<std::size_t>(number(d.substr(0, 8))) % 23] ==
         d[8];
}
bool is_nie(Digits d) noexcept {  // the same, X, Y, Z standing for 0, 1, 2
  if (d[0] < 'X') return false;
  const int value = (d[0] - 'X') * 10'000'000 + number(d.substr(1, 7));
  return std::string_view("TRWAGMYFPDXBNJZSQVHLCKE")[static_cast<std::size_t>(value) % 23] == d[8];
}
bool is_hetu(Digits d) noexcept {
  const int value = number(d.substr(0, 6)) * 1000 + number(d.substr(6, 3));
  return is_day(d.substr(2, 2), d.substr(0, 2)) &&
         std::string_view(
             "0123456789ABCDEFHJKLMNPRSTUVWXY")[static_cast<std::size_t>(value) % 31] == d[9];
}
bool is_hetu_of_2000(Digits d) noexcept {
  std::array<char, 10> digits{};
  std::copy(d.begin(), d.begin() + 6, digits.begin());
  std::copy(d.begin() + 7, d.end(), digits.begin() + 6);
  return d[6] >= 'A' && d[6] <= 'F' && is_hetu({digits.data(), digits.size()});
}
bool is_nino(Digits d) noexcept {
  return std::string_view("DFIQUV").find(d[0]) == Digits::npos &&
         std::string_view("DFIOQUV").find(d[1]) == Digits::npos && d[8] >= 'A' && d[8] <= 'D';
}
bool is_fiscal_code(Digits d) noexcept {  // the letter is the sum of values by place, modulo 26
  constexpr int odd[] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                         20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  int sum = 0;
  for (std::size_t i = 0; i < 15; ++i) {
    const int value = core::is_digit(d[i]) ? d[i] - '0' : d[i] - 'A';
    sum += i % 2 == 0 ? odd[value] : value;
  }
  return sum % 26 == d[15] - 'A';
}

/// A number that a state gives to a person. In the format 9 is a digit, A a capital, * either, and
/// everything else itself; the check sees those without the rest.
struct NationalId {
  std::string_view format;
  Check check;
  bool needs_word;  // such as "SSN": without one too many other numbers pass the check
  std::string_view source;
  std::string_view date;
};
constexpr NationalId national_ids[] = {
    {"99999999A", is_dni, false, "interior.gob.es", "2026-11"},
    {"99999999-A", is_dni, false, "interior.gob.es", "2026-11"},
    {"A9999999A", is_nie, false, "interior.gob.es", "2026-11"},
    {"A-9999999-A", is_nie, false, "interior.gob.es", "2026-11"},
    {"999999-999*", is_hetu, false, "dvv.fi", "2026-11"},
    {"999999A999*", is_hetu_of_2000, false, "dvv.fi", "2026-11"},
    {"AA999999A", is_nino, true, "gov.uk", "2026-11"},
    {"AA 99 99 99 A", is_nino, false, "gov.uk", "2026-11"},
    {"AAAAAA99A99A999A", is_fiscal_code, false, "agenziaentrate.gov.it", "2026-11"},
    {"999-99-9999", is_ssn, false, "ssa.gov", "2026-11"},
    {"999 99 9999", is_ssn, true, "ssa.gov", "2026-11"},
    {"999999999", is_ssn, true, "ssa.gov", "2026-11"},
    {"999.999.999-99", is_cpf, false, "gov.br", "2026-11"},
    {"99999999999", is_cpf, true, "gov.br", "2026-11"},
    {"99.999.999/9999-99", is_cnpj, false, "gov.br", "2026-11"},
    {"999 999 9999", is_nhs, true, "nhs.uk", "2026-11"},
    {"9999999999", is_nhs, true, "nhs.uk", "2026-11"},
    {"99999999999", is_pesel, true, "gov.pl", "2026-11"},
    {"999999999", is_bsn, true, "rvig.nl", "2026-11"},
    {"756.9999.9999.99", is_ahv, false, "zas.admin.ch", "2026-11"},
    {"9 99 99 99 999 999 99", is_insee, false, "insee.fr", "2026-11"},
    {"999999999999999", is_insee, false, "insee.fr", "2026-11"},
    {"999999-9999", is_personnummer, false, "skatteverket.se", "2026-11"},
    {"99999999-9999", is_long_personnummer, false, "skatteverket.se", "2026-11"},
    {"999999-9999", is_cpr, true, "cpr.dk", "2026-11"},
    {"999999-9999999", is_rrn, false, "mois.go.kr", "2026-11"},
    {"9999 9999 9999", is_aadhaar, false, "uidai.gov.in", "2026-11"},
    {"999999999999", is_aadhaar, true, "uidai.gov.in", "2026-11"},
    {"999-999-999", has_luhn_digit, true, "canada.ca", "2026-11"},
    {"999 999 999", has_luhn_digit, true, "canada.ca", "2026-11"},
    {"999 999 999", is_tfn, true, "ato.gov.au", "2026-11"},
    {"999999999", is_tfn, true, "ato.gov.au", "2026-11"},
    {"99 999 999 999", is_tax_id, true, "bzst.de", "2026-11"},
    {"99999999999", is_tax_id, true, "bzst.de", "2026-11"},
    {"999999999999999999", is_chinese, false, "gov.cn", "2026-11"},
    {"999999999999999", has_luhn_digit, true, "imei.info", "2026-11"},
};

/// Whether a word for such a number stands shortly before.
bool is_announced(const Scan& scan, std::size_t at) noexcept {
  constexpr std::size_t looked_at = 40;
  const std::size_t begin = scan.skip_back(at, looked_at, [](char c) { return !is_line_end(c); });
  return has_national_id_word(scan.slice(begin, at));
}

}  // namespace

MaybeFinding find_national_id(const Scan& scan, std::size_t at) {
  const char before = scan.before(at);
  if (before == '.' || before == '-' || before == '/') return std::nullopt;
  if (!core::is_digit(scan.at(at)) && !is_upper(scan.at(at))) return std::nullopt;
  std::array<char, 24> digits{};
  for (const NationalId& id : national_ids) {
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
    const bool has_blanks = id.format.find(' ') != std::string_view::npos && !id.needs_word;
    const bool is_in_row =
        (next == ' ' && core::hex_value(scan.at(end + 1)) >= 0 &&
         core::is_digit(scan.at(end + 2))) ||
        (before == ' ' && at >= scan.floor + 2 && core::hex_value(scan.text[at - 2]) >= 0 &&
         at >= scan.floor + 3 && core::is_digit(scan.text[at - 3]));
    if (has_blanks && is_in_row) continue;
    const bool goes_on =
        (next == '-' || next == '.' || next == '/') && core::is_digit(scan.at(end + 1));
    if (is_word(next) || goes_on || !id.check({digits.data(), count})) continue;
    if (id.needs_word && !is_announced(scan, at)) continue;
    return Finding{at, end, SecretKind::national_id};
  }
  return std::nullopt;
}

}  // namespace sotto::privacy
