#include <typeinfo>

#include <sotto/telemetry.hpp>

#include "pipeline/thread_slot.hpp"
#include "telemetry/series.hpp"
#include "telemetry/totals.hpp"
#include "telemetry/type_name.hpp"

namespace sotto::detail {
namespace {

using telemetry::LabelText;
using telemetry::series_table;
using telemetry::SeriesKind;

// What the public functions share is inlined into each: a call among exported functions may be
// replaced at load time, so the compiler would not do it.

SOTTO_ALWAYS_INLINE void count(const Series& series, std::uint64_t n) noexcept {
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr) return telemetry::count_lost(n);
  slot->shard.add(series.number, n);
}

SOTTO_ALWAYS_INLINE void record(const Series& series, double milliseconds) noexcept {
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr) return telemetry::count_lost(1);
  slot->shard.record(series.number, milliseconds);
}

}  // namespace

const Series* feature_series(Label feature, Label category) noexcept {
  return series_table.find_or_add(SeriesKind::feature, feature, category);
}

const Series* timer_series(Label name) noexcept {
  return series_table.find_or_add(SeriesKind::timer, name, LabelText());
}

void count_series(const Series* series, std::uint64_t n) noexcept {
  count(*series, n);
}

void record_series(const Series* series, double milliseconds) noexcept {
  record(*series, milliseconds);
}

void count_feature(Label feature, Label category, std::uint64_t n) noexcept {
  count(*series_table.find_or_add(SeriesKind::feature, feature, category), n);
}

void count_error(Label type, Label component) noexcept {
  count(*series_table.find_or_add(SeriesKind::error, type, component), 1);
}

void count_exception(const std::exception& error, Label component) noexcept {
  const LabelText type = telemetry::type_name(typeid(error));
  count(*series_table.find_or_add(SeriesKind::error, type, component), 1);
}

void count_agent_run(const AgentRun& run) noexcept {
  const SeriesKind kind =
      run.success ? SeriesKind::agent_run_succeeded : SeriesKind::agent_run_failed;
  record(*series_table.find_or_add(kind, run.agent_type, run.framework), run.duration.count());
}

}  // namespace sotto::detail
