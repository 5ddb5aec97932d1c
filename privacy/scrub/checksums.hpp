#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sotto::privacy {

/// Check digits of numbers that people carry. Every text has digits only, unless said otherwise.

/// Cards, IMEI and many national numbers (ISO/IEC 7812).
bool has_luhn_digit(std::string_view digits) noexcept;

/// Articles in shops and books (EAN-13, ISBN-13).
bool has_ean_digit(std::string_view digits) noexcept;

/// The number modulo 97, letters counting as 10 to 35 (ISO 7064). `text` has digits and capitals.
int modulo_97(std::string_view text) noexcept;

/// The sum of each digit times its weight, as far as there are weights: one digit each.
int weighted_sum(std::string_view digits, std::string_view weights) noexcept;

/// Aadhaar's check digit.
bool has_verhoeff_digit(std::string_view digits) noexcept;

/// The CRC-32 of zlib and GitHub's tokens, of any bytes.
std::uint32_t crc32(std::string_view bytes) noexcept;

/// Whether cards of this length start with these digits (ISO/IEC 7812 ranges in use).
/// Precondition: at least four digits.
bool is_card_range(std::string_view digits) noexcept;

/// The length of a country's IBANs, or 0.
std::size_t iban_bytes(std::string_view country) noexcept;

}  // namespace sotto::privacy
