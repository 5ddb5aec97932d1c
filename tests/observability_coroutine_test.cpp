// The position in the trace, in coroutines that resume on other threads.

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include <sotto/sotto.hpp>

#include "tests/support/span_recorder.hpp"
#include "tests/support/task.hpp"

namespace sotto {
namespace {

using test::Detached;
using test::SpanRecorder;
using test::spawn;
using test::Task;
using test::Workers;

class Coroutine : public testing::Test {
 protected:
  /// The name of the span's parent; "" for a root.
  static std::string parent_of(const std::vector<SpanRecord>& spans, std::string_view name) {
    const SpanRecord& child = SpanRecorder::named(spans, name);
    for (const SpanRecord& span : spans) {
      if (span.span_id == child.parent_span_id && span.trace_id == child.trace_id) {
        return std::string(span.name);
      }
    }
    return child.parent_span_id.is_valid() ? "unknown" : "";
  }

  /// How often a coroutine left something behind on a worker's thread. Ends the workers.
  int leftovers() {
    owned_workers_.reset();
    return leftovers_;
  }

  SpanRecorder recorder_;

 private:
  std::atomic<int> leftovers_{0};
  std::unique_ptr<Workers> owned_workers_ =
      std::make_unique<Workers>(2, [this] { leftovers_ += current_context().is_valid() ? 1 : 0; });

