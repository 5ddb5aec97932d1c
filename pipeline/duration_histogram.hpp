#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace sotto::pipeline {

/// Durations of one series in one thread: OpenTelemetry's base-2 exponential histogram at scale 5.
/// Bucket i counts the values in (2^(i/32), 2^((i+1)/32)] milliseconds, 2.2 % apart, so that a
/// value is known to 1.1 %; the boundaries are exact. Counts only grow.
///
/// The sum is kept in whole nanoseconds: one addition that no signal handler can tear, exact in any
/// order. Least and greatest value are not kept, which would be one run's exact duration.
///
/// Threads: one writes (also from its signal handlers), any may read.
/// Memory:  448 bytes, and 256 for each doubling of the duration that occurs. Never freed.
class DurationHistogram {
 public:
  static constexpr int scale = 5;
  static constexpr std::size_t buckets_per_octave = 32;
  static constexpr int first_octave = -20;    // holds 1e-6 ms, a nanosecond
  static constexpr std::size_t octaves = 50;  // up to 1e9 ms, twelve days
  static constexpr double least_ms = 1e-6;
  static constexpr double greatest_ms = 1e9;

  /// The counts of one doubling: bucket first_octave * 32 + 32 * octave + position.
  using Octave = std::array<std::atomic<std::uint64_t>, buckets_per_octave>;

  /// The bucket's index for a value in [least_ms, greatest_ms].
  static int index_of(double milliseconds) noexcept;

  /// Zero, negative and NaN count as 0; other values outside the range as its nearest end. False
  /// when memory is short: nothing is recorded then.
  bool record(double milliseconds) noexcept;

  std::uint64_t zeros() const noexcept { return zeros_.load(std::memory_order_relaxed); }
  std::uint64_t sum_ns() const noexcept { return sum_ns_.load(std::memory_order_relaxed); }
  /// Null while no value fell into it.
  const Octave* octave(std::size_t number) const noexcept {
    return octaves_[number].load(std::memory_order_acquire);
  }

 private:
  std::atomic<std::uint64_t> zeros_{0};
  std::atomic<std::uint64_t> sum_ns_{0};
  std::array<std::atomic<Octave*>, octaves> octaves_{};
};

}  // namespace sotto::pipeline
