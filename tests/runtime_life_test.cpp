// A session among threads that come and go and signals that fall at any moment.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <limits>
#include <thread>

#include <sotto/sotto.hpp>

#include "runtime/holder.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/otlp_spans.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::size_t entries(const char* folder) {
  const fs::directory_iterator all(folder);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}
std::size_t threads() {
  return entries("/proc/self/task");
}
std::size_t descriptors() {
  return entries("/proc/self/fd");
}

/// The signals that a thread of this process blocks, one bit each.
std::uint64_t blocked_signals(const fs::path& task) {
  std::ifstream status(task / "status");
  std::string word;
  while (status >> word && word != "SigBlk:") {
  }
  std::uint64_t signals = 0;
  status >> std::hex >> signals;
  return signals;
}

class SessionLife : public testing::Test {
 protected:
  SessionLife() {
    server_.set_handler([this](const test::SeenRequest& request) {
      received_ += test::count_spans(request.plain_body());
      return test::HttpReply{};
    });
  }
  ~SessionLife() override { runtime::holder().set(nullptr); }

  /// Makes it the process's, so that the public functions speak to it.
  void start() { start(test::otlp_config(server_.url())); }
  void start(Config config) {
    runtime::holder().set(std::make_shared<runtime::Instance>(std::move(config), environment_));
  }

  void expect_exact() const {
    const auto tracer = get_metrics().tracer;
    EXPECT_EQ(test::sum(tracer), tracer.submitted);
    EXPECT_EQ(tracer.pending, 0U);
    EXPECT_EQ(tracer.processed, received_.load());
  }

  test::FakeEnvironment environment_;
  std::atomic<std::uint64_t> received_{0};
  test::HttpTestServer server_;
};

TEST_F(SessionLife, RunsNoHandlerOfTheHostInItsOwnThread) {
  std::vector<fs::path> before;
  for (const auto& task : fs::directory_iterator("/proc/self/task")) before.push_back(task);
  start();
  { const auto span = start_span("work"); }
  flush(20s);  // a thread that has only just begun blocks everything
  const std::uint64_t ordinary = std::uint64_t{1} << (SIGALRM - 1) |
                                 std::uint64_t{1} << (SIGINT - 1) |
                                 std::uint64_t{1} << (SIGPROF - 1);
  std::size_t ours = 0;
  for (const auto& task : fs::directory_iterator("/proc/self/task")) {
    if (std::ranges::find(before, task.path()) != before.end()) continue;
    ++ours;
    EXPECT_EQ(blocked_signals(task) & ordinary, ordinary);
  }
  EXPECT_EQ(ours, 1U);
}

TEST_F(SessionLife, LeavesNothingBehindOfAThousandThreads) {
  start();
  const auto run = [](int count) {
    for (int i = 0; i < count; ++i) {
      std::thread([] {
        const auto span = start_span("short-lived");
        track_feature_usage("search");
      }).join();
    }
  };
  run(10);
  flush(20s);
  const std::size_t threads_before = threads();
  const std::size_t descriptors_before = descriptors();
  const std::uint64_t bytes_before = get_metrics().overhead.memory_bytes;
  run(1000);
  flush(20s);
  EXPECT_EQ(threads(), threads_before);
  EXPECT_EQ(descriptors(), descriptors_before);
  EXPECT_EQ(get_metrics().overhead.memory_bytes, bytes_before);
  expect_exact();
  EXPECT_EQ(received_.load(), 1010U);
}

TEST_F(SessionLife, GivesEverythingBackWhenItEnds) {
  const auto run_once = [this] {
    start();
    { const auto span = start_span("work"); }
    shutdown(20s);
    runtime::holder().set(nullptr);
    EXPECT_TRUE(server_.wait_for_open_connections(0));
  };
  run_once();
  const std::size_t threads_before = threads();
  const std::size_t descriptors_before = descriptors();
  for (int i = 0; i < 50; ++i) run_once();
  EXPECT_EQ(threads(), threads_before);
  EXPECT_EQ(descriptors(), descriptors_before);
  EXPECT_EQ(received_.load(), 51U);
}

