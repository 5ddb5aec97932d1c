#include "observability/otlp_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>

#include "core/json_writer.hpp"

// Names of objects and fields are those of opentelemetry/proto/trace/v1/trace.proto in
// lowerCamelCase. As OTLP has it: ids are hex digits, integers of 64 bits are text, enumerators are
// numbers.

namespace sotto::observability {
namespace {

using core::JsonWriter;
using TextList = std::span<const std::string_view>;

// What needs no escaping, as text: no string is made of it first.

template <std::integral T>
void text_field(JsonWriter& json, std::string_view name, T number) {
  std::array<char, 24> text;  // of 64 bits, with quotes
  char* end = std::to_chars(text.begin() + 1, text.end(), number).ptr;
  text.front() = *end++ = '"';
  json.key(name).raw({text.begin(), end});
}

template <std::size_t N>
void hex_field(JsonWriter& json, std::string_view name, const std::array<std::uint8_t, N>& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<char, 2 * N + 2> text;
  text.front() = text.back() = '"';
  for (std::size_t i = 0; i < N; ++i) {
    text[2 * i + 1] = digits[bytes[i] >> 4];
    text[2 * i + 2] = digits[bytes[i] & 0xf];
  }
  json.key(name).raw({text.begin(), text.end()});
}

// AnyValue

void write_value(JsonWriter& json, double number) {
  if (std::isfinite(number)) {
    json.field("doubleValue", number);
  } else if (std::isnan(number)) {
    json.field("doubleValue", "NaN");
  } else {
    json.field("doubleValue", number < 0 ? "-Infinity" : "Infinity");
  }
}

void write_value(JsonWriter& json, const AttributeValue& value) {
  switch (value.type()) {
    case AttributeValue::Type::text: json.field("stringValue", value.text()); break;
    case AttributeValue::Type::boolean: json.field("boolValue", value.boolean()); break;
    case AttributeValue::Type::integer: text_field(json, "intValue", value.integer()); break;
    case AttributeValue::Type::real: write_value(json, value.real()); break;
  }
}

void write_value(JsonWriter& json, TextList texts) {
  json.key("arrayValue").begin_object().key("values").begin_array();
  for (const std::string_view text : texts) {
    json.begin_object().field("stringValue", text).end();
  }
  json.end().end();
}

// KeyValue

template <typename Value>
void write_key_value(JsonWriter& json, std::string_view key, const Value& value) {
  json.begin_object().field("key", key).key("value").begin_object();
  write_value(json, value);
  json.end().end();
}

void write_attributes(JsonWriter& json, std::span<const Attribute> attributes) {
  json.key("attributes").begin_array();
  for (const auto& [key, value] : attributes) write_key_value(json, key, value);
  json.end();
}

void write_attributes(JsonWriter& json, std::span<const WireAttribute> attributes) {
  json.key("attributes").begin_array();
  for (const WireAttribute& attribute : attributes) {
    std::visit([&](const auto& value) { write_key_value(json, attribute.key, value); },
               attribute.value);
  }
  json.end();
}

// Event, Link, Span

void write_event(JsonWriter& json, const EventRecord& event) {
  json.begin_object();
  text_field(json, "timeUnixNano", std::max<std::int64_t>(0, event.unix_ns));
  json.field("name", event.name);
  write_attributes(json, event.attributes);
  json.field("droppedAttributesCount", 0);
  json.end();
}

void write_link(JsonWriter& json, const LinkRecord& link) {
  json.begin_object();
  hex_field(json, "traceId", link.trace_id.bytes);
  hex_field(json, "spanId", link.span_id.bytes);
  if (!link.trace_state.empty()) json.field("traceState", link.trace_state);
  write_attributes(json, link.attributes);
  json.field("droppedAttributesCount", 0);
  json.field("flags", wire_flags(link.flags, link.is_remote));
  json.end();
}

void write_status(JsonWriter& json, const WireSpan& span) {
  if (span.status == WireSpan::Status::unset && span.status_message.empty()) return;
  json.key("status").begin_object();
  if (!span.status_message.empty()) json.field("message", span.status_message);
  json.field("code", static_cast<int>(span.status));
  json.end();
}

void write_span(JsonWriter& json, const WireSpan& span) {
  json.begin_object();
  hex_field(json, "traceId", span.trace_id.bytes);
  hex_field(json, "spanId", span.span_id.bytes);
  if (!span.trace_state.empty()) json.field("traceState", span.trace_state);
  if (span.parent_span_id.is_valid()) hex_field(json, "parentSpanId", span.parent_span_id.bytes);
  json.field("flags", span.flags);
  json.field("name", span.name);
  json.field("kind", static_cast<int>(span.kind));
  text_field(json, "startTimeUnixNano", span.start_unix_ns);
  text_field(json, "endTimeUnixNano", span.end_unix_ns);
  write_attributes(json, span.attributes);
  json.field("droppedAttributesCount", span.dropped_attributes);
  json.key("events").begin_array();
  for (const EventRecord& event : span.events) write_event(json, event);
  json.end();
  json.field("droppedEventsCount", span.dropped_events);
  json.key("links").begin_array();
  for (const LinkRecord& link : span.links) write_link(json, link);
  json.end();
  json.field("droppedLinksCount", span.dropped_links);
  write_status(json, span);
  json.end();
}

}  // namespace

OtlpJsonEncoder::OtlpJsonEncoder(std::span<const Attribute> resource, std::string_view scope_name,
                                 std::string_view scope_version) {
  JsonWriter resource_json(resource_);
  resource_json.begin_object();
  write_attributes(resource_json, resource);
  resource_json.field("droppedAttributesCount", 0).end();

  JsonWriter scope_json(scope_);
  scope_json.begin_object().field("name", scope_name).field("version", scope_version);
  write_attributes(scope_json, std::span<const Attribute>());
  scope_json.field("droppedAttributesCount", 0).end();
}

void OtlpJsonEncoder::encode(std::span<const WireSpan> spans, std::string& out) const {
  if (spans.empty()) return;
  JsonWriter json(out);
  json.begin_object().key("resourceSpans").begin_array().begin_object();
  json.key("resource").raw(resource_);
  json.key("scopeSpans").begin_array().begin_object();
  json.key("scope").raw(scope_);
  json.key("spans").begin_array();
  for (const WireSpan& span : spans) write_span(json, span);
  json.end();
  json.end().end();        // scopeSpans
  json.end().end().end();  // resourceSpans
}

}  // namespace sotto::observability
