#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "core/os_counter.hpp"
#include "pipeline/duration_scale.hpp"
#include "pipeline/sparse_array.hpp"

namespace sotto::pipeline {

/// Durations of one series in one thread, counted by the buckets of duration_scale.hpp. Counts only
/// grow.
///
/// The sum is kept in whole nanoseconds: one addition that no signal handler can tear, exact in any
/// order. Least and greatest value are not kept, which would be one run's exact duration.
///
/// Threads: one writes (also from its signal handlers), any may read.
/// Memory:  128 bytes, and 128 for each half of a doubling that occurs, with 64 for each group of
///          four doublings. Never freed.
class DurationHistogram {
 public:
  /// Zero, negative and NaN count as 0; other values outside the scale as its nearest end. When
  /// memory is short nothing is recorded, and one added to `lost`.
  void record(double milliseconds, std::atomic<std::uint64_t>& lost) noexcept {
    const std::size_t place = duration_scale::place_of(milliseconds);
    if (place >= duration_scale::buckets) [[unlikely]]
      return record_outside(milliseconds, lost);
    // Through the signed type: the processor converts to it in one instruction.
    const auto ns = static_cast<std::uint64_t>(static_cast<std::int64_t>(milliseconds * 1e6 + 0.5));
    std::atomic<std::uint64_t>* const bucket = buckets_.find(place);
    if (bucket == nullptr) [[unlikely]]
      return record_first(place, ns, lost);
    core::add_owned(*bucket, 1);
    core::add_owned(sum_ns_, ns);
  }

  std::uint64_t zeros() const noexcept { return zeros_.load(std::memory_order_relaxed); }
  std::uint64_t sum_ns() const noexcept { return sum_ns_.load(std::memory_order_relaxed); }

  /// Calls `visit(index, count)` for every bucket that is not empty, in order.
  template <typename Visit>
  void for_each_bucket(Visit&& visit) const {
    buckets_.for_each([&](std::size_t place, const std::atomic<std::uint64_t>& bucket) {
      const std::uint64_t count = bucket.load(std::memory_order_relaxed);
      if (count != 0) visit(duration_scale::index_at(place), count);
    });
  }
  /// What it takes, itself included.
  std::size_t bytes() const noexcept { return sizeof(*this) + buckets_.bytes(); }

 private:
  [[gnu::cold]] void record_outside(double milliseconds, std::atomic<std::uint64_t>& lost) noexcept;
  [[gnu::cold]] void record_first(std::size_t place, std::uint64_t ns,
                                  std::atomic<std::uint64_t>& lost) noexcept;

  std::atomic<std::uint64_t> zeros_{0};
  std::atomic<std::uint64_t> sum_ns_{0};
  SparseArray<std::atomic<std::uint64_t>, duration_scale::buckets> buckets_;
};

}  // namespace sotto::pipeline
