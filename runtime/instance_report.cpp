// What an instance says of itself: the numbers of get_metrics() and status().

#include <algorithm>
#include <numeric>
#include <utility>

#include "pipeline/end_times.hpp"
#include "pipeline/span_memory.hpp"
#include "runtime/instance.hpp"
#include "telemetry/metrics_encoder.hpp"

namespace sotto::runtime {
namespace {

using pipeline::DropReason;
using transport::CircuitBreaker;

const char* to_string(CircuitBreaker::State state) noexcept {
  switch (state) {
    case CircuitBreaker::State::open: return "open";
    case CircuitBreaker::State::half_open: return "half_open";
    default: return "closed";
  }
}

Metrics::Breaker to_metrics(const pipeline::ThreadReport::Breaker& breaker) {
  Metrics::Breaker metrics;
  metrics.state = to_string(breaker.state);
  metrics.failure_count = breaker.counts.consecutive_failures;
  metrics.total_calls = breaker.counts.total_calls;
  metrics.successful_calls = breaker.counts.successful_calls;
  metrics.failed_calls = breaker.counts.failed_calls;
  metrics.rejected_calls = breaker.counts.rejected_calls;
  const std::uint64_t answered = metrics.successful_calls + metrics.failed_calls;
  if (answered != 0) {
    metrics.success_rate =
        static_cast<double>(metrics.successful_calls) / static_cast<double>(answered);
  }
  return metrics;
}

}  // namespace

std::uint64_t Instance::Delivered::settled() const noexcept {
  return std::accumulate(dropped.begin(), dropped.end(), processed + failed + left_out);
}

Instance::Delivered Instance::read_destinations() const noexcept {
  constexpr auto acquire = std::memory_order_acquire;
  Delivered sum;
  if (!thread_) return sum;
  for (const auto& destination : thread_->destinations()) {
    const pipeline::DestinationCounters& counters = destination->counters();
    sum.processed += counters.delivered.load(acquire);
    sum.failed += counters.failed.load(acquire);
    sum.retried += counters.retried.load(acquire);
    sum.queued += counters.queued.load(acquire);
    sum.spooled += counters.spooled.load(acquire);
    for (std::size_t i = 0; i < sum.dropped.size(); ++i) {
      sum.dropped[i] += counters.dropped[i].load(acquire);
    }
    sum.adopted += counters.adopted.load(acquire);  // last: no more is settled than was adopted
  }
  sum.dropped[static_cast<std::size_t>(DropReason::no_memory)] +=
      thread_->intake().lost() * destinations();
  sum.left_out = thread_->intake().left_out() * destinations();
  return sum;
}

std::uint64_t Instance::SpanSums::dropped_sum() const noexcept {
  return std::accumulate(dropped.begin(), dropped.end(), std::uint64_t{0});
}

/// Each counter is read once, the destinations' before the threads': a span that moves meanwhile
/// is then pending, never counted twice and never missing.
Instance::SpanSums Instance::read_spans() const noexcept {
  SpanSums sums;
  sums.delivered = read_destinations();
  const SpanTotals spans = read_span_totals().since(spans_before_);
  const std::uint64_t each = destinations();
  const std::uint64_t accepted = spans.accepted * each + sums.delivered.adopted;

  sums.submitted = accepted + (spans.sampled_out + spans.dropped_sum()) * each;
  sums.sampled_out = spans.sampled_out * each + sums.delivered.left_out;
  sums.pending = accepted - std::min(accepted, sums.delivered.settled());
  sums.spooled = std::min(sums.delivered.spooled, sums.pending);
  sums.cut_fields = spans.cut_fields;
  sums.dropped = sums.delivered.dropped;
  for (std::size_t i = 0; i < sums.dropped.size(); ++i) sums.dropped[i] += spans.dropped[i] * each;
  if (has_ended()) {
    sums.dropped[static_cast<std::size_t>(DropReason::shutdown)] += sums.pending - sums.spooled;
    sums.pending = sums.spooled;
  }
  return sums;
}

FlushResult Instance::since(const SpanSums& before) const noexcept {
  const SpanSums now = read_spans();
  return {now.delivered.processed - before.delivered.processed,
          now.delivered.failed - before.delivered.failed, now.dropped_sum() - before.dropped_sum(),
          now.pending, now.spooled};
}

void Instance::fill(Metrics::Tracer& tracer) const {
  const SpanSums sums = read_spans();
  tracer.submitted = sums.submitted;
  tracer.processed = sums.delivered.processed;
  tracer.dropped = sums.dropped_sum();
  tracer.sampled_out = sums.sampled_out;
  tracer.sampling_rate = thread_ ? thread_->intake().sampler().rate() : config_.sampling_rate;
  tracer.failed = sums.delivered.failed;
  tracer.pending = sums.pending;
  tracer.spooled = sums.spooled;
  tracer.queued = sums.delivered.queued;
  tracer.queue_size = config_.queue_size * destinations();
  tracer.retried = sums.delivered.retried;
  tracer.truncated_fields = sums.cut_fields;
  for (std::size_t i = 0; i < sums.dropped.size(); ++i) {
    tracer.dropped_by_reason[pipeline::to_string(static_cast<DropReason>(i))] = sums.dropped[i];
  }
}

Metrics Instance::metrics() const {
  Metrics metrics;
  metrics.session_id = session_id_;
  {
    const std::lock_guard lock(mutex_);
    metrics.telemetry.enabled = counts_;
    metrics.telemetry.reason = privacy::to_string(verdicts_.telemetry.reason);
  }
  telemetry::fill(metrics.telemetry, ledger_.since_start());
  if (reporter_ != nullptr) {
    metrics.telemetry.reports_sent = reporter_->reports_sent();
    metrics.telemetry.bytes_sent = reporter_->bytes_sent();
  }
  fill(metrics.tracer);
  metrics.overhead.memory_bytes = pipeline::thread_memory_bytes() + pipeline::span_blocks_bytes();
  if (!thread_) return metrics;
  metrics.overhead.submit_ns_p50 = pipeline::end_times.quantile(0.5);
  metrics.overhead.submit_ns_p99 = pipeline::end_times.quantile(0.99);
  const pipeline::ThreadReport report = thread_->report();
  for (const auto& [name, breaker] : report.breakers) {
    metrics.circuit_breaker[name] = to_metrics(breaker);
  }
  metrics.overhead.cpu_seconds = report.cpu_seconds;
  metrics.scrubber.fields = report.scrubber.fields;
  metrics.scrubber.failed = report.scrubber.failed;
  for (std::size_t i = 0; i < report.scrubber.replaced.size(); ++i) {
    const std::string kind(privacy::to_string(static_cast<privacy::SecretKind>(i)));
    if (report.scrubber.replaced[i] != 0) {
      metrics.scrubber.replaced_by_kind[kind] = report.scrubber.replaced[i];
    }
  }
  return metrics;
}

Status Instance::status() const {
  const auto to_status = [](const privacy::Verdict& verdict) {
    return GateStatus{verdict.open(), std::string(privacy::to_string(verdict.reason)),
                      verdict.detail};
  };
  Status status;
  status.warnings = warnings_;
  {
    const std::lock_guard lock(mutex_);
    status.running = !is_stopped_;
    status.telemetry = to_status(verdicts_.telemetry);
    status.observability = to_status(verdicts_.observability);
  }
  if (reporter_ != nullptr) {
    std::ranges::copy(reporter_->warnings(), std::back_inserter(status.warnings));
  }
  if (!thread_) return status;
  for (const auto& destination : thread_->destinations()) {
    status.providers.push_back(destination->name());
  }
  std::ranges::copy(thread_->report().warnings, std::back_inserter(status.warnings));
  return status;
}

std::string Instance::telemetry_preview() const {
  {
    const std::lock_guard lock(mutex_);
    if (is_stopped_ || !counts_) return "{}";
  }
  if (reporter_ != nullptr) return telemetry::to_json(reporter_->next_report());
  if (config_.local_dp != LocalDp::off) return "{}";  // counts are no stand-in for its answers
  return telemetry::to_json(ledger_.draft().report);
}

}  // namespace sotto::runtime
