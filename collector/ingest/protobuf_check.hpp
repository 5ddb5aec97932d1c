#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <sotto/result.hpp>

#include "collector/ingest/otlp_schema.hpp"

namespace sotto::collector {

/// Reads every field of an encoded message that `schema` knows, and counts its metric data points.
/// malformed: broken wire format, or values nested deeper than `depth`.
/// Threads: any.
Result<std::uint64_t> count_data_points(const MessageSchema& schema, std::string_view message,
                                        std::size_t depth);

}  // namespace sotto::collector
