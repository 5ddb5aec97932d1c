#include "tests/support/otlp_json.hpp"

#include <cstdio>

#include "core/json_writer.hpp"

namespace sotto::test {

std::string otlp_json(const std::vector<JsonSpan>& spans) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object().key("resourceSpans").begin_array().begin_object();
  json.key("resource")
      .raw(R"({"attributes":[)" + json_attribute("service.name", "checkout") + "]}");
  json.key("scopeSpans").begin_array().begin_object();
  json.key("scope").raw(R"({"name":"test","version":"1"})").key("spans").begin_array();
  for (const JsonSpan& span : spans) {
    json.begin_object().field("traceId", span.trace_id).field("spanId", span.span_id);
    if (!span.parent_span_id.empty()) json.field("parentSpanId", span.parent_span_id);
    json.field("name", span.name).field("kind", 1);
    json.field("startTimeUnixNano", std::to_string(span.start));
    json.field("endTimeUnixNano", std::to_string(span.start + span.duration_ns));
    json.key("attributes").raw("[" + span.attributes + "]").key("status").begin_object();
    if (!span.error.empty()) json.field("code", 2).field("message", span.error);
    json.end().end();
  }
  json.end().end().end().end().end().end();
  return out;
}

std::string json_attribute(const std::string& key, const std::string& value) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object().field("key", key).key("value").begin_object().field("stringValue", value);
  json.end().end();
  return out;
}

std::string one_span(std::uint64_t number) {
  char id[33];
  std::snprintf(id, sizeof(id), "%032llx", static_cast<unsigned long long>(number + 1));
  return otlp_json({{.trace_id = id}});
}

}  // namespace sotto::test
