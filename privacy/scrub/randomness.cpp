#include "privacy/scrub/randomness.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace sotto::privacy {
namespace {

enum class Class { none, digit, upper, lower };

Class class_of(char c) noexcept {
  if (core::is_digit(c)) return Class::digit;
  if (c >= 'A' && c <= 'Z') return Class::upper;
  return c >= 'a' && c <= 'z' ? Class::lower : Class::none;
}

}  // namespace

Makeup makeup_of(std::string_view text) noexcept {
  Makeup makeup;
  Class previous = Class::none;
  for (const char c : text) {
    const Class kind = class_of(c);
    if (kind == Class::none) continue;
    ++makeup.letters;
    makeup.digits += kind == Class::digit ? 1 : 0;
    makeup.upper += kind == Class::upper ? 1 : 0;
    makeup.lower += kind == Class::lower ? 1 : 0;
    makeup.not_hex += core::hex_value(c) < 0 ? 1 : 0;
    makeup.changes += previous != Class::none && kind != previous ? 1 : 0;
    previous = kind;
  }
  return makeup;
}

bool looks_random(std::string_view text) noexcept {
  const Makeup makeup = makeup_of(text);
  return makeup.digits > 0 || makeup.has_both_cases();
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
