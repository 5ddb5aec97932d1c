#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace sotto::core {

/// Whether now_ticks() reads the processor's time stamp counter, at less than half the price of the
/// system's clock. The first TickConverter of the process decides, see os_tsc.hpp.
extern std::atomic<bool> is_tsc_in_use;

/// Nanoseconds of the system's monotonic clock, as ticks: the highest bit tells them from those of
/// the counter, which does not reach it in a century.
inline constexpr std::uint64_t nanosecond_tick = std::uint64_t{1} << 63;
std::uint64_t system_ticks() noexcept;

/// Ticks of the clock that spans are timed with: monotonic, the same in all threads and after
/// fork(). What they mean in time only a TickConverter knows.
inline std::uint64_t now_ticks() noexcept {
#if defined(__x86_64__)
  if (is_tsc_in_use.load(std::memory_order_relaxed)) [[likely]]
    return __builtin_ia32_rdtsc();
#endif
  return system_ticks();
}

/// How many ticks of now_ticks() pass in a duration that is not negative. Any thread.
std::uint64_t ticks_in(std::chrono::nanoseconds duration) noexcept;

/// The time between two ticks of less than a second; 0 when they are not of the same clock. Any
/// thread. Whole spans are the TickConverter's.
double ns_between(std::uint64_t from, std::uint64_t to) noexcept;

std::int64_t unix_now_ns() noexcept;

/// What three clocks showed at one moment. `ticks` are the counter's, or the system's where the
/// counter is not in use.
struct ClockReading {
  std::uint64_t ticks = 0;
  std::int64_t monotonic_ns = 0;
  std::int64_t unix_ns = 0;
};
/// Within some ten nanoseconds of each other, unless the thread is interrupted three times.
ClockReading read_clocks() noexcept;

/// Converts ticks to time.
///
/// The counter's rate is its advance since the first converter of the process was made over that of
/// the monotonic clock, taken anew with each calibration. As no span begins before and none is
/// converted until a calibration after its end, a duration is wrong by no more than the readings
/// are, whatever its length: by tens of nanoseconds. A corrected wall clock is followed from the
/// next calibration on and affects no duration.
///
/// Where both clocks did not advance alike (the machine was suspended, the process moved to
/// another one), the counter is given up for good: ticks of before are converted by what was known
/// then, and none is later than the moment when that was noticed.
///
/// Threads: one at a time.
class TickConverter {
 public:
  /// The process's first one chooses the clock, which takes some 60 us.
  TickConverter() noexcept;
  /// Calibrated since `first`, not since the start of the process.
  explicit TickConverter(const ClockReading& first) noexcept;

  void recalibrate() noexcept;
  /// By a reading that is not older than the last. False when the counter cannot be right.
  bool recalibrate(const ClockReading& now) noexcept;

  std::int64_t unix_ns(std::uint64_t ticks) const noexcept {
    return monotonic_ns(ticks) + unix_offset_ns_;
  }
  /// 0 when `to` is before `from`.
  std::int64_t duration_ns(std::uint64_t from, std::uint64_t to) const noexcept;

 private:
  std::int64_t monotonic_ns(std::uint64_t ticks) const noexcept;

  ClockReading first_;
  ClockReading last_;                   // that the counter agreed with
  double ns_per_tick_ = 0;              // of the counter; 0: not known
  std::int64_t unix_offset_ns_ = 0;     // from the monotonic clock
  std::int64_t latest_ns_ = INT64_MAX;  // monotonic, that a tick of the counter may mean
};

}  // namespace sotto::core
