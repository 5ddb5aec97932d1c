#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <sotto/telemetry.hpp>

#include "tests/support/telemetry_session.hpp"

namespace sotto {
namespace {

using test::TelemetrySession;

constexpr std::uint64_t threads = 8;
constexpr std::uint64_t calls_per_thread = 1'000'000;

/// `calls` calls: half features, a quarter errors, a quarter agent runs of 1 ms.
void make_calls(std::uint64_t calls) {
  for (std::uint64_t i = 0; i < calls; i += 4) {
    track_feature_usage("stress");
    track_feature_usage("stress", "second");
    track_error("E", "stress");
    track_agent_run(
        {.agent_type = "stress", .success = i % 8 == 0, .duration = std::chrono::milliseconds(1)});
  }
}

void expect_exact(const TelemetrySession& session, std::uint64_t calls) {
  const Metrics::Telemetry metrics = session.metrics();
  EXPECT_EQ(metrics.feature_usage.at("stress"), calls / 2);
  EXPECT_EQ(metrics.errors.at("E"), calls / 4);
  EXPECT_EQ(metrics.agent_runs.at("stress"), calls / 4);
  std::uint64_t durations = 0;
  std::uint64_t sum_ns = 0;
  const telemetry::Totals totals = session.totals();
  for (const auto& [number, one] : totals.series) {
    durations += one.durations.count();
    sum_ns += one.durations.sum_ns;
  }
  EXPECT_EQ(durations, calls / 4);
  EXPECT_EQ(sum_ns, calls / 4 * 1'000'000);
  EXPECT_EQ(totals.lost, 0U);
}

TEST(Accounting, LosesNoCallOfManyThreadsWhileOthersRead) {
  TelemetrySession session;
  std::atomic<std::uint64_t> running{threads};
  std::vector<std::thread> writers;
  for (std::uint64_t i = 0; i < threads; ++i) {
    writers.emplace_back([&] {
      make_calls(calls_per_thread);
      --running;
    });
  }
  std::map<std::uint32_t, std::uint64_t> before;
  while (running.load() != 0) {
    for (const auto& [number, one] : session.totals().series) {
      ASSERT_GE(one.count, before[number]) << "a count never shrinks";
      before[number] = one.count;
    }
  }
  for (std::thread& writer : writers) writer.join();
  expect_exact(session, threads * calls_per_thread);
}

TEST(Accounting, LosesNoCallOfThreadsThatEndAndAreReplaced) {
  constexpr std::uint64_t generations = 200;
  constexpr std::uint64_t calls = 4000;
  TelemetrySession session;
  for (std::uint64_t generation = 0; generation < generations; ++generation) {
    std::vector<std::thread> writers;
    for (int i = 0; i < 4; ++i) writers.emplace_back([] { make_calls(calls); });
    for (std::thread& writer : writers) writer.join();
  }
  expect_exact(session, generations * 4 * calls);
}

std::atomic<std::uint64_t> handled{0};

void count_signal(int) {
  track_feature_usage("signal");
  track_agent_run({.agent_type = "signal", .duration = std::chrono::milliseconds(1)});
  handled.fetch_add(1, std::memory_order_relaxed);
}

TEST(Accounting, LosesNothingToASignalHandlerThatCountsToo) {
  constexpr std::uint64_t wanted_signals = 1'000;
  TelemetrySession session;
  track_feature_usage("signal");  // the thread has its slot: from here on handlers may count

  struct sigaction action {};
  struct sigaction action_before {};
  action.sa_handler = count_signal;
  ASSERT_EQ(sigaction(SIGUSR1, &action, &action_before), 0);
  std::thread storm([counting_thread = pthread_self()] {
    while (handled.load(std::memory_order_relaxed) < wanted_signals) {
      pthread_kill(counting_thread, SIGUSR1);
    }
  });
  std::uint64_t calls = 1;
  while (handled.load(std::memory_order_relaxed) < wanted_signals) {
    track_feature_usage("signal");
    track_agent_run({.agent_type = "signal", .duration = std::chrono::milliseconds(1)});
    ++calls;
  }
  storm.join();
  ASSERT_EQ(sigaction(SIGUSR1, &action_before, nullptr), 0);

  const Metrics::Telemetry metrics = session.metrics();
  EXPECT_EQ(metrics.feature_usage.at("signal"), calls + handled.load());
  EXPECT_EQ(metrics.agent_runs.at("signal"), calls - 1 + handled.load());
}

}  // namespace
}  // namespace sotto
