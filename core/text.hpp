#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::core {

/// Helpers for short ASCII words: names of settings, switches, header fields. They know no
/// locale; bytes above 0x7f are compared as they are.

constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) noexcept {
  return to_lower(c) >= 'a' && to_lower(c) <= 'z';
}

/// `text` without spaces, tabs and line ends at both ends.
std::string_view trim(std::string_view text) noexcept;

constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (to_lower(a[i]) != to_lower(b[i])) return false;
  }
  return true;
}

/// The trimmed parts between commas; empty parts are left out. The views point into `text`.
std::vector<std::string_view> split_list(std::string_view text);

/// Whether the trimmed `text` is 1, true, yes or on, in any case.
bool is_yes(std::string_view text) noexcept;

/// Whether the trimmed `text` is empty, 0, false, no or off, in any case.
bool is_no(std::string_view text) noexcept;

/// The value of a hexadecimal digit, or -1.
constexpr int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Undoes %XX (RFC 3986); nullopt when a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace sotto::core
