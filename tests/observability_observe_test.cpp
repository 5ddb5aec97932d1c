// Functions as spans.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

#include <sotto/sotto.hpp>

#include "tests/support/span_recorder.hpp"

namespace shop {

struct Order {
  int number;
};
void append_json(std::string& out, const Order& order) {
  out += R"({"number":)" + std::to_string(order.number) + '}';
}

struct Opaque {};

}  // namespace shop

namespace sotto {
namespace {

using test::SpanRecorder;

template <typename T>
std::string json(const T& value) {
  std::string out;
  append_json(out, value);
  return out;
}

TEST(AppendJson, WritesTheStandardTypes) {
  EXPECT_EQ(json(true), "true");
  EXPECT_EQ(json(-7), "-7");
  EXPECT_EQ(json(7UL), "7");
  EXPECT_EQ(json(0.5F), "0.5");
  EXPECT_EQ(json("a\"b"), R"("a\"b")");
  EXPECT_EQ(json(std::string("x")), R"("x")");
  EXPECT_EQ(json(std::string_view("x")), R"("x")");
  EXPECT_EQ(json(nullptr), "null");
  EXPECT_EQ(json(std::vector<int>{1, 2}), "[1,2]");
  EXPECT_EQ(json(std::vector<std::string>{"a"}), R"(["a"])");
  EXPECT_EQ(json(std::map<std::string, std::vector<int>>{{"a", {1}}}), R"({"a":[1]})");
  EXPECT_EQ(json(std::map<int, int>{{1, 2}}), "[[1,2]]");
  EXPECT_EQ(json(std::optional<int>{}), "null");
  EXPECT_EQ(json(std::optional<int>{3}), "3");
  EXPECT_EQ(json(std::pair(1, std::string("b"))), R"([1,"b"])");
}

TEST(AppendJson, FindsTheFunctionOfATypesOwnNamespace) {
  EXPECT_EQ(json(shop::Order{4}), R"({"number":4})");
  EXPECT_EQ(json(std::vector<shop::Order>{{1}, {2}}), R"([{"number":1},{"number":2}])");
}

class Observe : public testing::Test {
 protected:
  SpanRecord only() {
    const auto spans = recorder_.take();
    EXPECT_EQ(spans.size(), 1U);
    return spans.empty() ? SpanRecord{} : spans.front();
  }
  SpanRecorder recorder_;
};

std::string clean_query(const std::string& query) {
  return query.substr(1);
}

TEST_F(Observe, RecordsArgumentsAndResult) {
  EXPECT_EQ(observe("clean-query", clean_query, std::string(" hello")), "hello");
  const SpanRecord span = only();
  EXPECT_EQ(span.name, "clean-query");
  EXPECT_EQ(span.input, R"([" hello"])");
  EXPECT_EQ(span.output, "hello");
}

TEST_F(Observe, LeavesOutWhatItCannotWrite) {
  EXPECT_EQ(observe(
                "count", [](shop::Opaque, int n) { return n; }, shop::Opaque{}, 2),
            2);
  const SpanRecord span = only();
  EXPECT_EQ(span.input, "[null,2]");
  EXPECT_EQ(span.output, "2");
}

TEST_F(Observe, HandsOnReferencesAndMoveOnlyValues) {
  int value = 1;
  int& reference = observe("get", [&value]() -> int& { return value; });
  EXPECT_EQ(&reference, &value);
  EXPECT_EQ(*observe("make", [] { return std::make_unique<int>(7); }), 7);
  observe("nothing", [] {});
  const auto spans = recorder_.take();
  EXPECT_EQ(SpanRecorder::named(spans, "nothing").output, std::nullopt);
}

TEST_F(Observe, RecordsAnExceptionAndLetsItPass) {
  EXPECT_THROW(observe("fail", []() -> int { throw std::out_of_range("index 7"); }),
               std::out_of_range);
  const SpanRecord span = only();
  EXPECT_EQ(span.status, SpanStatus::error);
  EXPECT_EQ(span.error_type, "std::out_of_range");
  EXPECT_EQ(span.status_message, "index 7");
}

TEST_F(Observe, RecordsThatSomethingElseWasThrown) {
  EXPECT_THROW(observe("fail", [] { throw 7; }), int);
  EXPECT_EQ(only().error_type, "exception");
}

TEST_F(Observe, MakesACallableThatIsObservedEveryTime) {
  const auto clean = observed("clean-query", clean_query);
  EXPECT_EQ(clean(std::string("xa")), "a");
  EXPECT_EQ(clean(std::string("xb")), "b");
  EXPECT_EQ(recorder_.take().size(), 2U);
}

int slow_op(int n) {
  SOTTO_OBSERVE();
  return n * 2;
}

TEST_F(Observe, NamesTheEnclosingFunction) {
  EXPECT_EQ(slow_op(2), 4);
  EXPECT_EQ(only().name, "slow_op");
}

TEST_F(Observe, RunsAFunctionInsideATrace) {
  const int result = with_trace({.name = "api-request", .user_id = "user1"}, [](Trace& trace) {
    trace.set_input("question");
    return observe("inner", [] { return 42; });
  });
  EXPECT_EQ(result, 42);
  const auto spans = recorder_.take();
  const SpanRecord& root = SpanRecorder::named(spans, "api-request");
  EXPECT_EQ(root.output, "42");
  EXPECT_EQ(SpanRecorder::named(spans, "inner").parent_span_id, root.span_id);
}

TEST_F(Observe, RunsATraceOnAThreadOfItsOwn) {
  auto future = with_trace_async({.name = "async"}, [](Trace& trace) {
    trace.add_tag("background");
    const auto span = start_span("work");
    return std::string("done");
  });
  { const auto beside = start_span("beside"); }
  EXPECT_EQ(future.get(), "done");
  const auto spans = recorder_.take();
  const SpanRecord& root = SpanRecorder::named(spans, "async");
  EXPECT_EQ(SpanRecorder::named(spans, "work").parent_span_id, root.span_id);
  EXPECT_TRUE(SpanRecorder::named(spans, "beside").is_local_root);
}

TEST_F(Observe, GivesTheExceptionOfATraceToItsFuture) {
  auto future = with_trace_async({.name = "async"}, [] { throw std::runtime_error("broken"); });
  EXPECT_THROW(future.get(), std::runtime_error);
  EXPECT_EQ(only().status_message, "broken");
}

TEST_F(Observe, BindsAFunctionToThePlaceInTheTrace) {
  {
    const auto outer = start_span("outer");
    std::thread(bind([](int n) { const auto inner = start_span("inner", {{"n", n}}); }), 3).join();
  }
  const auto spans = recorder_.take();
  EXPECT_EQ(SpanRecorder::named(spans, "inner").parent_span_id,
            SpanRecorder::named(spans, "outer").span_id);
}

TEST(ObserveWithoutASession, CallsTheFunctionAndNothingElse) {
  EXPECT_EQ(observe(
                "name", [](int n) { return n + 1; }, 1),
            2);
  EXPECT_EQ(with_trace({.name = "trace"}, [] { return 3; }), 3);
  EXPECT_EQ(with_trace_async({.name = "trace"}, [] { return 4; }).get(), 4);
}

}  // namespace
}  // namespace sotto
