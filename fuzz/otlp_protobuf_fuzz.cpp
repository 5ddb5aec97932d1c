// Any bytes as protobuf: no crash; and what is taken can be stored, split and read back whole.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <variant>

#include "collector/ingest/ingest.hpp"
#include "collector/model/otlp_reader.hpp"
#include "collector/model/otlp_writer.hpp"
#include "collector/model/stored_span.hpp"

using namespace sotto::collector;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr IngestHead head = {.content_type = "application/x-protobuf", .content_encoding = ""};
  const std::string body(reinterpret_cast<const char*>(data), size);
  (void)read_metrics(head, body, {});
  const auto result = read_traces(head, body, {});
  const auto* batch = std::get_if<TraceBatch>(&result);
  if (batch == nullptr) return 0;

  RequestBuilder builder;
  std::size_t spans = 0;
  const auto read = read_spans(batch->body, stored_limits, [&](const SpanView& span) {
    if (to_stored_span(span).span_id.size() != 16) std::abort();
    builder.add(span);
    ++spans;
  });
  if (!read || spans != batch->spans.size()) std::abort();
  std::size_t again = 0;
  const auto reread = read_spans(builder.take(), stored_limits, [&](const SpanView&) { ++again; });
  if (!reread || again != spans) std::abort();
  return 0;
}
