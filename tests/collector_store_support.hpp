#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "collector/ingest/ingest.hpp"
#include "collector/store/store.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::collector::testing {

using test::TemporaryFolder;

/// A span as OTLP/JSON. Ids are numbers here: trace 1 is "...0001".
struct TestSpan {
  std::uint64_t trace = 1;
  std::uint64_t id = 1;
  std::uint64_t parent = 0;
  std::string name = "work";
  std::int64_t start_ns = 1'000'000'000;
  std::int64_t end_ns = 2'000'000'000;
  bool is_error = false;
  std::string attributes = "";  // members of the array, e.g. text_attribute("session.id", "s1")
};

inline std::string text_attribute(const std::string& key, const std::string& value) {
  return R"({"key":")" + key + R"(","value":{"stringValue":")" + value + R"("}})";
}

inline std::string trace_hex(std::uint64_t trace) {
  char text[33];
  std::snprintf(text, sizeof(text), "%032llx", static_cast<unsigned long long>(trace));
  return text;
}

inline std::string span_hex(std::uint64_t id) {
  return trace_hex(id).substr(16);
}

inline std::string span_json(const TestSpan& span) {
  std::string json = R"({"traceId":")" + trace_hex(span.trace) + R"(","spanId":")" +
                     span_hex(span.id) + R"(","name":")" + span.name + '"';
  if (span.parent != 0) json += R"(,"parentSpanId":")" + span_hex(span.parent) + '"';
  json += R"(,"startTimeUnixNano":")" + std::to_string(span.start_ns) + R"(","endTimeUnixNano":")" +
          std::to_string(span.end_ns) + '"';
  if (span.is_error) json += R"(,"status":{"code":2})";
  return json + R"(,"attributes":[)" + span.attributes + "]}";
}

inline std::string request_json(const std::vector<TestSpan>& spans,
                                const std::string& service = "shop") {
  std::string json = R"({"resourceSpans":[{"resource":{"attributes":[)" +
                     text_attribute("service.name", service) +
                     R"(]},"scopeSpans":[{"scope":{"name":"tests"},"spans":[)";
  for (const TestSpan& span : spans) {
    if (&span != &spans.front()) json += ',';
    json += span_json(span);
  }
  return json + "]}]}]}";
}

inline TraceBatch batch_of(const std::vector<TestSpan>& spans,
                           const std::string& service = "shop") {
  return std::get<TraceBatch>(
      read_traces({.content_type = "application/json", .content_encoding = ""},
                  request_json(spans, service), IngestLimits{}));
}

/// Waits until the batch is durable. False when it could not be made so.
template <typename Batch>
Result<Done> put(Store& store, Batch batch) {
  auto promise = std::make_shared<std::promise<Result<Done>>>();
  auto stored = promise->get_future();
  const bool is_taken = store.put(
      std::move(batch), [promise](Result<Done> result) { promise->set_value(std::move(result)); });
  if (!is_taken) return Error{ErrorCode::queue_full, "not taken"};
  return stored.get();
}

}  // namespace sotto::collector::testing
