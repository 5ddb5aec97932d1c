#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::test {

/// How many spans an ExportTraceServiceRequest holds; a walk of its own over the protobuf, so that
/// what our encoder wrote is not counted by our decoder. Fails the test on bytes that end early.
std::size_t count_spans(std::string_view request);

/// The names of its spans, in order; likewise.
std::vector<std::string> span_names(std::string_view request);

}  // namespace sotto::test
