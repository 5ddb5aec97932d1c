#include "core/json_writer.hpp"
#include "telemetry/metrics_encoder.hpp"

// OTLP/JSON: 64-bit integers are decimal strings, 32-bit ones and enums are numbers.

namespace sotto::telemetry {
namespace {

using core::JsonWriter;

constexpr int delta = 1;  // AggregationTemporality

void put_integer(JsonWriter& json, std::string_view key, std::uint64_t value) {
  json.field(key, std::to_string(value));
}

void put_attributes(JsonWriter& json, const Attributes& attributes) {
  json.key("attributes").begin_array();
  for (const Attribute& attribute : attributes) {
    json.begin_object().field("key", attribute.key).key("value").begin_object();
    if (const auto* text = std::get_if<std::string>(&attribute.value)) {
      json.field("stringValue", std::string_view(*text));
    } else {
      json.field("boolValue", std::get<bool>(attribute.value));
    }
    json.end().end();
  }
  json.end();
}

void put_times(JsonWriter& json, const Report& report) {
  put_integer(json, "startTimeUnixNano", report.start_unix_ns);
  put_integer(json, "timeUnixNano", report.end_unix_ns);
}

void put_count(JsonWriter& json, const Report& report, const CountPoint& point) {
  json.begin_object();
  put_attributes(json, point.attributes);
  put_times(json, report);
  put_integer(json, "asInt", point.count);
  json.end();
}

void put_duration(JsonWriter& json, const Report& report, const DurationPoint& point) {
  json.begin_object();
  put_attributes(json, point.attributes);
  put_times(json, report);
  put_integer(json, "count", point.count);
  json.field("sum", point.sum_ms).field("scale", point.scale);
  put_integer(json, "zeroCount", point.zeros);
  if (!point.buckets.empty()) {
    json.key("positive").begin_object().field("offset", point.offset);
    json.key("bucketCounts").begin_array();
    for (const std::uint64_t count : point.buckets) json.value(std::to_string(count));
    json.end().end();
  }
  json.end();
}

void put_metric(JsonWriter& json, const Report& report, const Metric& metric) {
  json.begin_object().field("name", metric.name);
  if (!metric.unit.empty()) json.field("unit", metric.unit);
  const bool is_sum = !metric.counts.empty();
  json.key(is_sum ? "sum" : "exponentialHistogram").begin_object();
  json.key("dataPoints").begin_array();
  for (const CountPoint& point : metric.counts) put_count(json, report, point);
  for (const DurationPoint& point : metric.durations) put_duration(json, report, point);
  json.end().field("aggregationTemporality", delta);
  if (is_sum) json.field("isMonotonic", true);
  json.end().end();
}

}  // namespace

std::string to_json(const Report& report) {
  if (report.metrics.empty()) return "{}";
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("resourceMetrics").begin_array().begin_object();
  json.key("resource").begin_object();
  put_attributes(json, report.resource);
  json.end().key("scopeMetrics").begin_array().begin_object();
  json.key("scope").begin_object();
  json.field("name", "sotto").field("version", report.library_version).end();
  json.key("metrics").begin_array();
  for (const Metric& metric : report.metrics) put_metric(json, report, metric);
  json.end().end().end().end().end().end();
  return text;
}

}  // namespace sotto::telemetry
