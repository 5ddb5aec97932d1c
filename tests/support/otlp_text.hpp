#pragma once

#include <string>
#include <string_view>

namespace sotto::test {

/// An encoded ExportTraceServiceRequest as text, one line per value, for people and for golden
/// files. Read by protobuf's own code. Our version is written as VERSION.
/// Empty when the bytes are not such a request, or are not the bytes that protobuf would write.
std::string otlp_text(std::string_view request);

/// The line of `text` that starts with `key` and " = ", without both; "(absent)" without one.
/// Of the first span that has it.
std::string value_of(std::string_view text, std::string_view key);

}  // namespace sotto::test
