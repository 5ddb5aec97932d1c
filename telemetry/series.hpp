#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <sotto/export.hpp>
#include <sotto/telemetry.hpp>

#include "telemetry/label_text.hpp"

namespace sotto::telemetry {

/// What a label set counts. Each kind names its two labels.
enum class SeriesKind : std::uint8_t {
  feature,              // feature, category
  error,                // type, component
  agent_run_succeeded,  // agent type, framework
  agent_run_failed,     // the same
  timer,                // name, none
};
inline constexpr std::size_t series_kinds = 5;

}  // namespace sotto::telemetry

namespace sotto::detail {

/// One label set: what makes it, and the number of its cells in every shard.
/// Memory: permanent, the texts included. Never changes.
struct Series {
  telemetry::LabelText first;
  telemetry::LabelText second;
  std::uint32_t number = 0;
  telemetry::SeriesKind kind = telemetry::SeriesKind::feature;
  bool is_overflow = false;  // stands for all label sets of its kind that found no room
  // Where the texts stood that it was made from. Never read through: they may be gone.
  const char* first_seen_at = nullptr;
  const char* second_seen_at = nullptr;

  /// The hashes stand for all but a few pairs of texts; the bytes decide, unless they are the
  /// very ones that were compared before.
  SOTTO_ALWAYS_INLINE bool is(telemetry::SeriesKind its_kind, telemetry::LabelText its_first,
                              telemetry::LabelText its_second) const noexcept {
    if (kind != its_kind || first.hash != its_first.hash || second.hash != its_second.hash) {
      return false;
    }
    if (its_first.data == first_seen_at && its_second.data == second_seen_at) [[likely]] {
      return true;
    }
    return first.text() == its_first.text() && second.text() == its_second.text();
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

  /// The series of this label set, made when needed. Never null. Inlined: see Label's two words.
  SOTTO_ALWAYS_INLINE const Series* find_or_add(SeriesKind kind, LabelText first,
                                                LabelText second) noexcept {
    for (std::size_t at = home_slot(kind, first, second);; at = (at + 1) % slots) {
      const Series* const series = table_[at].load(std::memory_order_acquire);
      if (series == nullptr) return add(kind, first, second);
      if (series->is(kind, first, second)) return series;
    }
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
  static std::size_t home_slot(SeriesKind kind, LabelText first, LabelText second) noexcept {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio: spreads every bit
    const std::uint64_t mixed = (first.hash + (static_cast<std::uint64_t>(kind) << 8)) * odd;
    return ((std::rotl(mixed, 32) ^ second.hash) * odd) >> (64 - std::countr_zero(slots));
  }
  const Series* add(SeriesKind kind, LabelText first, LabelText second) noexcept;
  const Series* overflow(SeriesKind kind) noexcept;
  bool take_number(std::uint32_t& number) noexcept;

  std::array<std::atomic<const Series*>, slots> table_{};
  std::atomic<std::uint32_t> label_sets_{0};  // numbers given; some may have been left unused
  std::atomic<std::uint64_t> overflowed_{0};
};

/// The process's table. Never destroyed.
extern constinit SeriesTable series_table;

}  // namespace sotto::telemetry
