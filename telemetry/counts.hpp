#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>

#include "telemetry/totals.hpp"

namespace sotto::telemetry {

/// What names one number, with texts of its own: that of a Series, outside of its process.
/// The order is that of reports: by labels, so that nothing tells what came first.
struct SeriesName {
  std::string first;
  std::string second;  // empty where the kind has one label only
  SeriesKind kind = SeriesKind::feature;
  bool is_overflow = false;

  friend auto operator<=>(const SeriesName&, const SeriesName&) = default;
};

/// What was counted under one label set.
struct Tally {
  std::uint64_t count = 0;  // of events; where they have durations, of these
  DurationTotals durations;

  friend bool operator==(const Tally&, const Tally&) = default;
};

/// Numbers by label set, a plain value: what reports are made of and what the store keeps.
struct Counts {
  std::map<SeriesName, Tally> entries;  // without those that are zero

  bool empty() const noexcept { return entries.empty(); }
  std::uint64_t events() const noexcept;

  /// Beyond SeriesTable::max_label_sets new label sets are added to the overflow of their kind.
  void add(const Counts& more);
  /// Of what is not there, nothing is taken.
  void subtract(const Counts& less);

  friend bool operator==(const Counts&, const Counts&) = default;
};

Counts counts_of(const Totals& totals);

}  // namespace sotto::telemetry
