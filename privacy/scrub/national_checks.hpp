#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "core/text.hpp"
#include "privacy/scrub/checksums.hpp"

/// What the rows of find_national_id.cpp check: the digits and letters of a number, no separators.
namespace sotto::privacy::national {

using Digits = std::string_view;
using Check = bool (*)(Digits digits) noexcept;

/// Eleven minus the weighted sum's rest, 10 and 11 as 0: the usual check digit of this kind.
inline int check_11(Digits digits, std::string_view weights) noexcept {
  const int rest = weighted_sum(digits, weights) % 11;
  return rest < 2 ? 0 : 11 - rest;
}
inline int digit(Digits digits, std::size_t i) noexcept {
  return digits[i] - '0';
}
inline int number(Digits digits) noexcept {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}
inline bool is_day(Digits month, Digits day) noexcept {
  return number(month) >= 1 && number(month) <= 12 && number(day) >= 1 && number(day) <= 31;
}

inline bool is_ssn(Digits d) noexcept {
  const int area = number(d.substr(0, 3));
  // 078-05-1120 was printed in wallets, 219-09-9999 in a pamphlet: both are nobody's.
  return area != 0 && area != 666 && area < 900 && number(d.substr(3, 2)) != 0 &&
         number(d.substr(5)) != 0 && d != "078051120" && d != "219099999" && d != "123456789";
}
inline bool is_cpf(Digits d) noexcept {
  return d.find_first_not_of(d[0]) != Digits::npos &&
         (weighted_sum(d.substr(0, 9), ":98765432") * 10 % 11) % 10 == digit(d, 9) &&
         (weighted_sum(d.substr(0, 10), ";:98765432") * 10 % 11) % 10 == digit(d, 10);
}
inline bool is_cnpj(Digits d) noexcept {
  return check_11(d.substr(0, 12), "543298765432") == digit(d, 12) &&
         check_11(d.substr(0, 13), "6543298765432") == digit(d, 13);
}
inline bool is_nhs(Digits d) noexcept {
  return (11 - weighted_sum(d.substr(0, 9), ":98765432") % 11) % 11 == digit(d, 9);
}
inline bool is_pesel(Digits d) noexcept {
  return (10 - weighted_sum(d.substr(0, 10), "1379137913") % 10) % 10 == digit(d, 10);
}
inline bool is_bsn(Digits d) noexcept {
  return (weighted_sum(d.substr(0, 8), "98765432") - digit(d, 8)) % 11 == 0;
}
inline bool is_ahv(Digits d) noexcept {
  return d.starts_with("756") &&
         (10 - weighted_sum(d.substr(0, 12), "131313131313") % 10) % 10 == digit(d, 12);
}
inline bool is_insee(Digits d) noexcept {
  long long value = 0;
  for (const char c : d.substr(0, 13)) value = value * 10 + (c - '0');
  return (d[0] == '1' || d[0] == '2') && 97 - value % 97 == number(d.substr(13));
}
inline bool is_personnummer(Digits d) noexcept {  // 60 more in the day of who is not registered
  const int day = number(d.substr(4, 2)) % 60;
  const int month = number(d.substr(2, 2));
  return day >= 1 && day <= 31 && month >= 1 && month <= 12 && has_luhn_digit(d);
}
inline bool is_long_personnummer(Digits d) noexcept {
  return is_personnummer(d.substr(2));
}
inline bool is_rrn(Digits d) noexcept {
  return is_day(d.substr(2, 2), d.substr(4, 2)) && digit(d, 6) >= 1 && digit(d, 6) <= 8;
}
inline bool is_aadhaar(Digits d) noexcept {
  return d[0] >= '2' && has_verhoeff_digit(d);
}
inline bool is_oib(Digits d) noexcept {  // ISO 7064, mod 11,10
  int product = 10;
  for (const char c : d.substr(0, 10)) {
    const int sum = (c - '0' + product) % 10;
    product = (sum == 0 ? 10 : sum) * 2 % 11;
  }
  return (11 - product) % 10 == digit(d, 10);
}
inline bool is_tax_id(Digits d) noexcept {
  return d[0] != '0' && is_oib(d);
}
inline bool is_cpr(Digits d) noexcept {
  return is_day(d.substr(2, 2), d.substr(0, 2));
}
inline bool is_tfn(Digits d) noexcept {
  return weighted_sum(d, "14375869:") % 11 == 0;
}
inline bool is_chinese(Digits d) noexcept {
  const int last = d[17] == 'X' ? 10 : digit(d, 17);
  const int century = number(d.substr(6, 2));
  return d[0] >= '1' && d[0] <= '8' && century >= 18 && century <= 20 &&
         is_day(d.substr(10, 2), d.substr(12, 2)) &&
         (12 - weighted_sum(d.substr(0, 17), "79:584216379:5842") % 11) % 11 == last;
}

inline bool is_dni(Digits d) noexcept {  // the letter is the number modulo 23
  return std::string_view(
             "TRWAGMYFPDXBNJZSQVHLCKE")[static_cast<std::size_t>(number(d.substr(0, 8))) % 23] ==
         d[8];
}
inline bool is_nie(Digits d) noexcept {  // the same, X, Y, Z standing for 0, 1, 2
  if (d[0] < 'X') return false;
  const int value = (d[0] - 'X') * 10'000'000 + number(d.substr(1, 7));
  return std::string_view("TRWAGMYFPDXBNJZSQVHLCKE")[static_cast<std::size_t>(value) % 23] == d[8];
}
inline bool is_hetu(Digits d) noexcept {
  const int value = number(d.substr(0, 6)) * 1000 + number(d.substr(6, 3));
  return is_day(d.substr(2, 2), d.substr(0, 2)) &&
         std::string_view(
             "0123456789ABCDEFHJKLMNPRSTUVWXY")[static_cast<std::size_t>(value) % 31] == d[9];
}
inline bool is_hetu_of_2000(Digits d) noexcept {
  std::array<char, 10> digits{};
  std::copy(d.begin(), d.begin() + 6, digits.begin());
  std::copy(d.begin() + 7, d.end(), digits.begin() + 6);
  return std::string_view("ABCDEFUVWXY").find(d[6]) != Digits::npos &&
         is_hetu({digits.data(), digits.size()});
}
inline bool is_nino(Digits d) noexcept {
  return std::string_view("DFIQUV").find(d[0]) == Digits::npos &&
         std::string_view("DFIOQUV").find(d[1]) == Digits::npos && d[8] >= 'A' && d[8] <= 'D';
}
inline bool is_fiscal_code(
    Digits d) noexcept {  // the letter is the sum of values by place, modulo 26
  constexpr int odd[] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                         20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  int sum = 0;
  for (std::size_t i = 0; i < 15; ++i) {
    const int value = core::is_digit(d[i]) ? d[i] - '0' : d[i] - 'A';
    sum += i % 2 == 0 ? odd[value] : value;
  }
  return sum % 26 == d[15] - 'A';
}

inline long long long_number(Digits digits) noexcept {
  long long value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}
inline bool is_belgian(Digits d) noexcept {  // those born from 2000 on have a 2 before
  const long long value = long_number(d.substr(0, 9));
  const int check = number(d.substr(9));
  return 97 - value % 97 == check || 97 - (value + 2'000'000'000) % 97 == check;
}
inline bool is_norwegian(Digits d) noexcept {
  return (weighted_sum(d.substr(0, 9), "376189452") + digit(d, 9)) % 11 == 0 &&
         (weighted_sum(d.substr(0, 10), "5432765432") + digit(d, 10)) % 11 == 0;
}
inline bool is_icelandic(Digits d) noexcept {
  return is_day(d.substr(2, 2), d.substr(0, 2)) &&
         (weighted_sum(d.substr(0, 8), "32765432") + digit(d, 8)) % 11 == 0;
}
inline bool is_curp(Digits d) noexcept {
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) {  // the alphabet has N with a tilde after N
    const int value = core::is_digit(d[i]) ? d[i] - '0' : d[i] - 'A' + (d[i] > 'N' ? 11 : 10);
    sum += value * (18 - static_cast<int>(i));
  }
  return is_day(d.substr(6, 2), d.substr(8, 2)) && (d[10] == 'H' || d[10] == 'M') &&
         core::is_digit(d[17]) && (10 - sum % 10) % 10 == digit(d, 17);
}
inline bool is_rfc(Digits d) noexcept {
  return is_day(d.substr(6, 2), d.substr(8, 2));
}
inline bool is_portuguese(Digits d) noexcept {
  return check_11(d.substr(0, 8), "98765432") == digit(d, 8);
}
inline bool is_turkish(Digits d) noexcept {
  const int odd = weighted_sum(d.substr(0, 9), "101010101");
  const int even = weighted_sum(d.substr(0, 8), "01010101");
  return d[0] != '0' && (odd * 7 - even + 100) % 10 == digit(d, 9) &&
         weighted_sum(d.substr(0, 10), "1111111111") % 10 == digit(d, 10);
}
inline bool is_czech(Digits d) noexcept {
  const int month = number(d.substr(2, 2)) % 50 % 20;
  const long long rest = long_number(d.substr(0, 9)) % 11;  // 10 was written as 0 until 1985
  return month >= 1 && month <= 12 && (long_number(d) % 11 == 0 || (rest == 10 && d[9] == '0'));
}
inline bool is_romanian(Digits d) noexcept {
  const int rest = weighted_sum(d.substr(0, 12), "279146358279") % 11;
  return is_day(d.substr(3, 2), d.substr(5, 2)) && (rest == 10 ? 1 : rest) == digit(d, 12);
}
inline bool is_bulgarian(Digits d) noexcept {
  return weighted_sum(d.substr(0, 9), "248516973") >= 0 &&
         (2 * digit(d, 0) + 4 * digit(d, 1) + 8 * digit(d, 2) + 5 * digit(d, 3) + 10 * digit(d, 4) +
          9 * digit(d, 5) + 7 * digit(d, 6) + 3 * digit(d, 7) + 6 * digit(d, 8)) %
                 11 % 10 ==
             digit(d, 9);
}
inline bool is_south_african(Digits d) noexcept {
  return is_day(d.substr(2, 2), d.substr(4, 2)) && digit(d, 10) <= 2 && has_luhn_digit(d);
}
inline bool is_my_number(Digits d) noexcept {
  return check_11(d.substr(0, 11), "65432765432") == digit(d, 11);
}
inline bool is_nric(Digits d) noexcept {
  int sum = weighted_sum(d.substr(1, 7), "2765432");
  if (d[0] == 'T' || d[0] == 'G') sum += 4;
  if (d[0] == 'M') sum += 3;
  const auto i = static_cast<std::size_t>(sum % 11);
  if (d[0] == 'S' || d[0] == 'T') return d[8] == std::string_view("JZIHGFEDCBA")[i];
  if (d[0] == 'F' || d[0] == 'G') return d[8] == std::string_view("XWUTRQPNMLK")[i];
  return d[0] == 'M' && d[8] == std::string_view("KLJNPQRTUWX")[10 - i];
}
inline bool is_hong_kong(Digits d) noexcept {
  int sum = 324 + 8 * (d[0] - 'A' + 10) + weighted_sum(d.substr(1, 6), "765432");
  sum += d[7] == 'A' ? 10 : digit(d, 7);
  return sum % 11 == 0;
}
inline bool is_taiwanese(Digits d) noexcept {
  constexpr int places[] = {10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21,
                            22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33};
  const int place = places[d[0] - 'A'];
  return (d[1] == '1' || d[1] == '2') &&
         (place / 10 + place % 10 * 9 + weighted_sum(d.substr(1, 9), "876543211")) % 10 == 0;
}
inline bool is_malaysian(Digits d) noexcept {
  return is_day(d.substr(2, 2), d.substr(4, 2)) && number(d.substr(6, 2)) >= 1;
}
inline bool is_thai(Digits d) noexcept {
  return (11 - weighted_sum(d.substr(0, 12), "=<;:98765432") % 11) % 10 == digit(d, 12);
}
inline bool is_indonesian(Digits d) noexcept {
  const int day = number(d.substr(6, 2)) % 40;
  return day >= 1 && day <= 31 && number(d.substr(8, 2)) >= 1 && number(d.substr(8, 2)) <= 12;
}
inline bool is_chilean(Digits d) noexcept {
  int sum = 0;
  int weight = 2;
  for (std::size_t i = d.size() - 1; i-- > 0; weight = weight == 7 ? 2 : weight + 1) {
    sum += digit(d, i) * weight;
  }
  return d.back() == std::string_view("0123456789K0")[static_cast<std::size_t>(11 - sum % 11)];
}
inline bool is_cuit(Digits d) noexcept {
  const int kind = number(d.substr(0, 2));
  const int check = (11 - weighted_sum(d.substr(0, 10), "5432765432") % 11) % 11;
  return kind >= 20 && kind <= 34 && (check == 10 ? 9 : check) == digit(d, 10);
}
inline bool is_pps(Digits d) noexcept {
  int sum = weighted_sum(d.substr(0, 7), "8765432");
  if (d.size() == 9) sum += 9 * (d[8] - 'A' + 1);
  return d[7] == std::string_view("WABCDEFGHIJKLMNOPQRSTUV")[static_cast<std::size_t>(sum) % 23];
}
inline bool is_born_luhn(Digits d) noexcept {  // AMKA of Greece
  return is_day(d.substr(2, 2), d.substr(0, 2)) && has_luhn_digit(d);
}
inline bool is_baltic(Digits d) noexcept {
  int rest = weighted_sum(d.substr(0, 10), "1234567891") % 11;
  if (rest == 10) rest = weighted_sum(d.substr(0, 10), "3456789123") % 11 % 10;
  return is_day(d.substr(3, 2), d.substr(5, 2)) && rest == digit(d, 10);
}
inline bool is_latvian(Digits d) noexcept {  // 32 and no day for those of 2017 on
  return d.starts_with("32") || (is_day(d.substr(2, 2), d.substr(0, 2)) && digit(d, 6) <= 2);
}
inline bool is_jmbg(Digits d) noexcept {
  return is_day(d.substr(2, 2), d.substr(0, 2)) &&
         check_11(d.substr(0, 12), "765432765432") == digit(d, 12);
}
inline bool is_taj(Digits d) noexcept {
  return weighted_sum(d.substr(0, 8), "37373737") % 10 == digit(d, 8);
}
inline bool is_austrian(Digits d) noexcept {
  return is_day(d.substr(6, 2), d.substr(4, 2)) && d[0] != '0' &&
         (weighted_sum(d.substr(0, 3), "379") + weighted_sum(d.substr(4), "584216")) % 11 ==
             digit(d, 3);
}
inline bool is_snils(Digits d) noexcept {
  return weighted_sum(d.substr(0, 9), "987654321") % 101 % 100 == number(d.substr(9));
}
inline bool is_inn(Digits d) noexcept {
  return (7 * digit(d, 0) + 2 * digit(d, 1) + 4 * digit(d, 2) + 10 * digit(d, 3) + 3 * digit(d, 4) +
          5 * digit(d, 5) + 9 * digit(d, 6) + 4 * digit(d, 7) + 6 * digit(d, 8) + 8 * digit(d, 9)) %
                 11 % 10 ==
             digit(d, 10) &&
         weighted_sum(d.substr(0, 11), "3724:359468") % 11 % 10 == digit(d, 11);
}
inline bool is_pan(Digits d) noexcept {
  return std::string_view("ABCFGHJLPT").find(d[3]) != Digits::npos;
}
inline bool is_cnic(Digits d) noexcept {
  return d[0] >= '1' && d[0] <= '7' && d[12] != '0';
}
inline bool is_itin(Digits d) noexcept {
  const int group = number(d.substr(3, 2));
  return d[0] == '9' && group >= 50 && group != 89 && group != 93;
}
inline bool is_medicare(Digits d) noexcept {
  return d[0] >= '2' && d[0] <= '6' && weighted_sum(d.substr(0, 8), "13791379") % 10 == digit(d, 8);
}
inline bool is_abn(Digits d) noexcept {
  return d[0] != '0' && (10 * (digit(d, 0) - 1) + digit(d, 1) + 3 * digit(d, 2) + 5 * digit(d, 3) +
                         7 * digit(d, 4) + 9 * digit(d, 5) + 11 * digit(d, 6) + 13 * digit(d, 7) +
                         15 * digit(d, 8) + 17 * digit(d, 9) + 19 * digit(d, 10)) %
                                89 ==
                            0;
}
inline bool is_german_insurance(Digits d) noexcept {
  const int day = number(d.substr(2, 2)) % 50;
  return day >= 1 && day <= 31 && number(d.substr(4, 2)) >= 1 && number(d.substr(4, 2)) <= 12;
}
inline bool is_nip(Digits d) noexcept {
  return weighted_sum(d.substr(0, 9), "657234567") % 11 == digit(d, 9);
}
inline bool is_emirates(Digits d) noexcept {
  return d.starts_with("784") && has_luhn_digit(d);
}
inline bool is_greek_tax(Digits d) noexcept {
  int sum = 0;
  for (const char c : d.substr(0, 8)) sum = (sum + (c - '0')) * 2;
  return sum % 11 % 10 == digit(d, 8);
}
inline bool has_ird_digit(
    Digits d) noexcept {  // weights of a second round where the first gives 10
  const auto check = [d](std::string_view weights) {
    return (11 - weighted_sum(d.substr(0, 8), weights) % 11) % 11;
  };
  const int first = check("32765432");
  return (first == 10 ? check("74325276") : first) == digit(d, 8);
}
inline bool is_ird(Digits d) noexcept {
  return d[0] <= '1' && has_ird_digit(d);
}
inline bool is_ird_of_8(Digits d) noexcept {
  std::array<char, 9> digits{'0'};
  std::copy(d.begin(), d.end(), digits.begin() + 1);
  return d[0] != '0' && has_ird_digit({digits.data(), digits.size()});
}
inline bool is_nit(Digits d) noexcept {  // weights 41, 37, 29, 23, 19, 17, 13, 7, 3
  const int rest = weighted_sum(d.substr(0, 9), "YUMGCA=73") % 11;
  return (rest < 2 ? rest : 11 - rest) == digit(d, 9);
}
inline bool is_ruc(Digits d) noexcept {
  const int kind = number(d.substr(0, 2));
  return (kind == 10 || kind == 15 || kind == 17 || kind == 20) &&
         (11 - weighted_sum(d.substr(0, 10), "5432765432") % 11) % 10 == digit(d, 10);
}
inline bool is_npi(Digits d) noexcept {  // the prefix 80840 of the United States adds 24
  std::array<char, 15> digits{'8', '0', '8', '4', '0'};
  std::copy(d.begin(), d.end(), digits.begin() + 5);
  return d[0] <= '2' && d[0] >= '1' && has_luhn_digit({digits.data(), digits.size()});
}
inline bool is_gstin(Digits d) noexcept {
  return number(d.substr(0, 2)) >= 1 && number(d.substr(0, 2)) <= 38 && is_pan(d.substr(2, 10)) &&
         d[13] == 'Z';
}
inline bool is_corsican(Digits d) noexcept {  // 2A and 2B count as 19 and 18
  std::array<char, 15> digits{};
  std::copy(d.begin(), d.end(), digits.begin());
  digits[5] = '1';
  digits[6] = d[6] == 'A' ? '9' : '8';
  return d[5] == '2' && (d[6] == 'A' || d[6] == 'B') && is_insee({digits.data(), digits.size()});
}
inline bool is_pis(Digits d) noexcept {
  return check_11(d.substr(0, 10), "3298765432") == digit(d, 10);
}
inline bool is_dea(Digits d) noexcept {
  return (digit(d, 2) + digit(d, 4) + digit(d, 6) + 2 * (digit(d, 3) + digit(d, 5) + digit(d, 7))) %
             10 ==
         digit(d, 8);
}
inline bool is_utr(Digits d) noexcept {  // the first digit checks the others
  const int sum = weighted_sum(d.substr(1), "6789:5432");
  return d[0] == std::string_view("21987654321")[static_cast<std::size_t>(sum % 11)];
}
inline bool is_routing(Digits d) noexcept {
  return weighted_sum(d, "371371371") % 10 == 0 && number(d.substr(0, 2)) <= 32;
}
inline bool is_rnokpp(Digits d) noexcept {  // the first weight is -1, which is 10 modulo 11
  return weighted_sum(d.substr(0, 9), ":57946:57") % 11 % 10 == digit(d, 9);
}
inline bool is_any(Digits d) noexcept {
  return d.find_first_not_of(d[0]) != Digits::npos;
}

}  // namespace sotto::privacy::national
