#include "telemetry/totals.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <numeric>
#include <string>

#include "pipeline/thread_slot.hpp"

namespace sotto::telemetry {
namespace {

using pipeline::DurationHistogram;

constinit std::atomic<std::uint64_t> lost_without_shard{0};

void add_histogram(DurationTotals& totals, const DurationHistogram& histogram) {
  constexpr int per_octave = pipeline::duration_scale::buckets_per_octave;
  totals.zeros += histogram.zeros();
  totals.sum_ns += histogram.sum_ns();
  histogram.for_each_bucket([&](int index, std::uint64_t count) {
    const int power = index >> std::countr_zero(unsigned{per_octave});  // rounds down
    totals.octaves[power][static_cast<std::size_t>(index - power * per_octave)] += count;
  });
}

std::uint64_t sum(const DurationTotals::Octave& octave) noexcept {
  return std::accumulate(octave.begin(), octave.end(), std::uint64_t{0});
}

}  // namespace

std::uint64_t DurationTotals::count() const noexcept {
  std::uint64_t count = zeros;
  for (const auto& [power, octave] : octaves) count += sum(octave);
  return count;
}

void DurationTotals::add(const DurationTotals& more) {
  zeros += more.zeros;
  sum_ns += more.sum_ns;
  for (const auto& [power, counts] : more.octaves) {
    Octave& octave = octaves[power];
    for (std::size_t bucket = 0; bucket < octave.size(); ++bucket) octave[bucket] += counts[bucket];
  }
}

void DurationTotals::subtract(const DurationTotals& less) {
  const auto take = [](std::uint64_t& from, std::uint64_t n) { from -= std::min(from, n); };
  take(zeros, less.zeros);
  take(sum_ns, less.sum_ns);
  for (const auto& [power, counts] : less.octaves) {
    Octave& octave = octaves[power];
    for (std::size_t bucket = 0; bucket < octave.size(); ++bucket) {
      take(octave[bucket], counts[bucket]);
    }
  }
  std::erase_if(octaves, [](const auto& entry) { return sum(entry.second) == 0; });
}

std::uint64_t Totals::count() const noexcept {
  std::uint64_t all = 0;
  for (const auto& [number, one] : series) all += one.count;
  return all;
}

void Totals::add(const Series& one, const pipeline::Shard& shard) {
  const std::uint64_t count = shard.count(one.place);
  const DurationHistogram* const histogram = shard.histogram(one.place);
  if (count == 0 && histogram == nullptr) return;
  SeriesTotals& totals = series[one.number];
  totals.series = &one;
  totals.count += count;
  if (histogram == nullptr) return;
  add_histogram(totals.durations, *histogram);
  totals.count = totals.durations.count();
}

Totals Totals::since(const Totals& earlier) const {
  Totals result;
  result.lost = lost - earlier.lost;
  for (const auto& [number, now] : series) {
    const auto before = earlier.series.find(number);
    SeriesTotals delta = now;
    if (before != earlier.series.end()) {
      delta.count -= before->second.count;
      delta.durations.subtract(before->second.durations);
    }
    if (delta.count != 0 || delta.durations.count() != 0) result.series.emplace(number, delta);
  }
  return result;
}

Totals read_totals() {
  Totals totals;
  totals.lost = lost_without_shard.load(std::memory_order_relaxed);
  const std::uint32_t slots = pipeline::thread_slots();
  for (std::uint32_t i = 0; i < slots; ++i) totals.lost += pipeline::thread_slot(i)->shard.lost();
  series_table.for_each([&](const Series& one) {
    for (std::uint32_t i = 0; i < slots; ++i) totals.add(one, pipeline::thread_slot(i)->shard);
  });
  return totals;
}

void count_lost(std::uint64_t n) noexcept {
  lost_without_shard.fetch_add(n, std::memory_order_relaxed);
}

void fill(Metrics::Telemetry& metrics, const Totals& totals) {
  for (const auto& [number, one] : totals.series) {
    const std::string name(one.series->first);
    switch (one.series->kind) {
      case SeriesKind::feature: metrics.feature_usage[name] += one.count; break;
      case SeriesKind::error: metrics.errors[name] += one.count; break;
      case SeriesKind::agent_run_succeeded:
      case SeriesKind::agent_run_failed: metrics.agent_runs[name] += one.count; break;
      case SeriesKind::timer: break;
    }
  }
}

}  // namespace sotto::telemetry
