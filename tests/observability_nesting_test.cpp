// Who is whose parent: by scope, across threads, out of order.

#include <gtest/gtest.h>

#include <optional>
#include <thread>

#include <sotto/tracing.hpp>

#include "tests/support/span_recorder.hpp"

namespace sotto {
namespace {

using test::SpanRecorder;
using test::value_of;

class Nesting : public testing::Test {
 protected:
  SpanRecorder recorder_;
};

TEST_F(Nesting, MakesTheOpenSpanTheParent) {
  {
    const auto outer = start_span("outer");
    { const auto inner = start_span("inner"); }
    { const auto second = start_generation("second"); }
  }
  const auto spans = recorder_.take();
  const SpanRecord& outer = SpanRecorder::named(spans, "outer");
  for (const char* name : {"inner", "second"}) {
    const SpanRecord& child = SpanRecorder::named(spans, name);
    EXPECT_EQ(child.parent_span_id, outer.span_id);
    EXPECT_EQ(child.trace_id, outer.trace_id);
    EXPECT_FALSE(child.is_local_root);
  }
}

TEST_F(Nesting, StartsANewTraceWithStartTrace) {
  {
    const auto outer = start_span("outer");
    const auto trace = start_trace({.name = "request"});
    const auto inner = start_span("inner");
  }
  const auto spans = recorder_.take();
  const SpanRecord& trace = SpanRecorder::named(spans, "request");
  EXPECT_NE(trace.trace_id, SpanRecorder::named(spans, "outer").trace_id);
  EXPECT_FALSE(trace.parent_span_id.is_valid());
  EXPECT_EQ(SpanRecorder::named(spans, "inner").trace_id, trace.trace_id);
}

TEST_F(Nesting, SurvivesSpansThatEndOutOfOrder) {
  {
    std::optional<Span> first(start_span("first"));
    const auto second = start_span("second");
    first.reset();
    const auto third = start_span("third");
  }
  { const auto after = start_span("after"); }
  const auto spans = recorder_.take();
  EXPECT_EQ(SpanRecorder::named(spans, "third").parent_span_id,
            SpanRecorder::named(spans, "second").span_id);
  EXPECT_TRUE(SpanRecorder::named(spans, "after").is_local_root);
}

TEST_F(Nesting, ForgetsASpanThatAnotherThreadEnded) {
  auto handed = start_span("handed");
  std::thread([&handed] { handed.end(); }).join();
  { const auto after = start_span("after"); }
  const auto spans = recorder_.take();
  EXPECT_TRUE(SpanRecorder::named(spans, "after").is_local_root);
  EXPECT_EQ(spans.size(), 2U);
}

TEST_F(Nesting, IsPerThread) {
  const auto outer = start_span("outer");
  std::thread([] { const auto alone = start_span("alone"); }).join();
  const auto spans = recorder_.take();
  EXPECT_TRUE(SpanRecorder::named(spans, "alone").is_local_root);
}

TEST_F(Nesting, CrossesThreadsByAttach) {
  {
    auto trace = start_trace({.name = "request", .user_id = "user1"});
    std::thread([context = trace.context()] {
      const auto scope = attach(context);
      const auto work = start_span("work");
    }).join();
  }
  const auto spans = recorder_.take();
  const SpanRecord& work = SpanRecorder::named(spans, "work");
  EXPECT_EQ(work.parent_span_id, SpanRecorder::named(spans, "request").span_id);
  ASSERT_NE(work.trace, nullptr);
  EXPECT_EQ(work.trace->user_id, "user1");
}

TEST_F(Nesting, EndsWithTheAttachedScope) {
  Context context;
  {
    const auto span = start_span("span");
    context = span.context();
  }
  {
    const auto scope = attach(context);
    EXPECT_EQ(current_context().span_id(), context.span_id());
  }
  EXPECT_FALSE(current_context().is_valid());
}

TEST_F(Nesting, ShowsTheCurrentContextAsTraceparent) {
  const auto span = start_span("span");
  const Context context = current_context();
  EXPECT_EQ(context.traceparent(), "00-" + span.trace_id() + "-" + span.span_id() + "-03");
  EXPECT_EQ(Context().traceparent(), "");
}

TEST_F(Nesting, GivesEverySpanTheTracesValues) {
  {
    auto trace = start_trace({.name = "request",
                              .user_id = "user1",
                              .session_id = "session1",
                              .tags = {"production"},
                              .metadata = {{"version", 2}}});
    trace.set_public();
    trace.set_metadata("request_id", "r1");
    trace.add_tag("chat");
    const auto inner = start_span("inner");
  }
  const auto spans = recorder_.take();
  for (const char* name : {"request", "inner"}) {
    const TraceRecord* const trace = SpanRecorder::named(spans, name).trace;
    ASSERT_NE(trace, nullptr);
    EXPECT_EQ(trace->name, "request");
    EXPECT_EQ(trace->user_id, "user1");
    EXPECT_EQ(trace->session_id, "session1");
    ASSERT_EQ(trace->tags.size(), 2U);
    EXPECT_EQ(trace->tags[1], "chat");
    EXPECT_EQ(value_of(trace->metadata, "version"), "2");
    EXPECT_EQ(value_of(trace->metadata, "request_id"), "r1");
    EXPECT_TRUE(trace->is_public);
  }
}

TEST_F(Nesting, GivesATracesLateValuesToTheSpansThatEndAfterwards) {
  {
    auto trace = start_trace({.name = "request"});
    { const auto before = start_span("before"); }
    trace.set_user("user1");
    { const auto after = start_span("after"); }
  }
  const auto spans = recorder_.take();
  EXPECT_EQ(SpanRecorder::named(spans, "before").trace->user_id, "");
  EXPECT_EQ(SpanRecorder::named(spans, "after").trace->user_id, "user1");
}

TEST_F(Nesting, ContinuesARemoteTrace) {
  Context remote;
  {
    const auto elsewhere = start_span("elsewhere");
    remote = elsewhere.context();
  }
  { const auto trace = start_trace({.name = "here", .parent = remote}); }
  const auto spans = recorder_.take();
  const SpanRecord& here = SpanRecorder::named(spans, "here");
  EXPECT_EQ(here.trace_id, remote.trace_id());
  EXPECT_EQ(here.parent_span_id, remote.span_id());
}

TEST_F(Nesting, HoldsForManyThreadsAtOnce) {
  constexpr int threads = 8;
  constexpr int rounds = 100;  // all fit into one ring, should the threads run one after the other
  std::vector<std::thread> workers;
  for (int t = 0; t < threads; ++t) {
    workers.emplace_back([] {
      for (int i = 0; i < rounds; ++i) {
        const auto parent = start_span("parent");
        const auto child = start_span("child");
      }
    });
  }
  for (auto& worker : workers) worker.join();
  std::map<std::string, std::string> trace_of_parent;
  const auto spans = recorder_.take();
  ASSERT_EQ(spans.size(), 2U * threads * rounds);
  for (const auto& span : spans) {
    if (span.name == "parent") trace_of_parent[span.span_id.to_hex()] = span.trace_id.to_hex();
  }
  for (const auto& span : spans) {
    if (span.name != "child") continue;
    EXPECT_EQ(trace_of_parent.at(span.parent_span_id.to_hex()), span.trace_id.to_hex());
  }
}

}  // namespace
}  // namespace sotto
