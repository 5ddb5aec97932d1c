#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/text.hpp"
#include "privacy/text_scrubber.hpp"

namespace sotto::privacy {

/// The bytes that the variable part of a vendor's key is made of.
enum class Alphabet : std::uint8_t {
  digits,
  hex,          // 0-9 a-f A-F
  upper_digit,  // A-Z 0-9
  upper_dash,   // A-Z 0-9 -
  base62,       // A-Z a-z 0-9
  identifier,   // base62 _
  url_safe,     // base62 _ -
  dotted,       // base62 _ - .
  base64,       // base62 + / = and, for URLs, _ -
  token68,      // what RFC 7235 lets a token have: base62 _ - . ~ + / =
};

/// The alphabets that each byte belongs to, a bit for each.
inline constexpr std::array<std::uint16_t, 256> alphabets = [] {
  std::array<std::uint16_t, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) {
    const char c = static_cast<char>(byte);
    const bool is_upper_digit = (c >= 'A' && c <= 'Z') || core::is_digit(c);
    const bool is_base62 = core::is_letter(c) || core::is_digit(c);
    const auto set = [&table, byte](Alphabet alphabet, bool is_member) {
      if (!is_member) return;
      table[byte] = static_cast<std::uint16_t>(table[byte] | 1U << static_cast<unsigned>(alphabet));
    };
    set(Alphabet::digits, core::is_digit(c));
    set(Alphabet::hex, core::hex_value(c) >= 0);
    set(Alphabet::upper_digit, is_upper_digit);
    set(Alphabet::upper_dash, is_upper_digit || c == '-');
    set(Alphabet::base62, is_base62);
    set(Alphabet::identifier, is_base62 || c == '_');
    set(Alphabet::url_safe, is_base62 || c == '_' || c == '-');
    set(Alphabet::dotted, is_base62 || c == '_' || c == '-' || c == '.');
    set(Alphabet::base64, is_base62 || std::string_view("+/=_-").find(c) != std::string_view::npos);
    set(Alphabet::token68,
        is_base62 || std::string_view("+/=_-.~").find(c) != std::string_view::npos);
  }
  return table;
}();

constexpr bool is_in(Alphabet alphabet, char c) noexcept {
  return (alphabets[static_cast<unsigned char>(c)] >> static_cast<unsigned>(alphabet) & 1U) != 0;
}

/// A checksum that makes a text a key without doubt. A wrong one proves nothing: the vendor's rule
/// may have changed.
enum class Check : std::uint8_t {
  none,
  crc32_base62,  // the last six digits are the CRC-32 of what stands before, in base 62
};

/// A key that its vendor's prefix gives away.
struct VendorKey {
  std::string_view prefix;
  Alphabet alphabet;
  std::uint16_t least;  // bytes after the prefix
  std::uint16_t most;   // 0: no limit
  SecretKind kind;
  std::string_view source;  // the vendor's documentation
  std::string_view date;    // when it was looked at: year-month
  Check check = Check::none;
};

/// All rows, sorted by prefix.
std::span<const VendorKey> vendor_keys() noexcept;

/// The rows that begin with the same byte, by prefix; a longer prefix stands after those that it
/// begins with.
std::span<const VendorKey> vendor_keys(char first) noexcept;

/// Whether a prefix of the table may begin with these three bytes; says no to most others.
bool may_begin_vendor_key(char first, char second, char third) noexcept;

/// Whether `body`, the variable part of a key, has the right checksum.
bool has_right_checksum(Check check, std::string_view body) noexcept;

}  // namespace sotto::privacy
