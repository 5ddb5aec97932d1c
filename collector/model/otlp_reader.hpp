#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/result.hpp>

#include "collector/model/batch.hpp"

namespace sotto::collector {

/// One value of an attribute. Views point into the request that was read.
struct ValueView {
  enum class Kind : std::uint8_t { none, text, boolean, integer, real, array, object, bytes };

  Kind kind = Kind::none;
  std::string_view bytes = {};  // text, bytes, or the encoded ArrayValue or KeyValueList
  std::int64_t integer = 0;     // boolean or integer
  double real = 0;
};

struct AttributeView {
  std::string_view key;
  ValueView value;
};
using AttributeViews = std::vector<AttributeView>;

struct ResourceView {
  std::string_view message;  // the encoded Resource
  std::string_view schema_url;
  AttributeViews attributes;
};

struct ScopeView {
  std::string_view message;  // the encoded InstrumentationScope
  std::string_view schema_url;
  std::string_view name = {};
  std::string_view version;
};

struct EventView {
  std::int64_t time_ns = 0;
  std::string_view name = {};
  AttributeViews attributes;
};

struct LinkView {
  std::string_view trace_id;  // 16 bytes, or none
  std::string_view span_id;   // 8 bytes, or none
  std::string_view trace_state = {};
  AttributeViews attributes;
};

/// One span of a request. Times are Unix nanoseconds; an edge that was not sent equals the other.
struct SpanView {
  std::string_view message;  // the encoded Span
  const ResourceView* resource = nullptr;
  const ScopeView* scope = nullptr;
  std::size_t group = 0;  // the same for neighbours that share resource and scope

  TraceIdBytes trace_id{};
  std::uint64_t span_id = 0;         // as 16 hex digits: big-endian
  std::uint64_t parent_span_id = 0;  // 0: a root
  std::string_view name = {};
  std::string_view trace_state = {};
  std::string_view status_message = {};
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;
  std::uint32_t flags = 0;
  std::uint32_t kind = 0;         // SpanKind
  std::uint32_t status_code = 0;  // 2: error
  AttributeViews attributes;
  std::vector<EventView> events;
  std::vector<LinkView> links;
};

/// Beyond a limit the request is refused.
struct ReadLimits {
  std::size_t spans;
  std::size_t attributes;  // of one span, resource or event
  std::size_t depth;       // of nested values
};

/// For what this program checked when it arrived, under limits that may have been others.
inline constexpr ReadLimits stored_limits = {
    .spans = SIZE_MAX, .attributes = SIZE_MAX, .depth = 256};

/// Walks an encoded ExportTraceServiceRequest and shows each span, in order; the view is reused
/// for the next. Checks what is needed to store a span: wire format, ids, limits. malformed: the
/// detail names the place and the field, e.g. "resourceSpans[0].scopeSpans[0].spans[3].traceId:
/// must be 16 bytes (32 hex digits), not all zero"; spans before it have been shown.
/// Threads: any.  Cost: 0.13 us a span of 10 attributes.
Result<Done> read_spans(std::string_view request, const ReadLimits& limits,
                        const std::function<void(const SpanView&)>& show);

/// The members of an array or object value. Empty when its bytes are not what they should be.
std::vector<ValueView> array_members(const ValueView& array);
AttributeViews object_members(const ValueView& object);

}  // namespace sotto::collector
