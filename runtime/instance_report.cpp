// What an instance says of itself: the numbers of get_metrics() and status().

#include <algorithm>
#include <numeric>
#include <utility>

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
    for (std::size_t i = 0; i < sum.dropped.size(); ++i) {
      sum.dropped[i] += counters.dropped[i].load(acquire);
    }
  }
  sum.dropped[static_cast<std::size_t>(DropReason::no_memory)] +=
      thread_->intake().lost() * destinations();
  sum.left_out = thread_->intake().left_out() * destinations();
  return sum;
}

/// Each counter is read once, the destinations' before the threads': a span that moves meanwhile
/// is then pending, never counted twice and never missing.
void Instance::fill(Metrics::Tracer& tracer) const {
  const Delivered delivered = read_destinations();
  const SpanTotals spans = read_span_totals().since(spans_before_);
  const std::uint64_t each = destinations();
  const std::uint64_t accepted = spans.accepted * each;

  tracer.submitted = accepted + (spans.sampled_out + spans.dropped_sum()) * each;
  tracer.processed = delivered.processed;
  tracer.failed = delivered.failed;
  tracer.sampled_out = spans.sampled_out * each + delivered.left_out;
  tracer.sampling_rate = thread_ ? thread_->intake().sampler().rate() : config_.sampling_rate;
  tracer.pending = accepted - std::min(accepted, delivered.settled());
  tracer.queued = delivered.queued;
  tracer.queue_size = config_.queue_size * each;
  tracer.retried = delivered.retried;
  tracer.truncated_fields = spans.cut_fields;
  std::array<std::uint64_t, pipeline::drop_reasons> dropped = delivered.dropped;
  for (std::size_t i = 0; i < dropped.size(); ++i) dropped[i] += spans.dropped[i] * each;
  if (has_ended()) {
    dropped[static_cast<std::size_t>(DropReason::shutdown)] += std::exchange(tracer.pending, 0);
  }
  for (std::size_t i = 0; i < dropped.size(); ++i) {
    tracer.dropped += dropped[i];
    tracer.dropped_by_reason[pipeline::to_string(static_cast<DropReason>(i))] = dropped[i];
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
    if (std::string warning = reporter_->warning(); !warning.empty()) {
      status.warnings.push_back(std::move(warning));
    }
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
  return telemetry::to_json(ledger_.draft().report);
}

}  // namespace sotto::runtime
