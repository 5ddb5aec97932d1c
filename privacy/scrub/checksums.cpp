#include "privacy/scrub/checksums.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/text.hpp"

namespace sotto::privacy {
namespace {

struct CardRange {
  int first;  // of the first four digits
  int last;
  std::size_t least;  // digits of the whole number
  std::size_t most;
};
constexpr CardRange card_ranges[] = {
    {2200, 2204, 16, 19},  // Mir
    {2221, 2720, 16, 16},  // Mastercard
    {3000, 3059, 14, 16},  // Diners Club
    {3400, 3499, 15, 15},  // American Express
    {3528, 3589, 16, 19},  // JCB
    {3600, 3699, 14, 16},  // Diners Club
    {3700, 3799, 15, 15},  // American Express
    {3800, 3999, 14, 16},  // Diners Club
    {4000, 4999, 13, 13},  // Visa
    {4000, 4999, 16, 16},  // Visa
    {4000, 4999, 19, 19},  // Visa
    {5000, 5899, 16, 16},  // Mastercard, Maestro
    {5018, 5020, 12, 19},  // Maestro
    {5060, 5061, 16, 19},  // Verve
    {6000, 6999, 16, 19},  // Discover, UnionPay, Maestro
    {8100, 8299, 16, 19},  // UnionPay, RuPay
    {9792, 9792, 16, 16},  // Troy
};

// The registry of ISO 13616: country and length, one after the other.
constexpr std::string_view iban_lengths =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24"
    "HN28FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI"
    "21"
    "LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22"
    "RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

}  // namespace

bool has_luhn_digit(std::string_view digits) noexcept {
  int sum = 0;
  bool is_doubled = false;
  for (std::size_t i = digits.size(); i-- > 0;) {
    int value = digits[i] - '0';
    if (is_doubled) value = value > 4 ? value * 2 - 9 : value * 2;
    sum += value;
    is_doubled = !is_doubled;
  }
  return sum % 10 == 0;
}

bool has_ean_digit(std::string_view digits) noexcept {
  return weighted_sum(digits, "1313131313131") % 10 == 0;
}

int modulo_97(std::string_view text) noexcept {
  int rest = 0;
  for (const char c : text) {
    rest = core::is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
  }
  return rest;
}

int weighted_sum(std::string_view digits, std::string_view weights) noexcept {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size() && i < weights.size(); ++i) {
    sum += (digits[i] - '0') * (weights[i] - '0');
  }
  return sum;
}

bool has_verhoeff_digit(std::string_view digits) noexcept {
  // Multiplication in the dihedral group of order ten: rotations 0 to 4, reflections 5 to 9.
  const auto multiply = [](int a, int b) {
    const int turn = a % 5;
    const int rest = b % 5;
    if (a < 5) return b < 5 ? (turn + rest) % 5 : 5 + (turn + rest) % 5;
    return b < 5 ? 5 + (turn - rest + 5) % 5 : (turn - rest + 5) % 5;
  };
  constexpr int permutation[] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
  int check = 0;
  for (std::size_t place = 0; place < digits.size(); ++place) {
    int digit = digits[digits.size() - 1 - place] - '0';
    for (std::size_t i = 0; i < place % 8; ++i) digit = permutation[digit];
    check = multiply(check, digit);
  }
  return check == 0;
}

std::uint32_t crc32(std::string_view bytes) noexcept {
  static constexpr std::array<std::uint32_t, 256> table = [] {
    std::array<std::uint32_t, 256> rests{};
    for (std::uint32_t byte = 0; byte < rests.size(); ++byte) {
      std::uint32_t rest = byte;
      for (int bit = 0; bit < 8; ++bit) rest = rest >> 1 ^ ((rest & 1U) != 0 ? 0xedb88320U : 0U);
      rests[byte] = rest;
    }
    return rests;
  }();
  std::uint32_t rest = 0xffffffffU;
  for (const char c : bytes) rest = rest >> 8 ^ table[(rest ^ static_cast<unsigned char>(c)) & 255];
  return rest ^ 0xffffffffU;
}

bool is_card_range(std::string_view digits) noexcept {
  int first = 0;
  for (const char digit : digits.substr(0, 4)) first = first * 10 + (digit - '0');
  return std::any_of(std::begin(card_ranges), std::end(card_ranges), [&](const CardRange& range) {
    return first >= range.first && first <= range.last && digits.size() >= range.least &&
           digits.size() <= range.most;
  });
}

std::size_t iban_bytes(std::string_view country) noexcept {
  for (std::size_t i = 0; i < iban_lengths.size(); i += 4) {
    if (iban_lengths.substr(i, 2) == country) {
      return static_cast<std::size_t>((iban_lengths[i + 2] - '0') * 10 + iban_lengths[i + 3] - '0');
    }
  }
  return 0;
}

}  // namespace sotto::privacy
