#include "telemetry/series.hpp"

#include <new>

#include "core/os_memory.hpp"
#include "pipeline/shard.hpp"

namespace sotto::telemetry {
namespace {

static_assert(SeriesTable::max_label_sets + series_kinds <= pipeline::Shard::max_series);
static_assert(std::has_single_bit(SeriesTable::slots));

/// With its own copy of the texts behind it. Null when memory is short.
const Series* make_series(const Series& from) noexcept {
  void* const memory =
      core::permanent_memory(sizeof(Series) + from.first.size() + from.second.size());
  if (memory == nullptr) return nullptr;
  char* const texts = static_cast<char*>(memory) + sizeof(Series);
  auto* const made = new (memory) Series(from);
  made->first_seen_at = from.first.data;
  made->second_seen_at = from.second.data;
  made->first.data = texts;
  made->second.data = texts + from.first.text().copy(texts, from.first.size());
  from.second.text().copy(texts + from.first.size(), from.second.size());
  return made;
}

}  // namespace

constinit SeriesTable series_table;

constexpr LabelText other = Label("other");
constinit const std::array<Series, series_kinds> SeriesTable::overflow_series{{
    {other, other, 0, SeriesKind::feature, true},
    {other, other, 1, SeriesKind::error, true},
    {other, other, 2, SeriesKind::agent_run_succeeded, true},
    {other, other, 3, SeriesKind::agent_run_failed, true},
    {other, {}, 4, SeriesKind::timer, true},
}};

const Series* SeriesTable::add(SeriesKind kind, LabelText first, LabelText second) noexcept {
  std::uint32_t number = 0;
  if (!take_number(number)) return overflow(kind);
  const Series* const made =
      make_series({.first = first, .second = second, .number = number, .kind = kind});
  if (made == nullptr) return overflow(kind);
  for (std::size_t at = home_slot(kind, first, second);; at = (at + 1) % slots) {
    const Series* there = nullptr;
    if (table_[at].compare_exchange_strong(there, made, std::memory_order_acq_rel)) return made;
    // If another thread added the same set meanwhile, ours and its number are left unused.
    if (there->is(kind, first, second)) return there;
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
