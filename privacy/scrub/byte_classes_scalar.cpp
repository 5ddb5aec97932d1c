#include <array>

#include "core/text.hpp"
#include "privacy/scrub/byte_classes.hpp"

namespace sotto::privacy {
namespace {

enum Bit : unsigned { word, digit, hex, dash, gap, at, colon, slash, escape, bits };

constexpr std::array<std::uint16_t, 256> class_bits = [] {
  std::array<std::uint16_t, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) {
    const char c = static_cast<char>(byte);
    const bool in[bits] = {
        core::is_letter(c) || core::is_digit(c) || c == '_',
        core::is_digit(c),
        core::hex_value(c) >= 0,
        c == '-',
        c == ' ' || c == '.',
        c == '@',
        c == ':',
        c == '/',
        c == '%' || c == '&' || c == '?' || c == '\\',
    };
    for (unsigned bit = 0; bit < bits; ++bit) {
      table[byte] = static_cast<std::uint16_t>(table[byte] | (in[bit] ? 1U << bit : 0U));
    }
  }
  return table;
}();

/// The groups of clues whose byte number `place` this may be.
unsigned groups(unsigned char byte, std::size_t place) noexcept {
  return clue_tables.low[place][byte & 15] & clue_tables.high[place][byte >> 4];
}

}  // namespace

void classify_scalar(const char* text, std::size_t blocks, ByteClasses* out) noexcept {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text);
  for (; blocks > 0; --blocks, bytes += block_bytes, ++out) {
    std::uint64_t masks[bits] = {};
    std::uint64_t clue = 0;
    for (std::size_t i = 0; i < block_bytes; ++i) {
      const unsigned classes = class_bits[bytes[i]];
      for (unsigned bit = 0; bit < bits; ++bit) {
        masks[bit] |= std::uint64_t{classes >> bit & 1U} << i;
      }
      const unsigned left = groups(bytes[i], 0) & groups(bytes[i + 1], 1) & groups(bytes[i + 2], 2);
      clue |= std::uint64_t{left != 0} << i;
    }
    *out = {masks[word], masks[digit], masks[hex],   masks[dash],   masks[gap],
            masks[at],   masks[colon], masks[slash], masks[escape], clue};
  }
}

}  // namespace sotto::privacy
