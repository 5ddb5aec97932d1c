#include <typeinfo>

#include <sotto/telemetry.hpp>

#include "pipeline/thread_slot.hpp"
#include "telemetry/series.hpp"
#include "telemetry/totals.hpp"
#include "telemetry/type_name.hpp"

namespace sotto::detail {
namespace {

using telemetry::series_table;

// What a label set or a thread needs the first time stands in functions of their own, which are
// jumped to: the usual way through has no call in it and no registers to save.

[[gnu::cold, gnu::noinline]] void count_first(const Series& series, std::uint64_t n) noexcept {
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr) return telemetry::count_lost(n);
  slot->shard.add(series.place, n);
}

[[gnu::cold, gnu::noinline]] void record_first(const Series& series, double milliseconds) noexcept {
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr) return telemetry::count_lost(1);
  slot->shard.record(series.place, milliseconds);
}

[[gnu::cold, gnu::noinline]] void count_unseen(const char* first, const char* second,
                                               std::uint64_t key, std::uint64_t n) noexcept {
  count_first(*series_table.find_or_add({first, second, key}), n);
}

[[gnu::cold, gnu::noinline]] void record_unseen(const char* first, const char* second,
                                                std::uint64_t key, double milliseconds) noexcept {
  record_first(*series_table.find_or_add({first, second, key}), milliseconds);
}

// Inlined into the public functions: a call among these may be replaced at load time, so that the
// compiler would not do it.

SOTTO_ALWAYS_INLINE void count(const Series& series, std::uint64_t n) noexcept {
  pipeline::ThreadSlot* const slot = pipeline::current_slot;
  if (slot == nullptr) [[unlikely]]
    return count_first(series, n);
  slot->shard.add(series.place, n);
}

SOTTO_ALWAYS_INLINE void record(const Series& series, double milliseconds) noexcept {
  pipeline::ThreadSlot* const slot = pipeline::current_slot;
  if (slot == nullptr) [[unlikely]]
    return record_first(series, milliseconds);
  slot->shard.record(series.place, milliseconds);
}

}  // namespace

const Series* find_series(const char* first, const char* second, std::uint64_t key) noexcept {
  return series_table.find_or_add({first, second, key});
}

void count_series(const Series* series, std::uint64_t n) noexcept {
  count(*series, n);
}

void record_series(const Series* series, double milliseconds) noexcept {
  record(*series, milliseconds);
}

void count_labels(const char* first, const char* second, std::uint64_t key,
                  std::uint64_t n) noexcept {
  const Series* const series = series_table.find_at_home({first, second, key});
  if (series == nullptr) [[unlikely]]
    return count_unseen(first, second, key, n);
  count(*series, n);
}

void record_labels(const char* first, const char* second, std::uint64_t key,
                   double milliseconds) noexcept {
  const Series* const series = series_table.find_at_home({first, second, key});
  if (series == nullptr) [[unlikely]]
    return record_unseen(first, second, key, milliseconds);
  record(*series, milliseconds);
}

void count_exception(const std::exception& error, Label component) noexcept {
  const telemetry::LabelSet labels(SeriesKind::error, telemetry::type_name(typeid(error)),
                                   component);
  count_labels(labels.first, labels.second, labels.key, 1);
}

}  // namespace sotto::detail
