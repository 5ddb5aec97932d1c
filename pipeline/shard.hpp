#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "core/os_counter.hpp"
#include "pipeline/duration_histogram.hpp"
#include "pipeline/permanent.hpp"

namespace sotto::pipeline {

/// One thread's telemetry cells: counters and duration histograms by series number. Counters only
/// grow and are never reset, so a reader takes differences and nothing is lost; a shard that its
/// thread has left is taken over by another thread as it is.
///
/// Threads: one writes (also from a signal handler on that thread), any may read.
/// Memory:  pages of 64 counters and one histogram per series in use, made on first use, kept.
/// Cost:    bench/hot_path.
class Shard {
 public:
  static constexpr std::uint32_t max_series = 2048;  // OTel's cardinality limit is 2000

  /// Adds to the counter of `series`. Owner thread. When memory is short the addition is lost and
  /// counted in lost().
  void add(std::uint32_t series, std::uint64_t n) noexcept {
    CounterPage* const page = get_or_make(counters_[series / page_cells]);
    if (page == nullptr) return core::add_owned(lost_, n);
    core::add_owned((*page)[series % page_cells], n);
  }

  /// Adds one duration to the histogram of `series` and one to its counter. Owner thread.
  void record(std::uint32_t series, double milliseconds) noexcept;

  /// Any thread.
  std::uint64_t count(std::uint32_t series) const noexcept;
  /// Null while the thread recorded no duration for `series`.
  const DurationHistogram* histogram(std::uint32_t series) const noexcept;
  std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }
  std::size_t bytes() const noexcept;

 private:
  static constexpr std::size_t page_cells = 64;
  static constexpr std::size_t pages = max_series / page_cells;
  using CounterPage = std::array<std::atomic<std::uint64_t>, page_cells>;
  using HistogramPage = std::array<std::atomic<DurationHistogram*>, page_cells>;

  std::array<std::atomic<CounterPage*>, pages> counters_{};
  std::array<std::atomic<HistogramPage*>, pages> histograms_{};
  std::atomic<std::uint64_t> lost_{0};
};

}  // namespace sotto::pipeline
