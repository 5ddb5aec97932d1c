// Many flows of control at once, on few threads: not one span may have the wrong parent.

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include <sotto/sotto.hpp>

#include "pipeline/thread_slot.hpp"
#include "tests/support/asio.hpp"
#include "tests/support/span_recorder.hpp"
#include "tests/support/task.hpp"

namespace sotto {
namespace {

namespace asio = test::asio;
using test::SpanRecorder;
using test::spawn;
using test::Task;
using test::value_of;
using test::Workers;

constexpr int tasks = 64;
constexpr int rounds = 333;
constexpr int spans_per_task = 1 + 3 * rounds;  // a root; child, grandchild and sibling each round
constexpr int worker_threads = 4;

/// Where a span must hang, by the code's structure alone.
struct Place {
  std::string trace;
  std::string span;
};

/// Spans that were recorded and lost, since the process began.
std::uint64_t lost() {
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < pipeline::thread_slots(); ++i) {
    for (const auto& count : pipeline::thread_slot(i)->spans.dropped) {
      sum += count.load(std::memory_order_relaxed);
    }
  }
  return sum;
}

class Parallel : public testing::Test {
 public:
  // More threads than the default limit has rings for.
  Parallel() { pipeline::set_ring_limits(512 << 10, 256 << 20); }

  /// A span that says where it must hang. At most a thousand are recorded and not yet taken, so
  /// that no ring is ever full.
  Span start_below(const Place& parent, std::string_view name) {
    free_.acquire();
    return start_span(name, {{"trace", parent.trace}, {"parent", parent.span}});
  }
  static Place place(const Span& span) { return {span.trace_id(), span.span_id()}; }

  /// A round's three spans.
  void run_round(const Place& root) {
    {
      const auto child = start_below(root, "child");
      const auto grandchild = start_below(place(child), "grandchild");
    }
    const auto sibling = start_below(root, "sibling");
  }

  void run_task(const Place& parent) {
    const auto root = start_below(parent, "root");
    for (int i = 0; i < rounds; ++i) run_round(place(root));
  }

  /// Takes and checks spans until all of `tasks` have come.
  void check_all() {
    int wrong = 0;
    for (int left = tasks * spans_per_task; left > 0;) {
      const auto spans = recorder_.take();
      int taken = 0;
      for (const SpanRecord& span : spans) {
        if (value_of(span.attributes, "parent") == "(none)") continue;  // a trace's own
        const bool is_right = value_of(span.attributes, "parent") == span.parent_span_id.to_hex() &&
                              value_of(span.attributes, "trace") == span.trace_id.to_hex();
        wrong += is_right ? 0 : 1;
        ++taken;
      }
      ASSERT_EQ(lost(), lost_before_);
      left -= taken;
      free_.release(taken);
      if (taken == 0) std::this_thread::yield();
    }
    EXPECT_EQ(wrong, 0);
  }

  SpanRecorder recorder_;
  const std::uint64_t lost_before_ = lost();
  std::counting_semaphore<> free_{1000};
};

TEST_F(Parallel, ThreadsHaveNoWrongParent) {
  std::vector<std::thread> threads;
  for (int i = 0; i < tasks; ++i) {
    const auto trace = start_trace();
    threads.emplace_back(bind([this, parent = place(trace)] { run_task(parent); }));
  }
  check_all();
  for (std::thread& thread : threads) thread.join();
}

TEST_F(Parallel, FuturesHaveNoWrongParent) {
  std::vector<std::future<void>> futures;
  for (int i = 0; i < tasks; ++i) {
    const auto trace = start_trace();
    futures.push_back(std::async(std::launch::async,
                                 bind([this](Place parent) { run_task(parent); }), place(trace)));
  }
  check_all();
  for (auto& future : futures) future.get();
}

/// One task as a chain of handlers, which the pool runs between those of the others.
struct Chain : std::enable_shared_from_this<Chain> {
  Chain(Parallel& owner, asio::thread_pool& executor) : test(owner), pool(executor) {}

  void start(const Place& parent) {
    root = test.start_below(parent, "root");
    post();
    root.detach();
  }
  /// The next handler runs where this one does: at the root.
  void post() {
    asio::post(pool, bind([self = shared_from_this()] { self->step(); }));
  }
  void step() {
    test.run_round(Parallel::place(root));
    ++round == rounds ? root.end() : post();
  }

