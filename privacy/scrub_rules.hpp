#pragma once

/// What the scrubber knows of the world, as data: formats of keys, words, ranges. The code that
/// applies it stands in find_*.cpp.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "privacy/text_scrubber.hpp"

namespace sotto::privacy {

/// The bytes that the variable part of a vendor's key is made of.
enum class Alphabet : std::uint8_t {
  lower_hex,    // 0-9 a-f
  upper_digit,  // A-Z 0-9
  base62,       // A-Z a-z 0-9
  url_safe,     // base62 _ -
  dotted,       // base62 _ - .
  path,         // base62 _ - /
};

enum class Length : std::uint8_t { exactly, at_least };

/// A key that its vendor's prefix gives away.
struct VendorKey {
  std::string_view prefix;
  Alphabet alphabet;
  Length length;
  std::uint16_t bytes;  // after the prefix
  SecretKind kind = SecretKind::api_key;
};

/// The rows whose prefix starts with `first`; of two that fit the same text, the longer first.
std::span<const VendorKey> vendor_keys(char first) noexcept;

bool is_in(Alphabet alphabet, char c) noexcept;

/// Whether the text stands for a secret and is none: "xxxx", "${TOKEN}", "<your key>", "[TOKEN]".
bool is_placeholder(std::string_view text) noexcept;

/// Words that stand after "password:" or "token =" in schemas and code.
bool is_benign_value(std::string_view word) noexcept;

/// Names of query parameters that are secret in a URL and say nothing elsewhere: "key", "sig".
bool is_secret_parameter(std::string_view name) noexcept;

/// Endings of names with "@" that are files and units, no mail domains: "icon@2x.png".
bool is_file_ending(std::string_view ending) noexcept;

/// Names of home folders and accounts that many machines share: "runner", "ubuntu".
bool is_shared_account(std::string_view name) noexcept;

/// Words before a dotted number that make it a version: "version", "section".
bool is_version_word(std::string_view word) noexcept;

/// Whether cards of this length start with these digits (ISO/IEC 7812 ranges in use).
/// Precondition: at least four digits.
bool is_card_range(std::string_view digits) noexcept;

/// The length of a country's IBANs, or 0.
std::size_t iban_bytes(std::string_view country) noexcept;

}  // namespace sotto::privacy
