#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

#include <sotto/session.hpp>

#include "pipeline/duration_histogram.hpp"
#include "pipeline/shard.hpp"
#include "telemetry/series.hpp"

namespace sotto::telemetry {

/// Durations of one series, over all threads. The buckets are those of duration_scale.hpp.
struct DurationTotals {
  using Octave = std::array<std::uint64_t, pipeline::duration_scale::buckets_per_octave>;

  std::uint64_t zeros = 0;
  std::uint64_t sum_ns = 0;
  std::map<int, Octave> octaves;  // by power of two; without those that are all zero

  std::uint64_t count() const noexcept;
  void add(const DurationTotals& more);
  /// Of what is not there, nothing is taken.
  void subtract(const DurationTotals& less);

  friend bool operator==(const DurationTotals&, const DurationTotals&) = default;
};

struct SeriesTotals {
  const Series* series = nullptr;
  std::uint64_t count = 0;  // of events; where they have durations, of these
  DurationTotals durations;
};

/// What was counted, added up over all threads, by series number. A plain value. Cells only grow,
/// so what happened between two moments is the difference of their totals, to the event.
struct Totals {
  std::map<std::uint32_t, SeriesTotals> series;  // without those that are zero
  std::uint64_t lost = 0;                        // additions that found no memory

  bool empty() const noexcept { return series.empty(); }
  std::uint64_t count() const noexcept;

  void add(const Series& one, const pipeline::Shard& shard);
  /// `earlier` was read before this.
  Totals since(const Totals& earlier) const;
};

/// All threads since the process began. Any thread.
Totals read_totals();

/// Counts an addition of `n` that found not even a shard. Any thread.
void count_lost(std::uint64_t n) noexcept;

/// Fills the three maps of the telemetry part.
void fill(Metrics::Telemetry& metrics, const Totals& totals);

}  // namespace sotto::telemetry
