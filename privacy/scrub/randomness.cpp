#include "privacy/scrub/randomness.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/text.hpp"

namespace sotto::privacy {
namespace {

/// What each byte is: a digit, a capital or a small letter, none of them; and whether it is a
/// letter after "f".
enum Kind : std::uint8_t { digit = 1, upper = 2, lower = 4, letter = 7, not_hex = 8 };
constexpr std::array<std::uint8_t, 256> kinds = [] {
  std::array<std::uint8_t, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) {
    const char c = static_cast<char>(byte);
    if (!core::is_letter(c) && !core::is_digit(c)) continue;
    const Kind kind = core::is_digit(c) ? digit : core::to_lower(c) == c ? lower : upper;
    table[byte] = static_cast<std::uint8_t>(kind | (core::hex_value(c) < 0 ? not_hex : 0));
  }
  return table;
}();
unsigned kind_of(char c) noexcept {
  return kinds[static_cast<unsigned char>(c)];
}

}  // namespace

Makeup makeup_of(std::string_view text) noexcept {
  Makeup makeup;
  unsigned previous = 0;
  for (const char c : text) {
    const unsigned kind = kind_of(c);
    if (kind == 0) continue;
    makeup.digits += kind & 1U;
    makeup.upper += kind >> 1 & 1U;
    makeup.lower += kind >> 2 & 1U;
    makeup.not_hex += kind >> 3;
    makeup.changes += (previous & kind & letter) == 0 ? 1 : 0;
    previous = kind;
  }
  makeup.letters = makeup.digits + makeup.upper + makeup.lower;
  makeup.changes -= makeup.letters > 0 ? 1 : 0;  // the first follows none
  return makeup;
}

bool looks_random(std::string_view text) noexcept {
  unsigned all = 0;
  for (const char c : text) {
    all |= kind_of(c);
    if ((all & digit) != 0 || (all & (upper | lower)) == (upper | lower)) return true;
  }
  return false;
}

bool is_random_key(std::string_view text) noexcept {
  const Makeup makeup = makeup_of(text);
  return makeup.digits > 0 && makeup.changes * 100 >= text.size() * 30;
}

bool is_generated(std::string_view text) noexcept {
  constexpr std::size_t least_letters = 16;
  constexpr std::size_t least_hex = 24;
  constexpr std::size_t least_digits = 3;
  const Makeup makeup = makeup_of(text);
  if (makeup.letters < least_letters || makeup.digits < least_digits) return false;
  const std::size_t separators = text.size() - makeup.letters;
  if (separators * 6 > text.size()) return is_uuid(text);
  if (makeup.not_hex == 0) return makeup.letters >= least_hex && makeup.changes_at(25);
  return makeup.changes_at(makeup.has_both_cases() ? 35 : 25);
}

bool is_strong_value(bool is_key, std::string_view value) noexcept {
  constexpr std::size_t least_key = 16;
  constexpr std::size_t least_password = 6;
  constexpr std::size_t most_bytes = 128;
  const Makeup makeup = makeup_of(value);
  if (value.size() > most_bytes) return false;
  if (is_key) {
    const std::size_t least_digits = makeup.has_both_cases() ? 1 : 2;
    if (makeup.letters < least_key || makeup.digits < least_digits || is_uuid(value)) return false;
    if (value.find_first_of(" ./:$(") != std::string_view::npos) return false;
    return makeup.changes_at(makeup.has_both_cases() ? 30 : 18);
  }
  const bool is_pin = makeup.digits == value.size() && value.size() >= 4 && value.size() <= 8;
  if (is_pin) return true;
  const bool has_sign = value.find_first_of("!#%^&*+~?@$") != std::string_view::npos;
  const bool has_letters = makeup.upper + makeup.lower > 0;
  return value.size() >= least_password && has_letters && (makeup.digits > 0 || has_sign) &&
         value.find_first_of(" /(){}[]<>=,:;") == std::string_view::npos && value[0] != '$';
}

bool is_hex(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return core::hex_value(c) >= 0; });
}

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : core::hex_value(text[i]) < 0) return false;
  }
  return true;
}

}  // namespace sotto::privacy
