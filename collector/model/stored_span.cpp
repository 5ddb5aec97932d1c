#include "collector/model/stored_span.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "collector/model/span_facts.hpp"
#include "core/json_writer.hpp"
#include "core/utf8.hpp"

namespace sotto::collector {
namespace {

using core::JsonWriter;

std::string repaired(std::string_view text) {
  std::string out;
  core::append_utf8(out, text);
  return out;
}

std::string hex_of(std::string_view bytes) {
  return to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

std::string hex_of(std::uint64_t id) {
  std::array<std::uint8_t, 8> bytes;
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, id >>= 8) {
    *byte = static_cast<std::uint8_t>(id);
  }
  return to_hex(bytes);
}

// RFC 4648, section 4.
std::string base64(std::string_view bytes) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(3, bytes.size()))) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += i <= bytes.size() ? letters[group >> (18 - 6 * i) & 0x3f] : '=';
    }
  }
  return out;
}

void write_real(JsonWriter& json, double value) {
  if (std::isnan(value)) {
    json.value("NaN");
  } else if (std::isinf(value)) {
    json.value(value > 0 ? "Infinity" : "-Infinity");
  } else {
    json.value(value);
  }
}

void write_members(JsonWriter& json, const AttributeViews& members);

void write_value(JsonWriter& json, const ValueView& value) {
  using Kind = ValueView::Kind;
  switch (value.kind) {
    case Kind::none: json.null(); break;
    case Kind::text: json.value(value.bytes); break;
    case Kind::boolean: json.value(value.integer != 0); break;
    case Kind::integer: json.value(value.integer); break;
    case Kind::real: write_real(json, value.real); break;
    case Kind::bytes: json.value(base64(value.bytes)); break;
    case Kind::array:
      json.begin_array();
      for (const ValueView& member : array_members(value)) write_value(json, member);
      json.end();
      break;
    case Kind::object: write_members(json, object_members(value)); break;
  }
}

void write_members(JsonWriter& json, const AttributeViews& members) {
  json.begin_object();
  for (const AttributeView& member : members) write_value(json.key(member.key), member.value);
  json.end();
}

std::string object_json(const AttributeViews& attributes) {
  std::string out;
  JsonWriter json(out);
  write_members(json, attributes);
  return out;
}

std::string links_json(const std::vector<LinkView>& links) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const LinkView& link : links) {
    json.begin_object()
        .field("trace_id", hex_of(link.trace_id))
        .field("span_id", hex_of(link.span_id))
        .field("trace_state", link.trace_state);
    write_members(json.key("attributes"), link.attributes);
    json.end();
  }
  json.end();
  return out;
}

template <std::size_t count>
std::string name_in(const std::array<std::string_view, count>& names, std::uint32_t number) {
  return std::string(names[number < count ? number : 0]);
}

}  // namespace

std::string to_hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    out += digits[byte >> 4];
    out += digits[byte & 0xf];
  }
  return out;
}

StoredSpan to_stored_span(const SpanView& span) {
  constexpr std::array<std::string_view, 6> kinds = {"UNSPECIFIED", "INTERNAL", "SERVER",
                                                     "CLIENT",      "PRODUCER", "CONSUMER"};
  constexpr std::array<std::string_view, 3> statuses = {"UNSET", "OK", "ERROR"};
  const Annotations annotations = read_annotations(span.attributes);
  StoredSpan out;
  out.span_id = hex_of(span.span_id);
  out.trace_id = to_hex(span.trace_id);
  if (span.parent_span_id != 0) out.parent_span_id = hex_of(span.parent_span_id);
  out.name = repaired(span.name);
  out.kind = name_in(kinds, span.kind);
  out.start_time = span.start_ns;
  out.end_time = span.end_ns;
  out.status_code = name_in(statuses, span.status_code);
  out.status_message = repaired(span.status_message);
  out.attributes_json = object_json(span.attributes);
  out.resource_attributes_json = object_json(span.resource->attributes);
  out.scope_name = repaired(span.scope->name);
  out.scope_version = repaired(span.scope->version);
  out.trace_state = repaired(span.trace_state);
  out.links_json = links_json(span.links);
  for (const EventView& event : span.events) {
    out.events.push_back({repaired(event.name), event.time_ns, object_json(event.attributes)});
  }
  out.flags = span.flags;
  out.observation_type = annotations.type;
  out.model = repaired(annotations.model);
  out.input_tokens = annotations.input_tokens;
  out.output_tokens = annotations.output_tokens;
  out.cost_usd = annotations.cost_usd;
  return out;
}

}  // namespace sotto::collector
