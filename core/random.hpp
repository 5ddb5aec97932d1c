#pragma once

#include <cstddef>
#include <cstdint>

namespace sotto::core {

/// Fills `out` from the operating system's generator. Blocks only before the machine's first
/// seeding. For session ids and seeds.
void fill_random(void* out, std::size_t bytes) noexcept;

/// wyrand: fast, not secret. For trace and span ids. Seed it with fill_random, anew after fork().
/// Threads: one at a time.  Cost: 0.5 ns.
class FastRandom {
 public:
  void seed() noexcept { fill_random(&state_, sizeof(state_)); }

  std::uint64_t next() noexcept {
    state_ += 0xa0761d6478bd642fU;
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(state_) * (state_ ^ 0xe7037ed1a0b428dbU);
    return static_cast<std::uint64_t>(product >> 64) ^ static_cast<std::uint64_t>(product);
  }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace sotto::core
