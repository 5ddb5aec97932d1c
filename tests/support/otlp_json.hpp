#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sotto::test {

/// One span of an export request in JSON. Ids are hex digits; times are Unix nanoseconds.
struct JsonSpan {
  std::string trace_id = "0af7651916cd43dd8448eb211c80319c";
  std::string span_id = "00f067aa0ba902b7";
  std::string parent_span_id = {};
  std::string name = "work";
  std::int64_t start = 1'700'000'000'000'000'000;  // 2023-11-14 22:13:20 UTC
  std::int64_t duration_ns = 1'000'000;
  std::string attributes = "";  // members of the array: {"key":...,"value":{...}},...
  std::string error = {};       // the status message; not empty means status ERROR
};

/// An ExportTraceServiceRequest of the service "checkout" (OTLP/JSON).
std::string otlp_json(const std::vector<JsonSpan>& spans);

/// A string attribute for JsonSpan::attributes.
std::string json_attribute(const std::string& key, const std::string& value);

/// One span with a trace id of its own.
std::string one_span(std::uint64_t number);

}  // namespace sotto::test
