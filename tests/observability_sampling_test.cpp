#include <gtest/gtest.h>

#include <set>

#include <sotto/tracing.hpp>

#include "tests/support/span_recorder.hpp"

namespace sotto {
namespace {

using test::SpanRecorder;

Config at_rate(double rate) {
  Config config;
  config.sampling_rate = rate;
  return config;
}

TEST(Sampling, KeepsWholeTracesOrLeavesThem) {
  SpanRecorder recorder(at_rate(0.5));
  constexpr std::size_t traces = 400;
  for (std::size_t i = 0; i < traces; ++i) {
    const auto parent = start_span("parent");
    const auto child = start_span("child");
  }
  std::map<std::string, int> spans_of_trace;
  for (const SpanRecord& span : recorder.take()) ++spans_of_trace[span.trace_id.to_hex()];
  for (const auto& [trace, spans] : spans_of_trace) EXPECT_EQ(spans, 2);
  // Ten standard deviations around the half: a fair coin fails once in 10^23 runs.
  EXPECT_GT(spans_of_trace.size(), traces / 4);
  EXPECT_LT(spans_of_trace.size(), traces * 3 / 4);
}

TEST(Sampling, KeepsErrorsWhateverTheRate) {
  SpanRecorder recorder(at_rate(0));
  { const auto span = start_span("good"); }
  { start_span("bad").set_error("TimeoutError"); }
  const auto spans = recorder.take();
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].name, "bad");
}

TEST(Sampling, KeepsSlowSpansWhateverTheRate) {
  Config config = at_rate(0);
  config.slow_threshold = std::chrono::milliseconds(0);  // everything is slow
  SpanRecorder recorder(config);
  { const auto span = start_span("slow"); }
  EXPECT_EQ(recorder.take().size(), 1U);
}

TEST(Sampling, KeepsEverythingByDefault) {
  SpanRecorder recorder;
  for (int i = 0; i < 100; ++i) {
    const auto span = start_span("span");
  }
  EXPECT_EQ(recorder.take().size(), 100U);
}

}  // namespace
}  // namespace sotto
