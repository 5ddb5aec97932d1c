#pragma once

#include <chrono>
#include <cstdint>

namespace sotto::core {

/// Ticks of the clock that spans are timed with: monotonic, the same in all threads. Cheap; what
/// they mean in time only Ticks knows.
std::uint64_t now_ticks() noexcept;

std::int64_t unix_now_ns() noexcept;

/// Converts ticks to Unix time. One pair of clock readings ties them together, taken anew now and
/// then so that a corrected wall clock is followed; durations are never affected.
/// Threads: one at a time.
class TickConverter {
 public:
  TickConverter() noexcept { recalibrate(); }
  void recalibrate() noexcept;
  std::int64_t unix_ns(std::uint64_t ticks) const noexcept;
  static std::int64_t duration_ns(std::uint64_t from, std::uint64_t to) noexcept;

 private:
  std::uint64_t base_ticks_ = 0;
  std::int64_t base_unix_ns_ = 0;
};

}  // namespace sotto::core
