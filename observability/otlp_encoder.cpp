#include "observability/otlp_encoder.hpp"

#include <cassert>

#include "core/protobuf_writer.hpp"

// Names of messages and fields are those of opentelemetry/proto/trace/v1/trace.proto. A hex number
// is a field's tag as encoded. Fields are written in the order of their numbers; scalars that are
// zero and texts that are empty are left out, but for the members of AnyValue, which is a oneof.

namespace sotto::observability {
namespace {

using core::field_bytes;
using core::ProtobufWriter;
using core::varint_bytes;
using TextList = std::span<const std::string_view>;

constexpr std::size_t fixed32_field_bytes = 5;
constexpr std::size_t fixed64_field_bytes = 9;

std::size_t text_field_bytes(std::string_view text) noexcept {
  return text.empty() ? 0 : field_bytes(text.size());
}

void write_text_field(ProtobufWriter& writer, std::uint8_t tag, std::string_view text) noexcept {
  if (!text.empty()) writer.text_field(tag, text);
}

std::size_t count_field_bytes(std::uint32_t count) noexcept {
  return count == 0 ? 0 : 1 + varint_bytes(count);
}

void write_count_field(ProtobufWriter& writer, std::uint8_t tag, std::uint32_t count) noexcept {
  if (count != 0) writer.varint_field(tag, count);
}

// AnyValue

std::size_t value_bytes(const AttributeValue& value) noexcept {
  switch (value.type()) {
    case AttributeValue::Type::text: return field_bytes(value.text().size());
    case AttributeValue::Type::boolean: return 2;
    case AttributeValue::Type::integer:
      return 1 + varint_bytes(static_cast<std::uint64_t>(value.integer()));
    case AttributeValue::Type::real: return fixed64_field_bytes;
  }
  return 0;
}

void write_value(ProtobufWriter& writer, const AttributeValue& value) noexcept {
  switch (value.type()) {
    case AttributeValue::Type::text: writer.text_field(0x0A, value.text()); break;
    case AttributeValue::Type::boolean: writer.varint_field(0x10, value.boolean() ? 1 : 0); break;
    case AttributeValue::Type::integer:
      writer.varint_field(0x18, static_cast<std::uint64_t>(value.integer()));
      break;
    case AttributeValue::Type::real: writer.double_field(0x21, value.real()); break;
  }
}

std::size_t list_bytes(TextList texts) noexcept {  // of the ArrayValue
  std::size_t bytes = 0;
  for (const std::string_view text : texts) bytes += field_bytes(field_bytes(text.size()));
  return bytes;
}

std::size_t value_bytes(TextList texts) noexcept {
  return field_bytes(list_bytes(texts));
}

void write_value(ProtobufWriter& writer, TextList texts) noexcept {
  writer.head(0x2A, list_bytes(texts));
  for (const std::string_view text : texts) {
    writer.head(0x0A, field_bytes(text.size()));
    writer.text_field(0x0A, text);
  }
}

// KeyValue

template <typename Value>
std::size_t key_value_bytes(std::string_view key, const Value& value) noexcept {
  return text_field_bytes(key) + field_bytes(value_bytes(value));
}

template <typename Value>
void write_key_value(ProtobufWriter& writer, std::uint8_t tag, std::string_view key,
                     const Value& value) noexcept {
  const std::size_t bytes = value_bytes(value);
  writer.head(tag, text_field_bytes(key) + field_bytes(bytes));
  write_text_field(writer, 0x0A, key);
  writer.head(0x12, bytes);
  write_value(writer, value);
}

std::size_t attributes_bytes(std::span<const Attribute> attributes) noexcept {
  std::size_t bytes = 0;
  for (const auto& [key, value] : attributes) bytes += field_bytes(key_value_bytes(key, value));
  return bytes;
}

void write_attributes(ProtobufWriter& writer, std::uint8_t tag,
                      std::span<const Attribute> attributes) noexcept {
  for (const auto& [key, value] : attributes) write_key_value(writer, tag, key, value);
}

std::size_t attributes_bytes(std::span<const WireAttribute> attributes) noexcept {
  std::size_t bytes = 0;
  for (const WireAttribute& attribute : attributes) {
    if (const auto* one = std::get_if<AttributeValue>(&attribute.value)) {
      bytes += field_bytes(key_value_bytes(attribute.key, *one));
    } else {
      bytes +=
          field_bytes(key_value_bytes(attribute.key, *std::get_if<TextList>(&attribute.value)));
    }
  }
  return bytes;
}

void write_attributes(ProtobufWriter& writer, std::uint8_t tag,
                      std::span<const WireAttribute> attributes) noexcept {
  for (const WireAttribute& attribute : attributes) {
    if (const auto* one = std::get_if<AttributeValue>(&attribute.value)) {
      write_key_value(writer, tag, attribute.key, *one);
    } else {
      write_key_value(writer, tag, attribute.key, *std::get_if<TextList>(&attribute.value));
    }
  }
}

// Event

std::uint64_t unix_ns(const EventRecord& event) noexcept {
  return event.unix_ns < 0 ? 0 : static_cast<std::uint64_t>(event.unix_ns);
}

std::size_t event_bytes(const EventRecord& event) noexcept {
  return (unix_ns(event) == 0 ? 0 : fixed64_field_bytes) + text_field_bytes(event.name) +
         attributes_bytes(event.attributes);
}

void write_event(ProtobufWriter& writer, const EventRecord& event) noexcept {
  if (unix_ns(event) != 0) writer.fixed64_field(0x09, unix_ns(event));
  write_text_field(writer, 0x12, event.name);
  write_attributes(writer, 0x1A, event.attributes);
}

// Link

std::size_t link_bytes(const LinkRecord& link) noexcept {
  return field_bytes(sizeof(link.trace_id)) + field_bytes(sizeof(link.span_id)) +
         text_field_bytes(link.trace_state) + attributes_bytes(link.attributes) +
         fixed32_field_bytes;
}

void write_link(ProtobufWriter& writer, const LinkRecord& link) noexcept {
  writer.head(0x0A, sizeof(link.trace_id));
  writer.bytes(link.trace_id.bytes.data(), sizeof(link.trace_id));
  writer.head(0x12, sizeof(link.span_id));
  writer.bytes(link.span_id.bytes.data(), sizeof(link.span_id));
  write_text_field(writer, 0x1A, link.trace_state);
  write_attributes(writer, 0x22, link.attributes);
  writer.byte(0x35);
  writer.fixed32(wire_flags(link.flags, link.is_remote));
}

// Span

std::size_t status_bytes(const WireSpan& span) noexcept {
  return text_field_bytes(span.status_message) + (span.status == WireSpan::Status::unset ? 0 : 2);
}

std::size_t span_bytes(const WireSpan& span) noexcept {
  std::size_t bytes = field_bytes(sizeof(span.trace_id)) + field_bytes(sizeof(span.span_id)) +
                      text_field_bytes(span.trace_state) + text_field_bytes(span.name) + 2;  // kind
  if (span.parent_span_id.is_valid()) bytes += field_bytes(sizeof(span.parent_span_id));
  if (span.start_unix_ns != 0) bytes += fixed64_field_bytes;
  if (span.end_unix_ns != 0) bytes += fixed64_field_bytes;
  bytes += attributes_bytes(span.attributes) + count_field_bytes(span.dropped_attributes);
  for (const EventRecord& event : span.events) bytes += field_bytes(event_bytes(event));
  bytes += count_field_bytes(span.dropped_events);
  for (const LinkRecord& link : span.links) bytes += field_bytes(link_bytes(link));
  bytes += count_field_bytes(span.dropped_links);
  if (const std::size_t status = status_bytes(span); status != 0) bytes += field_bytes(status);
  if (span.flags != 0) bytes += 6;
  return bytes;
}

void write_span(ProtobufWriter& writer, const WireSpan& span) noexcept {
  writer.head(0x0A, sizeof(span.trace_id));
  writer.bytes(span.trace_id.bytes.data(), sizeof(span.trace_id));
  writer.head(0x12, sizeof(span.span_id));
  writer.bytes(span.span_id.bytes.data(), sizeof(span.span_id));
  write_text_field(writer, 0x1A, span.trace_state);
  if (span.parent_span_id.is_valid()) {
    writer.head(0x22, sizeof(span.parent_span_id));
    writer.bytes(span.parent_span_id.bytes.data(), sizeof(span.parent_span_id));
  }
  write_text_field(writer, 0x2A, span.name);
  writer.varint_field(0x30, static_cast<std::uint64_t>(span.kind));
  if (span.start_unix_ns != 0) writer.fixed64_field(0x39, span.start_unix_ns);
  if (span.end_unix_ns != 0) writer.fixed64_field(0x41, span.end_unix_ns);
  write_attributes(writer, 0x4A, span.attributes);
  write_count_field(writer, 0x50, span.dropped_attributes);
  for (const EventRecord& event : span.events) {
    writer.head(0x5A, event_bytes(event));
    write_event(writer, event);
  }
  write_count_field(writer, 0x60, span.dropped_events);
  for (const LinkRecord& link : span.links) {
    writer.head(0x6A, link_bytes(link));
    write_link(writer, link);
  }
  write_count_field(writer, 0x70, span.dropped_links);
  if (const std::size_t status = status_bytes(span); status != 0) {
    writer.head(0x7A, status);
    write_text_field(writer, 0x12, span.status_message);
    if (span.status != WireSpan::Status::unset) {
      writer.varint_field(0x18, static_cast<std::uint64_t>(span.status));
    }
  }
  if (span.flags != 0) {
    writer.byte(0x85);  // field 16: its tag takes two bytes
    writer.byte(0x01);
    writer.fixed32(span.flags);
  }
}

std::string encode_resource(std::span<const Attribute> attributes) {
  const std::size_t bytes = attributes_bytes(attributes);
  std::string out(field_bytes(bytes), '\0');
  ProtobufWriter writer(out.data());
  writer.head(0x0A, bytes);
  write_attributes(writer, 0x0A, attributes);
  return out;
}

std::string encode_scope(std::string_view name, std::string_view version) {
  const std::size_t bytes = text_field_bytes(name) + text_field_bytes(version);
  std::string out(field_bytes(bytes), '\0');
  ProtobufWriter writer(out.data());
  writer.head(0x0A, bytes);
  write_text_field(writer, 0x0A, name);
  write_text_field(writer, 0x12, version);
  return out;
}

}  // namespace

OtlpEncoder::OtlpEncoder(std::span<const Attribute> resource, std::string_view scope_name,
                         std::string_view scope_version)
    : resource_(encode_resource(resource)), scope_(encode_scope(scope_name, scope_version)) {}

void OtlpEncoder::encode(std::span<const WireSpan> spans, std::string& out) {
  if (spans.empty()) return;
  span_bytes_.clear();
  std::size_t scope_spans = scope_.size();
  for (const WireSpan& span : spans) {
    span_bytes_.push_back(span_bytes(span));
    scope_spans += field_bytes(span_bytes_.back());
  }
  const std::size_t resource_spans = resource_.size() + field_bytes(scope_spans);

  const std::size_t before = out.size();
  out.resize(before + field_bytes(resource_spans));
  ProtobufWriter writer(out.data() + before);
  writer.head(0x0A, resource_spans);
  writer.bytes(resource_.data(), resource_.size());
  writer.head(0x12, scope_spans);
  writer.bytes(scope_.data(), scope_.size());
  for (std::size_t i = 0; i < spans.size(); ++i) {
    writer.head(0x12, span_bytes_[i]);
    write_span(writer, spans[i]);
  }
  assert(writer.position() == out.data() + out.size());
}

}  // namespace sotto::observability
