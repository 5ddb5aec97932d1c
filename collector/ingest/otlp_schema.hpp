#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sotto::collector {

/// How a field stands in JSON and on the wire.
enum class FieldKind : std::uint8_t {
  message,
  text,
  trace_id,  // bytes: 32 hex digits in JSON
  span_id,   // bytes: 16 hex digits in JSON
  bytes,     // base64 in JSON
  boolean,
  enumeration,  // a number, or its name
  int32,        // varint; negative ones take ten bytes
  uint32,
  sint32,  // zigzag
  int64,
  uint64,
  fixed32,
  fixed64,
  sfixed64,
  real,
};

struct EnumName {
  std::string_view name;
  std::int32_t number;
};

struct MessageSchema;

/// `json` is the lowerCamelCase name: the only one that OTLP/JSON knows.
struct FieldSchema {
  std::string_view json;
  std::uint32_t number;
  FieldKind kind;
  bool is_repeated = false;
  const MessageSchema* message = nullptr;     // of FieldKind::message
  std::span<const EnumName> enum_names = {};  // of FieldKind::enumeration
};

struct MessageSchema {
  std::span<const FieldSchema> fields;
  bool is_value = false;       // AnyValue: the one that nests without end
  bool is_data_point = false;  // of a metric
};

/// opentelemetry-proto 1.x. A new signal is one more table.
extern const MessageSchema export_trace_request;
extern const MessageSchema export_metrics_request;

}  // namespace sotto::collector
