#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "collector/model/batch.hpp"

namespace sotto::collector {

/// What a request may ask of us. Beyond: 413 for bytes, 400 for the rest.
struct IngestLimits {
  std::size_t body_bytes = 64 << 20;  // on the wire and after expansion: OTLP's default
  std::size_t spans = 100'000;
  std::size_t attributes_per_span = 10'000;
  std::size_t depth = 32;  // of nested values
};

/// Why a request was not taken: what the client is told. `reason` names the span by its place
/// (resourceSpans[0].scopeSpans[0].spans[3]) and the field; it never repeats a value.
struct IngestError {
  int http_status = 400;
  std::string reason;
};

/// The head of a request, as it was received.
struct IngestHead {
  std::string_view content_type;      // application/x-protobuf or application/json, else 415
  std::string_view content_encoding;  // empty, identity, gzip, deflate or zstd, else 415
};

/// Checks and takes apart an ExportTraceServiceRequest. All or nothing: one bad span refuses the
/// request. Unknown fields are ignored. Pure: any thread.
std::variant<TraceBatch, IngestError> read_traces(const IngestHead& head, std::string body,
                                                  const IngestLimits& limits);

/// The same for an ExportMetricsServiceRequest.
std::variant<MetricsBatch, IngestError> read_metrics(const IngestHead& head, std::string body,
                                                     const IngestLimits& limits);

}  // namespace sotto::collector
