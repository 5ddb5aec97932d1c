#include "telemetry/counts.hpp"

#include <algorithm>

namespace sotto::telemetry {
namespace {

SeriesName overflow_of(SeriesKind kind) {
  const Series& series = SeriesTable::overflow_series[static_cast<std::size_t>(kind)];
  return {std::string(series.first), std::string(series.second), kind, true};
}

}  // namespace

std::uint64_t Counts::events() const noexcept {
  std::uint64_t events = 0;
  for (const auto& [labels, tally] : entries) events += tally.count;
  return events;
}

void Counts::add(const Counts& more) {
  for (const auto& [labels, tally] : more.entries) {
    const bool has_room = labels.is_overflow || entries.size() < SeriesTable::max_label_sets ||
                          entries.contains(labels);
    Tally& sum = entries[has_room ? labels : overflow_of(labels.kind)];
    sum.count += tally.count;
    sum.durations.add(tally.durations);
  }
}

void Counts::subtract(const Counts& less) {
  for (const auto& [labels, tally] : less.entries) {
    const auto found = entries.find(labels);
    if (found == entries.end()) continue;
    Tally& rest = found->second;
    rest.count -= std::min(rest.count, tally.count);
    rest.durations.subtract(tally.durations);
    if (rest.count == 0) entries.erase(found);
  }
}

Counts counts_of(const Totals& totals) {
  Counts counts;
  for (const auto& [number, one] : totals.series) {
    const Series& series = *one.series;
    SeriesName labels{std::string(series.first), std::string(series.second), series.kind,
                      series.is_overflow};
    counts.entries.emplace(std::move(labels), Tally{one.count, one.durations});
  }
  return counts;
}

}  // namespace sotto::telemetry
