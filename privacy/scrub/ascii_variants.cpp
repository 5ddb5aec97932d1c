#include "privacy/scrub/ascii_variants.hpp"

#include <cstdint>

namespace sotto::privacy {

Unit variant_unit(std::string_view text, std::size_t at) {
  const auto byte = [text, at](std::size_t i) -> std::uint32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
  };
  const auto unit = [](std::size_t bytes, std::uint32_t c) {
    Unit result{bytes};
    result.add(static_cast<char>(c));
    return result;
  };
  const auto is_in = [](std::uint32_t b, std::uint32_t first, std::uint32_t last) {
    return b >= first && b <= last;
  };
  switch (byte(0)) {
    case 0xc2: return byte(1) == 0xa0 ? unit(2, ' ') : Unit{};
    case 0xd9: return is_in(byte(1), 0xa0, 0xa9) ? unit(2, byte(1) - 0xa0 + '0') : Unit{};
    case 0xdb: return is_in(byte(1), 0xb0, 0xb9) ? unit(2, byte(1) - 0xb0 + '0') : Unit{};
    case 0xe0:  // Devanagari
      return byte(1) == 0xa5 && is_in(byte(2), 0xa6, 0xaf) ? unit(3, byte(2) - 0xa6 + '0') : Unit{};
    case 0xe2:
      if (byte(1) != 0x80) return {};
      if (is_in(byte(2), 0x82, 0x8a) || byte(2) == 0xaf) return unit(3, ' ');
      return is_in(byte(2), 0x90, 0x92) ? unit(3, '-') : Unit{};
    case 0xef:  // full width, from "!" to "~"
      if (byte(1) == 0xbc && is_in(byte(2), 0x81, 0xbf)) return unit(3, byte(2) - 0x81 + '!');
      return byte(1) == 0xbd && is_in(byte(2), 0x80, 0x9e) ? unit(3, byte(2) - 0x80 + '`') : Unit{};
    default: return {};
  }
}

}  // namespace sotto::privacy
