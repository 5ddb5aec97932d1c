#include "privacy/scrub/checksums.hpp"

#include <array>

#include "core/text.hpp"

namespace sotto::privacy {

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

}  // namespace sotto::privacy
