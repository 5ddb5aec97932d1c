#include "collector/model/body_hash.hpp"

#include <algorithm>
#include <array>

namespace sotto::collector {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Eight bytes, little-endian whatever the machine: one load where that is the machine's order.
std::uint64_t word(const char* bytes) noexcept {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < 8; ++i) {
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
    left = mix(left ^ word(body.data()), k0 ^ word(body.data() + 8));
    right = mix(right + left, k1);
    body.remove_prefix(16);
  }
  std::array<char, 16> rest{};
  std::copy(body.begin(), body.end(), rest.begin());
  return mix(mix(left ^ word(rest.data()), k1 ^ word(rest.data() + 8)) ^ right, k0);
}

}  // namespace sotto::collector
