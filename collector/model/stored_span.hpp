#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <sotto/collector.hpp>

#include "collector/model/otlp_reader.hpp"

namespace sotto::collector {

/// The span for people and programs: ids as hex, attributes as JSON, text repaired to UTF-8.
/// In JSON, bytes are base64 and numbers that JSON does not have are "NaN", "Infinity" and
/// "-Infinity", as in OTLP/JSON.
StoredSpan to_stored_span(const SpanView& span);

/// Lowercase hex digits.
std::string to_hex(std::span<const std::uint8_t> bytes);

}  // namespace sotto::collector
