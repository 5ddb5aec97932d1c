#include "observability/otlp_json.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/json_text.hpp"

// Names of objects and fields are those of opentelemetry/proto/trace/v1/trace.proto in
// lowerCamelCase. As OTLP has it: ids are hex digits, integers of 64 bits are text, enumerators are
// numbers.

namespace sotto::observability {
namespace {

using core::JsonText;
using TextList = std::span<const std::string_view>;

constexpr bool in_quotes = true;

/// Calls `write(item)` for each, with commas between.
template <typename List, typename Write>
void write_list(JsonText& json, const List& list, const Write& write) {
  bool is_first = true;
  for (const auto& item : list) {
    if (!std::exchange(is_first, false)) json.literal(",");
    write(item);
  }
}

// AnyValue

void write_value(JsonText& json, double number) {
  json.literal("{\"doubleValue\":");
  if (std::isfinite(number)) {
    json.number(number);
  } else if (std::isnan(number)) {
    json.literal("\"NaN\"");
  } else {
    json.string(number < 0 ? "-Infinity" : "Infinity");
  }
  json.literal("}");
}

void write_value(JsonText& json, const AttributeValue& value) {
  switch (value.type()) {
    case AttributeValue::Type::text:
      json.literal("{\"stringValue\":").string(value.text()).literal("}");
      break;
    case AttributeValue::Type::boolean:
      value.boolean() ? json.literal("{\"boolValue\":true}")
                      : json.literal("{\"boolValue\":false}");
      break;
    case AttributeValue::Type::integer:
      json.literal("{\"intValue\":").number(value.integer(), in_quotes).literal("}");
      break;
    case AttributeValue::Type::real: write_value(json, value.real()); break;
  }
}

void write_value(JsonText& json, TextList texts) {
  json.literal("{\"arrayValue\":{\"values\":[");
  write_list(json, texts, [&](std::string_view text) {
    json.literal("{\"stringValue\":").string(text).literal("}");
  });
  json.literal("]}}");
}

// KeyValue

template <typename Value>
void write_key_value(JsonText& json, std::string_view key, const Value& value) {
  json.literal("{\"key\":").string(key).literal(",\"value\":");
  write_value(json, value);
  json.literal("}");
}

void write_attributes(JsonText& json, std::span<const Attribute> attributes) {
  json.literal("\"attributes\":[");
  write_list(json, attributes, [&](const Attribute& attribute) {
    write_key_value(json, attribute.key, attribute.value);
  });
  json.literal("]");
}

void write_attributes(JsonText& json, std::span<const WireAttribute> attributes) {
  json.literal("\"attributes\":[");
  write_list(json, attributes, [&](const WireAttribute& attribute) {
    std::visit([&](const auto& value) { write_key_value(json, attribute.key, value); },
               attribute.value);
  });
  json.literal("]");
}

// Event, Link, Span

void write_event(JsonText& json, const EventRecord& event) {
  json.literal("{\"timeUnixNano\":");
  json.number(std::max<std::int64_t>(0, event.unix_ns), in_quotes);
  json.literal(",\"name\":").string(event.name).literal(",");
  write_attributes(json, event.attributes);
  json.literal(",\"droppedAttributesCount\":0}");
}

template <typename Ids>
void write_ids(JsonText& json, const Ids& ids) {
  json.literal("{\"traceId\":").hex(ids.trace_id.bytes.data(), ids.trace_id.bytes.size());
  json.literal(",\"spanId\":").hex(ids.span_id.bytes.data(), ids.span_id.bytes.size());
  if (!ids.trace_state.empty()) json.literal(",\"traceState\":").string(ids.trace_state);
}

void write_link(JsonText& json, const LinkRecord& link) {
  write_ids(json, link);
  json.literal(",");
  write_attributes(json, link.attributes);
  json.literal(",\"droppedAttributesCount\":0,\"flags\":");
  json.number(wire_flags(link.flags, link.is_remote)).literal("}");
}

void write_status(JsonText& json, const WireSpan& span) {
  if (span.status == WireSpan::Status::unset && span.status_message.empty()) return;
  json.literal(",\"status\":{");
  if (!span.status_message.empty()) {
    json.literal("\"message\":").string(span.status_message).literal(",");
  }
  json.literal("\"code\":").number(static_cast<int>(span.status)).literal("}");
}

void write_span(JsonText& json, const WireSpan& span) {
  write_ids(json, span);
  if (span.parent_span_id.is_valid()) {
    const auto& parent = span.parent_span_id.bytes;
    json.literal(",\"parentSpanId\":").hex(parent.data(), parent.size());
  }
  json.literal(",\"flags\":").number(span.flags);
  json.literal(",\"name\":").string(span.name);
  json.literal(",\"kind\":").number(static_cast<int>(span.kind));
  json.literal(",\"startTimeUnixNano\":").number(span.start_unix_ns, in_quotes);
  json.literal(",\"endTimeUnixNano\":").number(span.end_unix_ns, in_quotes).literal(",");
  write_attributes(json, span.attributes);
  json.literal(",\"droppedAttributesCount\":").number(span.dropped_attributes);
  json.literal(",\"events\":[");
  write_list(json, span.events, [&](const EventRecord& event) { write_event(json, event); });
  json.literal("],\"droppedEventsCount\":").number(span.dropped_events);
  json.literal(",\"links\":[");
  write_list(json, span.links, [&](const LinkRecord& link) { write_link(json, link); });
  json.literal("],\"droppedLinksCount\":").number(span.dropped_links);
  write_status(json, span);
  json.literal("}");
}

}  // namespace

OtlpJsonEncoder::OtlpJsonEncoder(std::span<const Attribute> resource, std::string_view scope_name,
                                 std::string_view scope_version) {
  JsonText resource_json(resource_);
  resource_json.literal("{");
  write_attributes(resource_json, resource);
  resource_json.literal(",\"droppedAttributesCount\":0}");

  JsonText scope_json(scope_);
  scope_json.literal("{\"name\":").string(scope_name);
  scope_json.literal(",\"version\":").string(scope_version);
  scope_json.literal(",\"attributes\":[],\"droppedAttributesCount\":0}");
}

void OtlpJsonEncoder::encode(std::span<const WireSpan> spans, std::string& out) const {
  if (spans.empty()) return;
  JsonText json(out);
  json.literal("{\"resourceSpans\":[{\"resource\":").raw(resource_);
  json.literal(",\"scopeSpans\":[{\"scope\":").raw(scope_).literal(",\"spans\":[");
  write_list(json, spans, [&](const WireSpan& span) { write_span(json, span); });
  json.literal("]}]}]}");
}

}  // namespace sotto::observability
