// Positions that are handed on: bound functions, attached contexts, spans that end elsewhere.

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <sotto/sotto.hpp>

#include "tests/support/span_recorder.hpp"

namespace sotto {
namespace {

using test::SpanRecorder;

class ContextAcrossThreads : public testing::Test {
 protected:
  static bool is_root(const std::vector<SpanRecord>& spans, std::string_view name) {
    return !SpanRecorder::named(spans, name).parent_span_id.is_valid();
  }
  static bool is_child(const std::vector<SpanRecord>& spans, std::string_view child,
                       std::string_view parent) {
    return SpanRecorder::named(spans, child).parent_span_id ==
           SpanRecorder::named(spans, parent).span_id;
  }
  SpanRecorder recorder_;
};

TEST_F(ContextAcrossThreads, BindsWhatEveryWayToRunAFunctionTakes) {
  {
    const auto outer = start_span("outer");
    const auto record = [](const std::string& name) { const auto span = start_span(name); };
    std::thread(bind(record), "thread").join();
    std::async(std::launch::async, bind(record), "async").get();
    std::packaged_task<void(std::string)> task(bind(record));
    std::thread(std::move(task), "packaged task").join();
    const std::function<void(std::string)> function = bind(record);
    std::thread(function, "function").join();
  }
  const auto spans = recorder_.take();
  for (const char* name : {"thread", "async", "packaged task", "function"}) {
    EXPECT_TRUE(is_child(spans, name, "outer")) << name;
  }
}

TEST(Bind, OwnsFunctionsThatOnlyMove) {
  auto bound = bind([value = std::make_unique<int>(7)] { return *value; });
  static_assert(!std::is_copy_constructible_v<decltype(bound)>);
  EXPECT_EQ(std::async(std::launch::async, std::move(bound)).get(), 7);
}

TEST(Bind, IsCalledAsItsFunctionAllows) {
  const auto constant = bind([](int n) { return n; });
  EXPECT_EQ(constant(1), 1);
  auto counter = bind([count = 0]() mutable { return ++count; });
  counter();
  EXPECT_EQ(counter(), 2);
  static_assert(!std::is_invocable_v<const decltype(counter)&>);
  static_assert(!std::is_invocable_v<decltype(counter)&, int>);

  struct Once {
    std::string operator()() && { return std::move(text); }
    std::string text;
  };
  auto once = bind(Once{"only"});
  static_assert(!std::is_invocable_v<decltype(once)&>);
  EXPECT_EQ(std::move(once)(), "only");
}

TEST(Bind, HandsArgumentsAndResultsOnAsTheyAre) {
  int value = 1;
  auto get = bind([](int& n) -> int& { return n; });
  EXPECT_EQ(&get(value), &value);
  auto pass = bind([](std::unique_ptr<int> n) { return n; });
  EXPECT_EQ(*pass(std::make_unique<int>(7)), 7);
  auto size = sotto::bind(&std::string::size);
  EXPECT_EQ(size(std::string("abc")), 3U);
}

TEST_F(ContextAcrossThreads, RunsWhatWasBoundOutsideOfATraceOutsideOfAny) {
  auto bound = bind([] { const auto root = start_span("root"); });
  {
    const auto outer = start_span("outer");
    bound();
    const auto after = start_span("after");
  }
  const auto spans = recorder_.take();
  EXPECT_TRUE(is_root(spans, "root"));
  EXPECT_TRUE(is_child(spans, "after", "outer"));
}

TEST_F(ContextAcrossThreads, StandsOutsideOfAnyWhereAnInvalidContextIsAttached) {
  const auto outer = start_span("outer");
  const auto scope = attach(Context());
  EXPECT_FALSE(current_context().is_valid());
  EXPECT_EQ(traceparent(), "");
}

TEST_F(ContextAcrossThreads, FollowsScopesThatEndOutOfOrder) {
  auto a = start_span("a");
  a.detach();
  auto b = start_span("b");
  b.detach();
  std::optional<ContextScope> first(std::in_place, a.context());
  std::optional<ContextScope> second(std::in_place, b.context());
  first.reset();
  EXPECT_EQ(current_context().span_id(), b.context().span_id());
  second.reset();
  EXPECT_FALSE(current_context().is_valid());
}

TEST_F(ContextAcrossThreads, ForgetsAScopeThatEndedOnAnotherThread) {
  auto span = start_span("span");
  span.detach();
  std::optional<ContextScope> scope(std::in_place, span.context());
  std::thread([&scope, other = span.context()] {
    const auto own = attach(other);
    scope.reset();
    EXPECT_TRUE(current_context().is_valid());
  }).join();
  EXPECT_FALSE(current_context().is_valid());
}

TEST_F(ContextAcrossThreads, ForgetsASpanThatEndedOnAnotherThread) {
  auto span = start_span("span");
  std::thread([&span] { span.end(); }).join();
  EXPECT_FALSE(current_context().is_valid());
  Context context = current_context();
  EXPECT_EQ(context.traceparent(), "");
}

TEST_F(ContextAcrossThreads, RecordsASpanOnceHoweverOftenAndWhereverItEnds) {
  auto span = start_span("span");
  std::thread([&span] { span.end(); }).join();
  span.end();
  span.set_output("too late");
  { auto moved = std::move(span); }
  const auto spans = recorder_.take();
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].output, std::nullopt);
}

