#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sotto/ids.hpp>

namespace sotto::observability {

/// The spaces and tabs that a header may have around its parts.
std::string_view without_spaces_around(std::string_view text) noexcept;

/// The fields of a W3C traceparent header.
struct Traceparent {
  TraceId trace_id;
  SpanId parent_id;
  std::uint8_t flags = 0;  // as received; of an unknown version too
};

/// W3C Trace Context level 2, section 3.2, strictly. Spaces and tabs around it are allowed.
std::optional<Traceparent> read_traceparent(std::string_view header) noexcept;

/// A tracestate as it may be passed on: members without the spaces around them, empty ones left
/// out. Empty when one member is not well formed or there are more than 32: then all are
/// discarded, as section 3.3 asks.
std::string read_tracestate(std::string_view header);

}  // namespace sotto::observability