TEST_F(SessionLife, ClosesItsConnectionsWhenItEnds) {
  Config config = test::otlp_config(server_.url());
  config.telemetry_endpoint = server_.url("/v1/metrics");
  environment_.with("SOTTO_TELEMETRY_ENDPOINT", config.telemetry_endpoint);
  start(config);
  { const auto span = start_span("work"); }
  track_feature_usage("search");
  EXPECT_TRUE(flush(20s).complete());
  EXPECT_TRUE(server_.wait_for_requests(2));
  EXPECT_EQ(server_.open_connections(), 2U);
  shutdown(20s);
  EXPECT_TRUE(server_.wait_for_open_connections(0));
}

std::atomic<std::uint64_t> handled{0};

void record_in_handler(int) {
  {
    auto span = start_span("in a handler", {{"number", 1}});
    const auto child = start_span("its child");
    span.add_event("event");
  }
  track_feature_usage("handled");
  handled.fetch_add(1, std::memory_order_relaxed);
}

TEST_F(SessionLife, CountsWhatSignalHandlersRecordInTheMiddleOfACall) {
  handled = 0;
  start();
  struct sigaction action {};
  action.sa_handler = record_in_handler;
  action.sa_flags = SA_RESTART;
  struct sigaction previous {};
  ASSERT_EQ(sigaction(SIGUSR1, &action, &previous), 0);
  record_in_handler(0);  // what a thread's first span needs is made before its first handler

  constexpr std::uint64_t signals = 3'000;
  std::atomic<bool> is_over{false};
  std::thread storm([&is_over, recorder = pthread_self()] {
    for (std::uint64_t sent = 1; sent <= signals; ++sent) {
      pthread_kill(recorder, SIGUSR1);
      while (handled.load() <= sent) std::this_thread::yield();
    }
    is_over = true;
  });
  std::uint64_t recorded = 0;
  while (!is_over.load()) {
    auto span = start_span("work", {{"number", recorded}});
    span.set_input("question");
    track_feature_usage("search");
    ++recorded;
  }
  storm.join();
  sigaction(SIGUSR1, &previous, nullptr);
  shutdown(60s);
  const auto metrics = get_metrics();
  // A handler that falls into a span call has its spans refused, each of them counted.
  EXPECT_EQ(metrics.tracer.submitted, recorded + 2 * handled.load());
  EXPECT_EQ(metrics.telemetry.feature_usage.at("search"), recorded);
  EXPECT_EQ(metrics.telemetry.feature_usage.at("handled"), handled.load());
  expect_exact();
}

TEST_F(SessionLife, TakesTheLongestAndTheShortestTimesForADeadline) {
  start();
  { const auto span = start_span("work"); }
  EXPECT_TRUE(flush(std::chrono::milliseconds::max()).complete());
  EXPECT_TRUE(flush(std::chrono::milliseconds::min()).complete());
  { const auto span = start_span("work"); }
  EXPECT_TRUE(shutdown(std::chrono::milliseconds::max()).complete());
  EXPECT_EQ(received_.load(), 2U);
}

TEST_F(SessionLife, RunsWithTheSmallestAndTheLargestOfEveryNumber) {
  Config least = test::otlp_config(server_.url());
  least.max_field_bytes = least.max_span_bytes = least.ring_bytes = least.memory_limit_bytes = 0;
  least.queue_size = least.batch_size = least.batch_bytes = least.file_max_bytes = 0;
  least.flush_interval = least.max_age = least.export_timeout = least.shutdown_timeout =
      least.slow_threshold = least.telemetry_interval = std::chrono::milliseconds::min();
  least.sampling_rate = -std::numeric_limits<double>::infinity();
  Config most = least;
  most.max_field_bytes = most.max_span_bytes = most.ring_bytes = most.memory_limit_bytes = SIZE_MAX;
  most.queue_size = most.batch_size = most.batch_bytes = most.file_max_bytes = SIZE_MAX;
  most.flush_interval = most.max_age = most.export_timeout = most.shutdown_timeout =
      most.slow_threshold = most.telemetry_interval = std::chrono::milliseconds::max();
  most.sampling_rate = std::numeric_limits<double>::infinity();
  Config neither = least;
  neither.sampling_rate = std::numeric_limits<double>::quiet_NaN();
  for (const Config& config : {least, most, neither}) {
    start(config);
    auto span = start_span("work", {{"name", "value"}});
    span.set_input(std::string(100'000, 'x'));
    span.end();
    flush(1s);
    shutdown(1s);
    const auto tracer = get_metrics().tracer;
    EXPECT_EQ(tracer.submitted, 1U);
    EXPECT_EQ(test::sum(tracer), 1U);
  }
}

}  // namespace
}  // namespace sotto
