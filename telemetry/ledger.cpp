#include "telemetry/ledger.hpp"

#include <algorithm>
#include <utility>

#include "core/clock.hpp"

namespace sotto::telemetry {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;

/// The time of day leaves in whole seconds: the receiver's clock tells it that much anyway.
std::uint64_t unix_now_in_seconds_ns() noexcept {
  const auto now = static_cast<std::uint64_t>(core::unix_now_ns());
  return now - now % second_ns;
}

}  // namespace

Ledger::Ledger(AppInfo app, Totals start)
    : app_(std::move(app)),
      start_(std::move(start)),
      settled_(start_),
      report_id_(new_report_id()),
      next_start_unix_ns_(unix_now_in_seconds_ns()) {}

Ledger::Draft Ledger::draft() const {
  const std::lock_guard lock(mutex_);
  Draft draft;
  if (is_discarded_) return draft;
  draft.upto = read_totals();
  draft.counts = counts_of(draft.upto.since(settled_));
  draft.report.resource = make_resource(app_, core::os_info(), report_id_);
  draft.report.metrics = make_metrics(draft.counts);
  draft.report.start_unix_ns = next_start_unix_ns_;
  // Receivers drop points that cover no time.
  draft.report.end_unix_ns = std::max(unix_now_in_seconds_ns(), next_start_unix_ns_ + second_ns);
  return draft;
}

void Ledger::settle(const Draft& draft) {
  std::string report_id = new_report_id();
  const std::lock_guard lock(mutex_);
  settled_ = draft.upto;
  report_id_ = std::move(report_id);
  next_start_unix_ns_ = draft.report.end_unix_ns;
}

void Ledger::discard() noexcept {
  const std::lock_guard lock(mutex_);
  is_discarded_ = true;
}

}  // namespace sotto::telemetry