 protected:
  Workers& workers_ = *owned_workers_;
};

Task<> visit(Workers& workers, Context position = current_context()) {
  CoroutineScope here(position);
  const auto outer = start_span("outer");
  const auto first_thread = std::this_thread::get_id();
  co_await here.carry(workers.to(0));
  EXPECT_NE(std::this_thread::get_id(), first_thread);
  const auto middle = start_span("middle");
  co_await here.carry(workers.to(1));
  const auto inner = start_span("inner");
}

TEST_F(Coroutine, KeepsItsPositionOnTheThreadsThatResumeIt) {
  {
    const auto caller = start_span("caller");
    spawn(visit(workers_)).get();
  }
  const auto spans = recorder_.take();
  EXPECT_EQ(parent_of(spans, "outer"), "caller");
  EXPECT_EQ(parent_of(spans, "middle"), "outer");
  EXPECT_EQ(parent_of(spans, "inner"), "middle");
}

TEST_F(Coroutine, GivesItsThreadItsOwnPositionBack) {
  {
    const auto caller = start_span("caller");
    auto done = spawn(visit(workers_));
    EXPECT_EQ(current_context().span_id(), caller.context().span_id());
    { const auto beside = start_span("beside"); }
    done.get();
    EXPECT_EQ(current_context().span_id(), caller.context().span_id());
  }
  EXPECT_FALSE(current_context().is_valid());
  EXPECT_EQ(parent_of(recorder_.take(), "beside"), "caller");
  EXPECT_EQ(leftovers(), 0);
}

TEST_F(Coroutine, StandsOutsideOfTheResumingThreadsTrace) {
  const Context outside;
  auto waits = [](Workers& workers, Context position) -> Task<> {
    CoroutineScope here(position);
    co_await here.carry(workers.to(0));
    const auto root = start_span("root");
  };
  {
    const auto caller = start_span("caller");
    spawn(waits(workers_, outside)).get();
  }
  EXPECT_EQ(parent_of(recorder_.take(), "root"), "");
}

Task<int> add(Workers& workers, CoroutineScope& here, int a, int b) {
  const auto span = start_span("add");
  co_await here.carry(workers.to(1));
  const auto inner = start_span("inner of add");
  co_return a + b;
}

TEST_F(Coroutine, SharesItsScopeWithTheCoroutinesItAwaits) {
  auto outer = [](Workers& workers, Context position) -> Task<int> {
    CoroutineScope here(position);
    const auto span = start_span("outer");
    const int sum = co_await add(workers, here, 1, 2);
    const auto after = start_span("after");
    co_return sum;
  };
  EXPECT_EQ(spawn(outer(workers_, current_context())).get(), 3);
  const auto spans = recorder_.take();
  EXPECT_EQ(parent_of(spans, "add"), "outer");
  EXPECT_EQ(parent_of(spans, "inner of add"), "add");
  EXPECT_EQ(parent_of(spans, "after"), "outer");
  EXPECT_EQ(leftovers(), 0);
}

TEST_F(Coroutine, AwaitsACoroutineWithAScopeOfItsOwn) {
  auto outer = [](Workers& workers, Context position) -> Task<> {
    CoroutineScope here(position);
    const auto span = start_span("caller");
    co_await here.carry(visit(workers));
    const auto after = start_span("after");
  };
  spawn(outer(workers_, current_context())).get();
  const auto spans = recorder_.take();
  EXPECT_EQ(parent_of(spans, "outer"), "caller");
  EXPECT_EQ(parent_of(spans, "inner"), "middle");
  EXPECT_EQ(parent_of(spans, "after"), "caller");
  EXPECT_EQ(leftovers(), 0);
}

TEST_F(Coroutine, PassesTheExceptionOfWhatItAwaits) {
  auto fails = [](Workers& workers) -> Task<int> {
    co_await workers.to(0);
    throw std::runtime_error("broken");
  };
  auto outer = [&fails](Workers& workers, Context position) -> Task<std::string> {
    CoroutineScope here(position);
    const auto span = start_span("outer");
    std::string message;
    try {
      co_await here.carry(fails(workers));
    } catch (const std::runtime_error& error) {
      message = error.what();
    }
    const auto after = start_span("after");
    co_return message;
  };
  EXPECT_EQ(spawn(outer(workers_, current_context())).get(), "broken");
  EXPECT_EQ(parent_of(recorder_.take(), "after"), "outer");
  EXPECT_EQ(leftovers(), 0);
}

/// Awaitables that do not suspend, in each of the ways there are.
struct Ready : std::suspend_never {};
struct Refuses : std::suspend_always {
  bool await_suspend(std::coroutine_handle<>) noexcept { return false; }
};
struct Throws : std::suspend_always {
  void await_suspend(std::coroutine_handle<>) { throw std::runtime_error("no timer"); }
};
struct ByOperator {
  Refuses operator co_await() const noexcept { return {}; }
};

TEST_F(Coroutine, StaysWhereItIsWhenAnAwaitableDoesNotSuspend) {
  auto task = [](Context position) -> Task<> {
    CoroutineScope here(position);
    const auto span = start_span("outer");
    co_await here.carry(Ready());
    { const auto after = start_span("after ready"); }
    co_await here.carry(Refuses());
    { const auto after = start_span("after a refusal"); }
    co_await here.carry(ByOperator());
    { const auto after = start_span("after an operator"); }
    try {
      co_await here.carry(Throws());
    } catch (const std::runtime_error&) {
    }
    const auto after = start_span("after an exception");
  };
  spawn(task(current_context())).get();
  const auto spans = recorder_.take();
  for (const char* name :
       {"after ready", "after a refusal", "after an operator", "after an exception"}) {
    EXPECT_EQ(parent_of(spans, name), "outer");
  }
}

/// Keeps the handle of who awaits it, for the test to resume or to forget.
struct Held {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) { slot = handle; }
  void await_resume() const noexcept {}
  std::coroutine_handle<>& slot;
};

Detached wait_forever(std::coroutine_handle<>& slot, Context position) {
  CoroutineScope here(position);
  const auto span = start_span("suspended");
  co_await here.carry(Held{slot});
  ADD_FAILURE() << "was resumed";
}

TEST_F(Coroutine, EndsItsSpansWhenItIsDestroyedWhileItIsSuspended) {
  {
    const auto caller = start_span("caller");
    std::coroutine_handle<> handle;
    wait_forever(handle, current_context());
    std::thread([handle] { handle.destroy(); }).join();
    { const auto after = start_span("after"); }
  }
  const auto spans = recorder_.take();
  EXPECT_EQ(parent_of(spans, "suspended"), "caller");
  EXPECT_EQ(parent_of(spans, "after"), "caller");
}

TEST_F(Coroutine, LeavesSpansThatOutliveItOnNoThread) {
  auto opens = [](Workers& workers, Context position) -> Task<std::shared_ptr<Span>> {
    CoroutineScope here(position);
    auto span = std::make_shared<Span>(start_span("opened"));
    co_await here.carry(workers.to(0));
    co_return span;
  };
  {
    const auto span = spawn(opens(workers_, current_context())).get();
    const auto beside = start_span("beside");
  }
  const auto spans = recorder_.take();
  EXPECT_EQ(spans.size(), 2U);
  EXPECT_EQ(parent_of(spans, "beside"), "");
  EXPECT_EQ(leftovers(), 0);
}

TEST_F(Coroutine, HarmsOnlyItselfWithAnAwaitThatIsNotCarried) {
  auto forgets = [](Workers& workers, Context position) -> Task<> {
    CoroutineScope here(position);
    const auto span = start_span("outer");
    co_await workers.to(0);
    const auto lost = start_span("lost");
  };
  spawn(forgets(workers_, current_context())).get();
  { const auto after = start_span("after"); }
  EXPECT_EQ(parent_of(recorder_.take(), "after"), "");
}

TEST_F(Coroutine, CarriesAttachedContextsToo) {
  auto task = [](Workers& workers, Context position, Context other) -> Task<> {
    CoroutineScope here(position);
    {
      const auto scope = attach(other);
      co_await here.carry(workers.to(0));
      const auto elsewhere = start_span("elsewhere");
    }
    const auto home = start_span("home");
  };
  {
    auto a = start_span("a");
    a.detach();
    auto b = start_span("b");
    b.detach();
    spawn(task(workers_, a.context(), b.context())).get();
  }
  const auto spans = recorder_.take();
  EXPECT_EQ(parent_of(spans, "elsewhere"), "b");
  EXPECT_EQ(parent_of(spans, "home"), "a");
  EXPECT_EQ(leftovers(), 0);
}

template <typename T = void>
using CarryingTask = Task<T, CarryingPromise>;

CarryingTask<int> fetch(Workers& workers, std::size_t thread) {
  const auto span = start_span("fetch " + std::to_string(thread));
  co_await workers.to(thread);
  const auto inner = start_span("read " + std::to_string(thread));
  co_return static_cast<int>(thread);
}

CarryingTask<int> gather(Workers& workers) {
  const auto span = start_span("gather");
  const int first = co_await fetch(workers, 0);
  const int second = co_await fetch(workers, 1);
  const auto last = start_span("last");
  co_return first + second;
}

TEST_F(Coroutine, NeedsNothingInItsBodyWhenItsPromiseCarries) {
  {
    const auto caller = start_span("caller");
    auto task = gather(workers_);
    { const auto other = start_span("other"); }
    auto sum = spawn(std::move(task));
    EXPECT_EQ(current_context().span_id(), caller.context().span_id());
    EXPECT_EQ(sum.get(), 1);
  }
  const auto spans = recorder_.take();
  EXPECT_EQ(parent_of(spans, "gather"), "caller");
  for (const char* child : {"fetch 0", "fetch 1", "last"}) {
    EXPECT_EQ(parent_of(spans, child), "gather");
  }
  EXPECT_EQ(parent_of(spans, "read 0"), "fetch 0");
  EXPECT_EQ(parent_of(spans, "read 1"), "fetch 1");
  EXPECT_EQ(leftovers(), 0);
}

TEST(CoroutineWithoutASession, CarriesNothingAndRuns) {
  Workers workers(2);
  EXPECT_EQ(spawn(gather(workers)).get(), 1);
  EXPECT_FALSE(current_context().is_valid());
}

TEST_F(Coroutine, RunsInATraceOfItsOwn) {
  std::string name = "request";
  auto task = with_trace_async({.name = name, .user_id = "user1"},
                               [this](Trace& trace, CoroutineScope& here) -> Task<std::string> {
                                 trace.add_tag("async");
                                 co_await here.carry(workers_.to(0));
                                 const auto work = start_span("work");
                                 co_return "done";
                               });
  name = "overwritten";
  { const auto beside = start_span("beside"); }
  EXPECT_EQ(spawn(std::move(task)).get(), "done");
  const auto spans = recorder_.take();
  const SpanRecord& root = SpanRecorder::named(spans, "request");
  EXPECT_EQ(root.output, "done");
  EXPECT_EQ(root.trace->user_id, "user1");
  EXPECT_EQ(parent_of(spans, "work"), "request");
  EXPECT_EQ(parent_of(spans, "beside"), "");
  EXPECT_EQ(leftovers(), 0);
}

TEST_F(Coroutine, TakesItsTracesPositionAsAnArgument) {
  spawn(with_trace_async({.name = "request"}, [this](Context position = current_context()) {
    return visit(workers_, position);
  })).get();
  const auto spans = recorder_.take();
  EXPECT_EQ(parent_of(spans, "outer"), "request");
  EXPECT_EQ(parent_of(spans, "inner"), "middle");
}

TEST_F(Coroutine, RunsInATraceOfItsOwnWhenItsPromiseCarries) {
  {
    const auto beside = start_span("beside");
    EXPECT_EQ(spawn(with_trace_async({.name = "shared"},
                                     [this](Trace&, CoroutineScope& here) -> CarryingTask<int> {
                                       co_await here.carry(workers_.to(0));
                                       const auto work = start_span("work");
                                       co_return 7;
                                     }))
                  .get(),
              7);
    EXPECT_EQ(
        spawn(with_trace_async({.name = "request"}, [this] { return gather(workers_); })).get(), 1);
    EXPECT_EQ(current_context().span_id(), beside.context().span_id());
  }
  const auto spans = recorder_.take();
  EXPECT_EQ(parent_of(spans, "work"), "shared");
  EXPECT_EQ(parent_of(spans, "gather"), "request");
  EXPECT_EQ(parent_of(spans, "read 1"), "fetch 1");
  EXPECT_EQ(leftovers(), 0);
}

TEST_F(Coroutine, RecordsTheExceptionThatEndsItsTrace) {
  auto future = spawn(with_trace_async({.name = "request"}, [this](Trace&) -> Task<> {
    co_await workers_.to(0);
    throw std::out_of_range("index 7");
  }));
  EXPECT_THROW(future.get(), std::out_of_range);
  const auto spans = recorder_.take();
  const SpanRecord& root = SpanRecorder::named(spans, "request");
  EXPECT_EQ(root.status, SpanStatus::error);
  EXPECT_EQ(root.error_type, "std::out_of_range");
}

TEST_F(Coroutine, EndsItsTraceBeforeWhoAwaitsItGoesOn) {
  auto task = with_trace_async({.name = "request"}, []() -> Task<> { co_return; });
  auto outer = [](SpanRecorder& recorder, Task<>& inner) -> Task<std::size_t> {
    co_await std::move(inner);
    co_return recorder.take().size();
  };
  EXPECT_EQ(spawn(outer(recorder_, task)).get(), 1U);
}

TEST_F(Coroutine, EndsItsTraceWhenItIsNeverAwaited) {
  {
    auto task = with_trace_async({.name = "request"}, []() -> Task<> { co_return; });
  }
  EXPECT_EQ(recorder_.take().size(), 1U);
}

}  // namespace
}  // namespace sotto