  Parallel& test;
  asio::thread_pool& pool;
  Span root;
  int round = 0;
};

TEST_F(Parallel, HandlersOfAThreadPoolHaveNoWrongParent) {
  asio::thread_pool pool(worker_threads);
  for (int i = 0; i < tasks; ++i) {
    const auto trace = start_trace();
    const auto chain = std::make_shared<Chain>(*this, pool);
    asio::post(pool, bind([chain, parent = place(trace)] { chain->start(parent); }));
  }
  check_all();
  pool.join();
}

template <typename Coroutine, typename Hop>
Coroutine run_child(Parallel& test, Place parent, Hop hop, CoroutineScope& here) {
  const auto child = test.start_below(parent, "child");
  co_await here.carry(hop());
  const auto grandchild = test.start_below(Parallel::place(child), "grandchild");
  co_await here.carry(hop());
}

/// A task as a coroutine, of any type, that goes to another thread by co_await hop().
template <typename Coroutine, typename Hop>
Coroutine run_flow(Parallel& test, Place parent, Hop hop, Context position = current_context()) {
  CoroutineScope here(position);
  co_await here.carry(hop());
  const auto root = test.start_below(parent, "root");
  for (int i = 0; i < rounds; ++i) {
    co_await run_child<Coroutine>(test, Parallel::place(root), hop, here);
    const auto sibling = test.start_below(Parallel::place(root), "sibling");
    co_await here.carry(hop());
  }
}

TEST_F(Parallel, CoroutinesHaveNoWrongParent) {
  std::atomic<int> leftovers = 0;
  {
    Workers workers(worker_threads, [&] { leftovers += current_context().is_valid() ? 1 : 0; });
    std::atomic<std::size_t> next = 0;
    const auto hop = [&] { return workers.to(next++); };
    std::vector<std::future<void>> flows;
    for (int i = 0; i < tasks; ++i) {
      const auto trace = start_trace();
      flows.push_back(spawn(run_flow<Task<>>(*this, place(trace), hop)));
    }
    check_all();
    for (auto& flow : flows) flow.get();
  }
  EXPECT_EQ(leftovers, 0);
}

using CarryingTask = Task<void, CarryingPromise>;

template <typename Hop>
CarryingTask run_carrying_child(Parallel& test, Place parent, Hop hop) {
  const auto child = test.start_below(parent, "child");
  co_await hop();
  const auto grandchild = test.start_below(Parallel::place(child), "grandchild");
  co_await hop();
}

template <typename Hop>
CarryingTask run_carrying_flow(Parallel& test, Place parent, Hop hop) {
  co_await hop();
  const auto root = test.start_below(parent, "root");
  for (int i = 0; i < rounds; ++i) {
    co_await run_carrying_child(test, Parallel::place(root), hop);
    const auto sibling = test.start_below(Parallel::place(root), "sibling");
    co_await hop();
  }
}

TEST_F(Parallel, CoroutinesOfACarryingPromiseHaveNoWrongParent) {
  std::atomic<int> leftovers = 0;
  {
    Workers workers(worker_threads, [&] { leftovers += current_context().is_valid() ? 1 : 0; });
    std::atomic<std::size_t> next = 0;
    const auto hop = [&] { return workers.to(next++); };
    std::vector<std::future<void>> flows;
    for (int i = 0; i < tasks; ++i) {
      const auto trace = start_trace();
      flows.push_back(spawn(run_carrying_flow(*this, place(trace), hop)));
    }
    check_all();
    for (auto& flow : flows) flow.get();
  }
  EXPECT_EQ(leftovers, 0);
}

TEST_F(Parallel, AsioCoroutinesHaveNoWrongParent) {
  asio::thread_pool pool(worker_threads);
  const auto hop = [&pool] { return asio::post(pool, asio::use_awaitable); };
  for (int i = 0; i < tasks; ++i) {
    const auto trace = start_trace();
    asio::co_spawn(pool, run_flow<asio::awaitable<void>>(*this, place(trace), hop), asio::detached);
  }
  check_all();
  pool.join();
}

}  // namespace
}  // namespace sotto
