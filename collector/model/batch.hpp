#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::collector {

using TraceIdBytes = std::array<std::uint8_t, 16>;

/// What the store needs to know of one span beside its bytes. Views point into the batch's body.
struct SpanFacts {
  TraceIdBytes trace_id{};
  std::uint64_t span_id = 0;
  bool is_root = false;
  bool is_error = false;
  bool is_generation = false;
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;
  std::string_view name;
  std::string_view service;
  std::string_view workflow;  // workflow.name, msgflux.workflow.name or langfuse.trace.name; the
                              // store falls back to the root's name
  std::string_view session;
  std::string_view user;
  std::string_view model;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  std::optional<double> cost_usd;  // explicit in the span; null: not known
};

/// A checked export request, as protobuf whatever it arrived as. The facts point into `body`,
/// whose heap memory moves along with the batch (a body with a span is longer than any string
/// that std::string keeps in place); a copy of the batch needs its facts read anew.
struct TraceBatch {
  std::string body;              // ExportTraceServiceRequest
  std::vector<SpanFacts> spans;  // in the order of the body
  std::uint64_t hash = 0;        // of the body: a request sent twice is stored once
};

struct MetricsBatch {
  std::string body;  // ExportMetricsServiceRequest
  std::uint64_t points = 0;
  std::uint64_t hash = 0;
};

}  // namespace sotto::collector
