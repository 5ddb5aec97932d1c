#include "collector/ingest/ingest.hpp"

#include <algorithm>
#include <utility>

#include "collector/ingest/inflate.hpp"
#include "collector/ingest/otlp_json.hpp"
#include "collector/ingest/otlp_schema.hpp"
#include "collector/ingest/protobuf_check.hpp"
#include "collector/model/body_hash.hpp"
#include "collector/model/otlp_reader.hpp"
#include "collector/model/span_facts.hpp"

namespace sotto::collector {
namespace {

enum class Format { protobuf, json, unknown };

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Parameters such as charset say nothing new: OTLP/JSON is UTF-8.
Format format_of(std::string_view content_type) {
  const std::string type = lower(trimmed(content_type.substr(0, content_type.find(';'))));
  if (type == "application/x-protobuf" || type == "application/protobuf") return Format::protobuf;
  if (type == "application/json") return Format::json;
  return Format::unknown;
}

/// The body as protobuf of `schema`, whatever it arrived as.
std::variant<std::string, IngestError> as_protobuf(const MessageSchema& schema,
                                                   const IngestHead& head, std::string body,
                                                   const IngestLimits& limits) {
  const Format format = format_of(head.content_type);
  if (format == Format::unknown) {
    return IngestError{415, "Content-Type must be application/x-protobuf or application/json"};
  }
  if (body.size() > limits.body_bytes) return IngestError{413, "the body is too large"};
  switch (inflate_body(lower(trimmed(head.content_encoding)), body, limits.body_bytes)) {
    case InflateResult::ok: break;
    case InflateResult::unsupported:
      return IngestError{415, "Content-Encoding must be gzip, deflate, zstd or identity"};
    case InflateResult::malformed:
      return IngestError{400, "the body is not what its Content-Encoding says"};
    case InflateResult::too_large: return IngestError{413, "the body expands too far"};
  }
  if (format == Format::protobuf) return body;
  Result<std::string> message = json_to_protobuf(schema, body, limits.depth);
  if (!message) return IngestError{400, message.error().detail};
  return std::move(message).value();
}

}  // namespace

std::variant<TraceBatch, IngestError> read_traces(const IngestHead& head, std::string body,
                                                  const IngestLimits& limits) {
  auto message = as_protobuf(export_trace_request, head, std::move(body), limits);
  if (auto* error = std::get_if<IngestError>(&message)) return std::move(*error);

  TraceBatch batch;
  batch.body = std::move(std::get<std::string>(message));
  const ReadLimits read_limits = {
      .spans = limits.spans, .attributes = limits.attributes_per_span, .depth = limits.depth};
  const auto read = read_spans(batch.body, read_limits, [&](const SpanView& span) {
    batch.spans.push_back(read_facts(span));
  });
  if (!read) return IngestError{400, read.error().detail};
  batch.hash = body_hash(batch.body);
  return batch;
}

std::variant<MetricsBatch, IngestError> read_metrics(const IngestHead& head, std::string body,
                                                     const IngestLimits& limits) {
  auto message = as_protobuf(export_metrics_request, head, std::move(body), limits);
  if (auto* error = std::get_if<IngestError>(&message)) return std::move(*error);

  MetricsBatch batch;
  batch.body = std::move(std::get<std::string>(message));
  const auto points = count_data_points(export_metrics_request, batch.body, limits.depth);
  if (!points) return IngestError{400, points.error().detail};
  batch.points = points.value();
  batch.hash = body_hash(batch.body);
  return batch;
}

}  // namespace sotto::collector
