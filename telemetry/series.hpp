#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <sotto/label.hpp>
#include <sotto/telemetry.hpp>

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

/// The text of a label with its hash. From a Label, or from a type's name (type_name.hpp): the
/// only two sources of text in telemetry.
struct LabelText {
  constexpr LabelText() noexcept : LabelText(std::string_view{}, 0) {}
  constexpr LabelText(Label label) noexcept : LabelText(label.text(), label.hash()) {}  // NOLINT
  constexpr LabelText(std::string_view label, std::uint64_t label_hash) noexcept
      : text(label), hash(label_hash) {}

  std::string_view text;  // not owned
  std::uint64_t hash;     // Label::hash_of(text); 0 for the empty text of a timer's second label
};

}  // namespace sotto::telemetry

namespace sotto::detail {

/// One label set: what makes it, and the number of its cells in every shard.
/// Memory: permanent, the texts included. Never changes.
struct Series {
  std::uint64_t hash = 0;
  std::string_view first;
  std::string_view second;
  std::uint32_t number = 0;
  telemetry::SeriesKind kind = telemetry::SeriesKind::feature;
  bool is_overflow = false;  // stands for all label sets of its kind that found no room
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

  constexpr SeriesTable() noexcept = default;
  SeriesTable(const SeriesTable&) = delete;
  SeriesTable& operator=(const SeriesTable&) = delete;

  /// The series of this label set, made when needed. Never null.
  const Series* find_or_add(SeriesKind kind, LabelText first, LabelText second) noexcept;

  /// How often find_or_add answered with an overflow series.
  std::uint64_t overflowed() const noexcept { return overflowed_.load(std::memory_order_relaxed); }

  /// Calls `visit(const Series&)` for every series there is, in no particular order.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (const Series& series : overflow_) visit(series);
    for (const auto& slot : table_) {
      if (const Series* series = slot.load(std::memory_order_acquire)) visit(*series);
    }
  }

 private:
  struct Key;
  const Series* add(const Key& key, std::size_t at) noexcept;
  const Series* overflow(SeriesKind kind) noexcept;
  bool take_number(std::uint32_t& number) noexcept;

  std::array<std::atomic<const Series*>, slots> table_{};
  std::atomic<std::uint32_t> next_number_{series_kinds};  // the first are those of overflow_
  std::atomic<std::uint64_t> overflowed_{0};
  std::array<Series, series_kinds> overflow_{{
      {.first = "other",
       .second = "other",
       .number = 0,
       .kind = SeriesKind::feature,
       .is_overflow = true},
      {.first = "other",
       .second = "other",
       .number = 1,
       .kind = SeriesKind::error,
       .is_overflow = true},
      {.first = "other",
       .second = "other",
       .number = 2,
       .kind = SeriesKind::agent_run_succeeded,
       .is_overflow = true},
      {.first = "other",
       .second = "other",
       .number = 3,
       .kind = SeriesKind::agent_run_failed,
       .is_overflow = true},
      {.first = "other", .second = "", .number = 4, .kind = SeriesKind::timer, .is_overflow = true},
  }};
};

/// The process's table. Never destroyed.
SeriesTable& series_table() noexcept;

}  // namespace sotto::telemetry
