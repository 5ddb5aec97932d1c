#pragma once

#include <string_view>

#include <sotto/collector.hpp>
#include <sotto/result.hpp>

namespace sotto::collector {

/// Reads the query part of GET /api/v1/traces. An empty value means any. The error names the
/// parameter: one that is not known is an error too, lest a misspelt filter finds everything.
Result<TraceQuery> read_trace_query(std::string_view query);

}  // namespace sotto::collector
