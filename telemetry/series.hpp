#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <sotto/export.hpp>
#include <sotto/telemetry.hpp>

#include "pipeline/shard.hpp"
#include "telemetry/label_text.hpp"

namespace sotto::telemetry {

using detail::SeriesKind;
inline constexpr std::size_t series_kinds = 5;

/// What a series is found by. Three words: the public calls pass them in registers.
struct LabelSet {
  constexpr LabelSet(const char* its_first, const char* its_second, std::uint64_t its_key) noexcept
      : first(its_first), second(its_second), key(its_key) {}
  constexpr LabelSet(SeriesKind kind, LabelText its_first, LabelText its_second) noexcept
      : LabelSet(its_first.data, its_second.data,
                 detail::label_set_key(kind, its_first.hash, its_second.hash)) {}

  constexpr std::string_view first_text() const noexcept {
    return {first, detail::first_size(key)};
  }
  constexpr std::string_view second_text() const noexcept {
    return {second, detail::second_size(key)};
  }
  constexpr SeriesKind kind() const noexcept { return detail::kind_of(key); }

  const char* first;   // not owned
  const char* second;  // null where the kind has one label only
  std::uint64_t key;   // detail::label_set_key()
};

}  // namespace sotto::telemetry

namespace sotto::detail {

/// One label set, and the number of its cells in every shard.
/// Memory: permanent, the texts included. Never changes.
struct Series {
  telemetry::LabelSet seen;  // what it was made from. Its texts are never read: they may be gone
  std::uint32_t number = 0;
  pipeline::Shard::Place place = number;
  telemetry::SeriesKind kind = telemetry::SeriesKind::feature;
  bool is_overflow = false;  // stands for all label sets of its kind that found no room
  std::string_view first;
  std::string_view second;

  /// True for the very texts that it was made from; they need no comparison.
  SOTTO_ALWAYS_INLINE bool is_seen(const telemetry::LabelSet& labels) const noexcept {
    return seen.key == labels.key && seen.first == labels.first && seen.second == labels.second;
  }
  /// The keys stand for all but a few pairs of texts; the bytes decide.
  bool is(const telemetry::LabelSet& labels) const noexcept {
    return seen.key == labels.key && first == labels.first_text() && second == labels.second_text();
  }
};

}  // namespace sotto::detail

namespace sotto::telemetry {

using detail::Series;

/// All label sets of the process: each is made when first seen and stays.
///
/// Open addressing over atomic pointers. Neither finding nor adding takes a lock, so that any
/// thread, signal handler or child of a fork may do both. At most max_label_sets; the further ones
/// share one overflow series per kind, as OpenTelemetry's cardinality limit asks.
class SeriesTable {
 public:
  static constexpr std::uint32_t max_label_sets = 2000;
  static constexpr std::size_t slots = 4096;  // at most half full, so that probes stay short

  /// Their numbers are the first.
  static const std::array<Series, series_kinds> overflow_series;

  constexpr SeriesTable() noexcept = default;
  SeriesTable(const SeriesTable&) = delete;
  SeriesTable& operator=(const SeriesTable&) = delete;

  /// The series of this label set, made when needed. Never null.
  const Series* find_or_add(const LabelSet& labels) noexcept;

  /// The same in a few instructions for the usual case: a set that stands where its key says, and
  /// whose labels are the very literals that it was made from. Else null.
  SOTTO_ALWAYS_INLINE const Series* find_at_home(const LabelSet& labels) const noexcept {
    const Series* const series = table_[home_slot(labels)].load(std::memory_order_acquire);
    return series != nullptr && series->is_seen(labels) ? series : nullptr;
  }

  /// How often find_or_add answered with an overflow series.
  std::uint64_t overflowed() const noexcept { return overflowed_.load(std::memory_order_relaxed); }

  /// Calls `visit(const Series&)` for every series there is, in no particular order.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (const Series& series : overflow_series) visit(series);
    for (const auto& slot : table_) {
      if (const Series* series = slot.load(std::memory_order_acquire)) visit(*series);
    }
  }

 private:
  static std::size_t home_slot(const LabelSet& labels) noexcept {
    return labels.key >> (64 - std::countr_zero(slots));
  }
  const Series* add(const LabelSet& labels) noexcept;
  const Series* overflow(SeriesKind kind) noexcept;
  bool take_number(std::uint32_t& number) noexcept;

  std::array<std::atomic<const Series*>, slots> table_{};
  std::atomic<std::uint32_t> label_sets_{0};  // numbers given; some may have been left unused
  std::atomic<std::uint64_t> overflowed_{0};
};

/// The process's table. Never destroyed.
extern constinit SeriesTable series_table;

}  // namespace sotto::telemetry
