#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sotto/attribute.hpp>
#include <sotto/ids.hpp>
#include <sotto/provider.hpp>

namespace sotto::observability {

/// An attribute as OTLP carries it: one value, or a list of texts.
struct WireAttribute {
  std::string_view key;
  std::variant<AttributeValue, std::span<const std::string_view>> value;
};

/// Flags of a span or a link: bits 0 to 7 are W3C's, bit 8 says that bit 9 is known, bit 9 that the
/// parent, or the span that the link leads to, is another process's.
constexpr std::uint32_t wire_flags(std::uint8_t w3c_flags, bool is_remote) noexcept {
  return w3c_flags | 0x100U | (is_remote ? 0x200U : 0U);
}

/// A span as OTLP carries it: what a backend means by it stands in the attributes alone.
struct WireSpan {
  /// The values of opentelemetry.proto.trace.v1.Span.SpanKind.
  enum class Kind : std::uint8_t { internal = 1, client = 3 };
  /// The values of opentelemetry.proto.trace.v1.Status.StatusCode.
  enum class Status : std::uint8_t { unset = 0, ok = 1, error = 2 };

  TraceId trace_id;
  SpanId span_id;
  SpanId parent_span_id;  // not valid for a root: then not written
  std::string_view trace_state = {};
  std::uint32_t flags = 0;  // see wire_flags()
  Kind kind = Kind::internal;
  Status status = Status::unset;
  std::string_view status_message = {};
  std::string_view name = {};
  std::uint64_t start_unix_ns = 0;
  std::uint64_t end_unix_ns = 0;
  std::span<const WireAttribute> attributes = {};
  std::span<const EventRecord> events = {};
  std::span<const LinkRecord> links = {};
  std::uint32_t dropped_attributes = 0;
  std::uint32_t dropped_events = 0;
  std::uint32_t dropped_links = 0;
};

/// Writes batches of spans as an OTLP ExportTraceServiceRequest, in protobuf's wire format.
///
/// Two passes: sizes first, then one write into memory of exactly that size. The bytes equal those
/// of protobuf's own serializer (tests/observability_encoder_test.cpp).
///
/// Threads: one at a time.  Cost: no allocation beside `out` once a batch of that length was seen.
class OtlpEncoder {
 public:
  OtlpEncoder(std::span<const Attribute> resource, std::string_view scope_name,
              std::string_view scope_version);

  /// Appends one request. Nothing for an empty batch: OTLP asks senders not to send one.
  void encode(std::span<const WireSpan> spans, std::string& out);

 private:
  std::string resource_;                 // field 1 of ResourceSpans, encoded once
  std::string scope_;                    // field 1 of ScopeSpans, encoded once
  std::vector<std::size_t> span_bytes_;  // [span of the batch]; kept for its memory
};

}  // namespace sotto::observability
