// Any bytes as JSON: no crash; and what is made of accepted JSON is protobuf that is accepted.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <variant>

#include "collector/ingest/ingest.hpp"

using namespace sotto::collector;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr IngestHead as_json = {.content_type = "application/json", .content_encoding = ""};
  constexpr IngestHead as_protobuf = {.content_type = "application/x-protobuf",
                                      .content_encoding = ""};
  const std::string body(reinterpret_cast<const char*>(data), size);
  const auto traces = read_traces(as_json, body, {});
  if (const auto* batch = std::get_if<TraceBatch>(&traces)) {
    const auto again = read_traces(as_protobuf, batch->body, {});
    const auto* same = std::get_if<TraceBatch>(&again);
    if (same == nullptr || same->spans.size() != batch->spans.size()) std::abort();
  }
  const auto metrics = read_metrics(as_json, body, {});
  if (const auto* batch = std::get_if<MetricsBatch>(&metrics)) {
    const auto again = read_metrics(as_protobuf, batch->body, {});
    const auto* same = std::get_if<MetricsBatch>(&again);
    if (same == nullptr || same->points != batch->points) std::abort();
  }
  return 0;
}
