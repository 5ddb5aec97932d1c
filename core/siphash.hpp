#pragma once

#include <cstdint>
#include <string_view>

namespace sotto::core {

/// A secret: draw it with fill_random.
struct SipKey {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

/// SipHash-2-4 of Aumasson and Bernstein: who does not have the key learns of a text from its hash
/// nothing but whether it equals another.
std::uint64_t siphash(const SipKey& key, std::string_view text) noexcept;

}  // namespace sotto::core
