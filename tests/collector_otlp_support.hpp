#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace sotto::collector::testing {

/// Protobuf by hand, as the specification of the wire format draws it.

inline std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  return out + static_cast<char>(value);
}

/// A length-delimited field: text, bytes or a message.
inline std::string field(std::uint32_t number, std::string_view content) {
  return varint(number << 3 | 2) + varint(content.size()) + std::string(content);
}

inline std::string varint_field(std::uint32_t number, std::uint64_t value) {
  return varint(number << 3) + varint(value);
}

template <typename T>
std::string little_endian(T value) {
  std::string out;
  for (std::size_t i = 0; i < sizeof(T); ++i, value >>= 8) out += static_cast<char>(value & 0xff);
  return out;
}

inline std::string fixed64_field(std::uint32_t number, std::uint64_t value) {
  return varint(number << 3 | 1) + little_endian(value);
}

inline std::string fixed32_field(std::uint32_t number, std::uint32_t value) {
  return varint(number << 3 | 5) + little_endian(value);
}

inline std::string double_field(std::uint32_t number, double value) {
  return fixed64_field(number, std::bit_cast<std::uint64_t>(value));
}

/// A KeyValue; `value` is an encoded AnyValue.
inline std::string key_value(std::string_view key, std::string_view value) {
  return field(1, key) + field(2, value);
}

inline const std::string some_trace_id =
    "\x0a\xf7\x65\x19\x16\xcd\x43\xdd\x84\x48\xeb\x21\x1c\x80\x31\x9c";
inline const std::string some_span_id = "\xb7\xad\x6b\x71\x69\x20\x33\x31";

/// What a Span needs to be taken.
inline std::string minimal_span() {
  return field(1, some_trace_id) + field(2, some_span_id);
}

/// An ExportTraceServiceRequest with one encoded Span.
inline std::string request_of(std::string_view span) {
  return field(1, field(2, field(2, span)));
}

}  // namespace sotto::collector::testing
