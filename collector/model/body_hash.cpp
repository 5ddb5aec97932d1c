#include "collector/model/body_hash.hpp"

#include <cstddef>

namespace sotto::collector {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Up to eight bytes, little-endian whatever the machine.
std::uint64_t word(std::string_view bytes) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size() && i < 8; ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return value;
}

}  // namespace

std::uint64_t body_hash(std::string_view body) noexcept {
  // Odd numbers without structure: digits of pi.
  constexpr std::uint64_t k0 = 0x243f6a8885a308d3U;
  constexpr std::uint64_t k1 = 0x13198a2e03707345U;
  std::uint64_t left = k0 ^ body.size();
  std::uint64_t right = k1;
  while (body.size() >= 16) {
    left = mix(left ^ word(body), k0 ^ word(body.substr(8)));
    right = mix(right + left, k1);
    body.remove_prefix(16);
  }
  const std::string_view rest = body.size() > 8 ? body.substr(8) : std::string_view();
  return mix(mix(left ^ word(body), k1 ^ word(rest)) ^ right, k0);
}

}  // namespace sotto::collector