TEST_F(ContextAcrossThreads, RecordsASpanThatMovedToAnotherThreadAndEndedThere) {
  auto handed = start_span("handed");
  handed.detach();
  { const auto beside = start_span("beside"); }
  std::thread([span = std::move(handed)]() mutable {
    const auto scope = attach(span.context());
    const auto inner = start_span("inner");
  }).join();
  const auto spans = recorder_.take();
  EXPECT_TRUE(is_root(spans, "beside"));
  EXPECT_TRUE(is_child(spans, "inner", "handed"));
}

TEST_F(ContextAcrossThreads, KeepsAPositionThatOutlivesItsThread) {
  Context context;
  std::thread([&context] {
    auto trace = start_trace({.name = "ended", .user_id = "user1"});
    context = trace.context();
  }).join();
  {
    const auto scope = attach(context);
    const auto late = start_span("late");
  }
  const auto spans = recorder_.take();
  EXPECT_TRUE(is_child(spans, "late", "ended"));
  EXPECT_EQ(SpanRecorder::named(spans, "late").trace->user_id, "user1");
}

TEST(ContextAfterTheSession, IsHarmless) {
  auto recorder = std::make_optional<SpanRecorder>();
  auto trace = start_trace({.name = "open", .user_id = "user1"});
  auto span = start_span("inner");
  const Context context = span.context();
  auto scope = std::make_unique<ContextScope>(context);
  auto here = std::make_unique<CoroutineScope>(context);
  recorder.reset();

  { const auto late = start_span("late"); }
  span.set_output("late");
  span.end();
  here.reset();
  scope.reset();
  trace.end();
  EXPECT_FALSE(current_context().is_valid());
  EXPECT_FALSE(context.traceparent().empty());

  SpanRecorder next;
  { const auto root = start_span("root"); }
  const auto spans = next.take();
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_TRUE(spans[0].is_local_root);
}

TEST_F(ContextAcrossThreads, GoesIntoAndOutOfEveryContainerOfPairs) {
  const auto span = start_span("span");
  std::map<std::string, std::string> map;
  inject(map);
  EXPECT_EQ(map.at("traceparent"), traceparent());
  const auto context = extract(map);
  ASSERT_TRUE(context.has_value());
  EXPECT_EQ(context->span_id(), span.context().span_id());
  EXPECT_TRUE(context->is_remote());

  std::multimap<std::string, std::string> multimap;
  inject(multimap, *context);
  EXPECT_EQ(multimap.begin()->second, traceparent());
}

}  // namespace
}  // namespace sotto
