#include "runtime/metrics_json.hpp"

#include "core/json_writer.hpp"

namespace sotto::runtime {
namespace {

using core::JsonWriter;

void write(JsonWriter& json, const std::map<std::string, std::uint64_t>& counts) {
  json.begin_object();
  for (const auto& [name, count] : counts) json.field(name, count);
  json.end();
}

void write(JsonWriter& json, const Metrics::Telemetry& telemetry) {
  json.key("telemetry").begin_object();
  json.field("enabled", telemetry.enabled).field("reason", telemetry.reason);
  write(json.key("feature_usage"), telemetry.feature_usage);
  write(json.key("errors"), telemetry.errors);
  write(json.key("agent_runs"), telemetry.agent_runs);
  json.field("reports_sent", telemetry.reports_sent).field("bytes_sent", telemetry.bytes_sent);
  json.end();
}

void write(JsonWriter& json, const Metrics::Tracer& tracer) {
  json.key("tracer").begin_object();
  json.field("submitted", tracer.submitted)
      .field("processed", tracer.processed)
      .field("dropped", tracer.dropped)
      .field("sampled_out", tracer.sampled_out)
      .field("sampling_rate", tracer.sampling_rate)
      .field("failed", tracer.failed)
      .field("pending", tracer.pending)
      .field("spooled", tracer.spooled)
      .field("queued", tracer.queued)
      .field("queue_size", tracer.queue_size)
      .field("retried", tracer.retried)
      .field("truncated_fields", tracer.truncated_fields);
  write(json.key("dropped_by_reason"), tracer.dropped_by_reason);
  json.end();
}

void write_fields(JsonWriter& json, const Metrics::Breaker& breaker) {
  json.field("state", breaker.state).field("failure_count", breaker.failure_count);
  json.key("metrics").begin_object();
  json.field("total_calls", breaker.total_calls)
      .field("successful_calls", breaker.successful_calls)
      .field("failed_calls", breaker.failed_calls)
      .field("rejected_calls", breaker.rejected_calls)
      .field("success_rate", breaker.success_rate);
  json.end();
}

int severity(const std::string& state) {
  return state == "open" ? 2 : state == "half_open" ? 1 : 0;
}

Metrics::Breaker all_together(const std::map<std::string, Metrics::Breaker>& breakers) {
  Metrics::Breaker sum;
  for (const auto& [name, breaker] : breakers) {
    if (severity(breaker.state) > severity(sum.state)) sum.state = breaker.state;
    sum.failure_count += breaker.failure_count;
    sum.total_calls += breaker.total_calls;
    sum.successful_calls += breaker.successful_calls;
    sum.failed_calls += breaker.failed_calls;
    sum.rejected_calls += breaker.rejected_calls;
  }
  const std::uint64_t answered = sum.successful_calls + sum.failed_calls;
  if (answered != 0) {
    sum.success_rate = static_cast<double>(sum.successful_calls) / static_cast<double>(answered);
  }
  return sum;
}

}  // namespace

std::string to_json(const Metrics& metrics) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("session_id", metrics.session_id);
  write(json, metrics.telemetry);
  write(json, metrics.tracer);
  json.key("circuit_breaker").begin_object();
  write_fields(json, all_together(metrics.circuit_breaker));
  json.key("destinations").begin_object();
  for (const auto& [name, breaker] : metrics.circuit_breaker) {
    json.key(name).begin_object();
    write_fields(json, breaker);
    json.end();
  }
  json.end().end();
  json.key("overhead").begin_object();
  json.field("cpu_seconds", metrics.overhead.cpu_seconds)
      .field("memory_bytes", metrics.overhead.memory_bytes)
      .field("submit_ns_p50", metrics.overhead.submit_ns_p50)
      .field("submit_ns_p99", metrics.overhead.submit_ns_p99);
  json.end();
  json.key("scrubber").begin_object().field("fields", metrics.scrubber.fields);
  write(json.key("replaced_by_kind"), metrics.scrubber.replaced_by_kind);
  json.field("failed", metrics.scrubber.failed).end().end();
  return out;
}

}  // namespace sotto::runtime
