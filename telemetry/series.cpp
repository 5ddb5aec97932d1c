#include "telemetry/series.hpp"

#include <new>

#include "core/os_memory.hpp"

namespace sotto::telemetry {
namespace {

static_assert(SeriesTable::max_label_sets + series_kinds <= pipeline::Shard::max_series);
static_assert(std::has_single_bit(SeriesTable::slots));

/// With its own copy of the texts behind it. Null when memory is short.
const Series* make_series(const LabelSet& labels, std::uint32_t number) noexcept {
  const std::string_view first = labels.first_text();
  const std::string_view second = labels.second_text();
  void* const memory = core::permanent_memory(sizeof(Series) + first.size() + second.size());
  if (memory == nullptr) return nullptr;
  char* const texts = static_cast<char*>(memory) + sizeof(Series);
  first.copy(texts, first.size());
  second.copy(texts + first.size(), second.size());
  return new (memory) Series{.seen = labels,
                             .number = number,
                             .kind = labels.kind(),
                             .first = {texts, first.size()},
                             .second = {texts + first.size(), second.size()}};
}

constexpr Series overflow_of(SeriesKind kind) noexcept {
  constexpr LabelText other = Label("other");
  const LabelSet labels(kind, other, kind == SeriesKind::timer ? LabelText() : other);
  return {.seen = labels,
          .number = static_cast<std::uint32_t>(kind),
          .kind = kind,
          .is_overflow = true,
          .first = labels.first_text(),
          .second = labels.second_text()};
}

}  // namespace

constinit SeriesTable series_table;

constinit const std::array<Series, series_kinds> SeriesTable::overflow_series{
    overflow_of(SeriesKind::feature), overflow_of(SeriesKind::error),
    overflow_of(SeriesKind::agent_run_succeeded), overflow_of(SeriesKind::agent_run_failed),
    overflow_of(SeriesKind::timer)};

const Series* SeriesTable::find_or_add(const LabelSet& labels) noexcept {
  for (std::size_t at = home_slot(labels);; at = (at + 1) % slots) {
    const Series* const series = table_[at].load(std::memory_order_acquire);
    if (series == nullptr) return add(labels);
    if (series->is(labels)) return series;
  }
}

const Series* SeriesTable::add(const LabelSet& labels) noexcept {
  std::uint32_t number = 0;
  if (!take_number(number)) return overflow(labels.kind());
  const Series* const made = make_series(labels, number);
  if (made == nullptr) return overflow(labels.kind());
  for (std::size_t at = home_slot(labels);; at = (at + 1) % slots) {
    const Series* there = nullptr;
    if (table_[at].compare_exchange_strong(there, made, std::memory_order_acq_rel)) return made;
    // If another thread added the same set meanwhile, ours and its number are left unused.
    if (there->is(labels)) return there;
  }
}

const Series* SeriesTable::overflow(SeriesKind kind) noexcept {
  overflowed_.fetch_add(1, std::memory_order_relaxed);
  return &overflow_series[static_cast<std::size_t>(kind)];
}

bool SeriesTable::take_number(std::uint32_t& number) noexcept {
  std::uint32_t taken = label_sets_.load(std::memory_order_relaxed);
  do {
    if (taken == max_label_sets) return false;
  } while (!label_sets_.compare_exchange_weak(taken, taken + 1, std::memory_order_relaxed));
  number = series_kinds + taken;
  return true;
}

}  // namespace sotto::telemetry
