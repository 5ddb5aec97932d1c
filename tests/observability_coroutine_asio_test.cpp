// Asio's coroutines and executors, which know nothing of traces.

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include <sotto/sotto.hpp>

#include "tests/support/asio.hpp"
#include "tests/support/span_recorder.hpp"

namespace sotto {
namespace {

namespace asio = test::asio;
using test::SpanRecorder;

class AsioCoroutine : public testing::Test {
 protected:
  auto hop() { return asio::post(pool_, asio::use_awaitable); }

  SpanRecorder recorder_;
  asio::thread_pool pool_{2};
};

TEST_F(AsioCoroutine, KeepsItsPositionOverAnOperation) {
  auto task = [this](Context position) -> asio::awaitable<std::unique_ptr<int>> {
    CoroutineScope here(position);
    const auto outer = start_span("outer");
    asio::steady_timer timer(pool_, std::chrono::milliseconds(1));
    co_await here.carry(timer.async_wait(asio::use_awaitable));
    EXPECT_EQ(current_context().span_id(), outer.context().span_id());
    const auto inner = start_span("inner");
    co_return std::make_unique<int>(7);
  };
  const auto caller = start_span("caller");
  auto result = asio::co_spawn(pool_, task(current_context()), asio::use_future).get();
  EXPECT_EQ(*result, 7);
  const auto spans = recorder_.take();
  const SpanRecord& outer = SpanRecorder::named(spans, "outer");
  EXPECT_EQ(outer.parent_span_id, caller.context().span_id());
  EXPECT_EQ(SpanRecorder::named(spans, "inner").parent_span_id, outer.span_id);
}

TEST_F(AsioCoroutine, PassesResultsAndExceptionsOn) {
  auto inner = [this](bool fails) -> asio::awaitable<std::string> {
    co_await hop();
    if (fails) throw std::runtime_error("broken");
    co_return "done";
  };
  auto outer = [&inner](Context position) -> asio::awaitable<std::string> {
    CoroutineScope here(position);
    const auto span = start_span("outer");
    std::string text = co_await here.carry(inner(false));
    try {
      text += co_await here.carry(inner(true));
    } catch (const std::runtime_error& error) {
      text += error.what();
    }
    const auto after = start_span("after");
    co_return text;
  };
  EXPECT_EQ(asio::co_spawn(pool_, outer({}), asio::use_future).get(), "donebroken");
  const auto spans = recorder_.take();
  EXPECT_EQ(SpanRecorder::named(spans, "after").parent_span_id,
            SpanRecorder::named(spans, "outer").span_id);
}

TEST_F(AsioCoroutine, GivesTheThreadOfTheEventLoopItsPositionBack) {
  asio::io_context loop;
  int suspended = 0;
  auto task = [&loop, &suspended]() -> asio::awaitable<void> {
    CoroutineScope here{Context()};
    const auto span = start_span("in the coroutine");
    asio::steady_timer timer(loop, std::chrono::milliseconds(1));
    ++suspended;
    co_await here.carry(timer.async_wait(asio::use_awaitable));
  };
  asio::co_spawn(loop, task, asio::detached);
  asio::co_spawn(loop, task, asio::detached);
  const auto own = start_span("own");
  while (loop.run_one() != 0) {
    EXPECT_EQ(current_context().span_id(), own.context().span_id());
  }
  EXPECT_EQ(suspended, 2);
}

TEST_F(AsioCoroutine, RunsInATraceOfItsOwn) {
  auto request = with_trace_async({.name = "request"},
                                  [this](Trace&, CoroutineScope& here) -> asio::awaitable<int> {
                                    co_await here.carry(hop());
                                    const auto work = start_span("work");
                                    co_return 42;
                                  });
  EXPECT_EQ(asio::co_spawn(pool_, std::move(request), asio::use_future).get(), 42);
  const auto spans = recorder_.take();
  const SpanRecord& root = SpanRecorder::named(spans, "request");
  EXPECT_EQ(root.output, "42");
  EXPECT_EQ(SpanRecorder::named(spans, "work").parent_span_id, root.span_id);
}

TEST_F(AsioCoroutine, EndsItsTraceWhenTheEventLoopIsDestroyed) {
  {
    asio::io_context loop;
    asio::steady_timer timer(loop, std::chrono::hours(1));
    asio::co_spawn(
        loop,
        with_trace_async({.name = "request"},
                         [&timer](Trace&, CoroutineScope& here) -> asio::awaitable<void> {
                           const auto wait = start_span("wait");
                           co_await here.carry(timer.async_wait(asio::use_awaitable));
                         }),
        asio::detached);
    while (loop.poll_one() != 0) {
    }
    EXPECT_TRUE(recorder_.take().empty());
  }
  const auto spans = recorder_.take();
  EXPECT_EQ(SpanRecorder::named(spans, "wait").parent_span_id,
            SpanRecorder::named(spans, "request").span_id);
  EXPECT_FALSE(current_context().is_valid());
}

TEST_F(AsioCoroutine, LeavesHandlersToBind) {
  {
    const auto caller = start_span("caller");
    asio::post(pool_,
               bind([data = std::make_unique<int>(1)] { const auto s = start_span("handler"); }));
    pool_.join();
  }
  const auto spans = recorder_.take();
  EXPECT_EQ(SpanRecorder::named(spans, "handler").parent_span_id,
            SpanRecorder::named(spans, "caller").span_id);
}

}  // namespace
}  // namespace sotto
