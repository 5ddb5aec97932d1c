#include <gtest/gtest.h>

#include <set>

#include <sotto/context.hpp>
#include <sotto/tracing.hpp>

#include "observability/recording.hpp"
#include "runtime/span_totals.hpp"
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

/// A trace that begins sampled, or one that does not: both come within a few tries.
Trace trace_that_is(bool sampled) {
  Trace trace = start_trace();
  while (trace.context().is_sampled() != sampled) {
    trace.end();
    trace = start_trace();
  }
  return trace;
}

std::string injected_tracestate() {
  std::map<std::string, std::string> headers;
  inject(headers);
  return headers["tracestate"];
}

TEST(Sampling, TellsCalleesAndBackendsTheThreshold) {
  SpanRecorder recorder(at_rate(0.5));
  {
    const Trace trace = trace_that_is(true);
    const auto child = start_span("child");
    EXPECT_EQ(injected_tracestate(), "ot=th:8");
  }
  const auto spans = recorder.take();
  ASSERT_GE(spans.size(), 2U);
  for (const SpanRecord& span : spans) EXPECT_EQ(span.trace_state, "ot=th:8");
}

TEST(Sampling, TellsNoThresholdWhereNothingIsLeftOut) {
  SpanRecorder recorder;
  {
    const Trace trace = start_trace();
    EXPECT_EQ(injected_tracestate(), "");
  }
  EXPECT_EQ(recorder.take().at(0).trace_state, "");
}

TEST(Sampling, TellsCalleesNoThresholdOfATraceThatItLeavesOut) {
  SpanRecorder recorder(at_rate(0.5));
  const Trace trace = trace_that_is(false);
  EXPECT_EQ(injected_tracestate(), "");
}

TEST(Sampling, GivesErrorsTheWeightOfOneAndMarksThoseWithoutTheirTrace) {
  SpanRecorder recorder(at_rate(0.5));
  {
    const Trace trace = trace_that_is(true);
    start_span("in a kept trace").set_error("TimeoutError");
  }
  {
    const Trace trace = trace_that_is(false);
    start_span("alone").set_error("TimeoutError");
  }
  const auto spans = recorder.take();
  EXPECT_EQ(SpanRecorder::named(spans, "in a kept trace").trace_state, "ot=th:0");
  EXPECT_FALSE(SpanRecorder::named(spans, "in a kept trace").is_trace_left_out);
  EXPECT_EQ(SpanRecorder::named(spans, "alone").trace_state, "ot=th:0");
  EXPECT_TRUE(SpanRecorder::named(spans, "alone").is_trace_left_out);
}

constexpr const char* sampled_parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST(Sampling, FollowsACallerThatSamplesWhateverTheRate) {
  SpanRecorder recorder(at_rate(0));
  const auto remote = parse_traceparent(sampled_parent);
  {
    const Trace trace = start_trace({.name = "request", .parent = remote});
    const auto child = start_span("child");
    EXPECT_EQ(injected_tracestate(), "");
  }
  EXPECT_EQ(recorder.take().size(), 2U);
}

TEST(Sampling, PassesTheCallersThresholdAndRandomnessOn) {
  SpanRecorder recorder(at_rate(0.5));
  constexpr const char* given = "a=1,ot=rv:0123456789abcd;th:4";
  const auto remote = parse_traceparent(sampled_parent, given);
  {
    const Trace trace = start_trace({.name = "request", .parent = remote});
    start_span("error").set_error("TimeoutError");
    EXPECT_EQ(injected_tracestate(), given);
  }
  const auto spans = recorder.take();
  EXPECT_EQ(SpanRecorder::named(spans, "request").trace_state, given);
  EXPECT_EQ(SpanRecorder::named(spans, "error").trace_state, "ot=th:0;rv:0123456789abcd,a=1");
}

/// How many spans of the last ones recorded were accepted, and how many found a full ring.
struct Taken {
  std::uint64_t accepted;
  std::uint64_t ring_full;
};
Taken taken() {
  const runtime::SpanTotals totals = runtime::read_span_totals();
  return {totals.accepted,
          totals.dropped[static_cast<std::size_t>(pipeline::DropReason::ring_full)]};
}

TEST(Sampling, TakesErrorsAndSlowSpansIntoAFullRing) {
  Config config;
  config.slow_threshold = std::chrono::hours(24);
  SpanRecorder recorder(config);
  const Taken empty = taken();
  while (taken().ring_full == empty.ring_full) {
    const auto span = start_span("ordinary");
  }
  const Taken full = taken();
  { const auto span = start_span("ordinary"); }
  EXPECT_EQ(taken().ring_full, full.ring_full + 1);
  start_span("error").set_error("TimeoutError");
  config.slow_threshold = std::chrono::milliseconds(0);
  observability::set_limits(config);
  { const auto span = start_span("slow"); }
  EXPECT_EQ(taken().ring_full, full.ring_full + 1);
  EXPECT_EQ(taken().accepted, full.accepted + 2);
  EXPECT_EQ(recorder.take().size(), taken().accepted - empty.accepted);
}

}  // namespace
}  // namespace sotto
