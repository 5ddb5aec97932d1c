#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "core/os_counter.hpp"
#include "pipeline/duration_histogram.hpp"
#include "pipeline/sparse_array.hpp"

namespace sotto::pipeline {

/// One thread's telemetry cells by series number: a counter, or a histogram of durations. They
/// only grow and are never reset, so a reader takes differences and nothing is lost; a shard that
/// its thread has left is taken over by another thread as it is.
///
/// Threads: one writes (also from a signal handler on that thread), any may read.
/// Memory:  256 bytes; 192 for the first counter, 192 and a histogram for the first duration.
/// Cost:    bench/hot_path.
class Shard {
 public:
  static constexpr std::uint32_t max_series = 2048;  // OTel's cardinality limit is 2000
  using Place = SparsePlace;                         // of a series: its number, taken apart

  /// Adds to the counter of `series`. Owner thread. When memory is short the addition is lost and
  /// counted in lost().
  void add(const Place& series, std::uint64_t n) noexcept {
    std::atomic<std::uint64_t>* const counter = counters_.find(series);
    if (counter == nullptr) [[unlikely]]
      return add_first(series, n);
    core::add_owned(*counter, n);
  }

  /// Adds one duration to the histogram of `series`. Owner thread; memory as above.
  void record(const Place& series, double milliseconds) noexcept {
    std::atomic<DurationHistogram*>* const place = histograms_.find(series);
    if (place == nullptr) [[unlikely]]
      return record_first(series, milliseconds);
    DurationHistogram* const histogram = place->load(std::memory_order_acquire);
    if (histogram == nullptr) [[unlikely]]
      return record_first(series, milliseconds);
    histogram->record(milliseconds, lost_);
  }

  /// Of its counter alone. Any thread, as all below.
  std::uint64_t count(const Place& series) const noexcept;
  /// Null while the thread recorded no duration for `series`.
  const DurationHistogram* histogram(const Place& series) const noexcept;
  std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }
  std::size_t bytes() const noexcept;

 private:
  [[gnu::cold]] void add_first(const Place& series, std::uint64_t n) noexcept;
  [[gnu::cold]] void record_first(const Place& series, double milliseconds) noexcept;

  SparseArray<std::atomic<std::uint64_t>, max_series> counters_;
  SparseArray<std::atomic<DurationHistogram*>, max_series> histograms_;
  std::atomic<std::uint64_t> lost_{0};
};

}  // namespace sotto::pipeline
