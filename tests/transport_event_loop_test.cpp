#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <optional>
#include <thread>

#include "tests/support/fault_server.hpp"
#include "tests/support/http_test_server.hpp"
#include "transport/event_loop.hpp"
#include "transport/http_client.hpp"

namespace sotto::transport {
namespace {

using namespace std::chrono_literals;

TEST(EventLoop, WaitsForTheWholeDuration) {
  EventLoop loop;
  const auto start = std::chrono::steady_clock::now();
  loop.run_for(20ms);
  EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms);
}

// Each of these would end by ctest's timeout if the loop did not wake.
TEST(EventLoop, WakesWhenAnotherThreadSaysSo) {
  EventLoop loop;
  std::promise<void> running;
  std::thread other([&] {
    running.get_future().wait();
    loop.wake();
  });
  running.set_value();
  loop.run_for(24h);
  other.join();
}

TEST(EventLoop, ReturnsAtOnceWhenWokenBefore) {
  EventLoop loop;
  loop.wake();
  loop.run_for(24h);
}

// Two threads take turns; run_for may return early, but not stay when it was its turn.
TEST(EventLoop, NeverLosesAWake) {
  constexpr int turns = 20'000;
  EventLoop loop;
  EventLoop other_loop;
  std::atomic<int> asked{0};
  std::atomic<int> answered{0};
  std::thread other([&] {
    for (int turn = 1; turn <= turns; ++turn) {
      while (asked < turn) other_loop.run_for(24h);
      answered = turn;
      loop.wake();
    }
  });
  for (int turn = 1; turn <= turns; ++turn) {
    asked = turn;
    other_loop.wake();
    while (answered < turn) loop.run_for(24h);
  }
  other.join();
}

// A program that is never idle has no time to wait, and its connections go on all the same.
TEST(EventLoop, RunsWhatIsReadyWithoutWaiting) {
  const test::HttpTestServer server;
  EventLoop loop;
  HttpClient client(loop, parse_endpoint(server.url()).value(), {});
  std::optional<int> status;
  client.send({}, [&](const Result<HttpResponse>& answer) { status = answer.value().status; });
  while (!status) loop.run_for(0ms);
  EXPECT_EQ(status, 200);
}

// Something is always ready when a peer sends without end. This would end by ctest's timeout, too.
TEST(EventLoop, WakesAmidAnAnswerWithoutEnd) {
  const test::FaultServer server(test::Fault::endless);
  EventLoop loop;
  HttpClient client(loop, parse_endpoint(server.url()).value(),
                    {.timeout = 1h, .max_response_bytes = std::size_t{1} << 40});
  std::optional<ErrorCode> code;
  client.send({}, [&](const Result<HttpResponse>& answer) { code = answer.error().code; });
  for (int i = 0; i < 100; ++i) {
    loop.wake();
    loop.run_for(24h);
  }
  EXPECT_EQ(code, std::nullopt);
}

}  // namespace
}  // namespace sotto::transport
