// Many threads: what they own is handed on when they end, and all of it together has a limit.

#include <gtest/gtest.h>

#include <algorithm>
#include <latch>
#include <thread>

#include <sotto/sotto.hpp>

#include "pipeline/thread_slot.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using runtime::Instance;
using namespace std::chrono_literals;

std::size_t ring_bytes() {
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < pipeline::thread_slots(); ++i) {
    const pipeline::SpanRing* const ring = pipeline::thread_slot(i)->ring.load();
    if (ring != nullptr) bytes += ring->capacity_bytes();
  }
  return bytes;
}

TEST(Threads, HandOnWhatTheyOwnedWhenTheyEnd) {
  test::HttpTestServer server;
  test::FakeEnvironment environment;
  Config config = test::otlp_config(server.url());
  config.memory_limit_bytes += ring_bytes();  // of other tests: rings are never freed
  Instance session(config, environment);
  constexpr std::uint32_t at_once = 8;
  constexpr std::uint32_t waves = 125;
  constexpr std::uint64_t spans_per_thread = 3;
  const std::uint32_t slots_before = pipeline::thread_slots();
  for (std::uint32_t wave = 0; wave < waves; ++wave) {
    std::vector<std::thread> short_lived;
    for (std::uint32_t i = 0; i < at_once; ++i) {
      short_lived.emplace_back([] {
        for (std::uint64_t s = 0; s < spans_per_thread; ++s) {
          const auto span = start_span("work");
          track_feature_usage("work");
        }
      });
    }
    for (auto& thread : short_lived) thread.join();
  }
  session.stop(50s);
  const Metrics metrics = session.metrics();
  constexpr std::uint64_t spans = at_once * waves * spans_per_thread;
  EXPECT_EQ(metrics.tracer.submitted, spans);
  EXPECT_EQ(metrics.tracer.processed, spans);
  EXPECT_EQ(metrics.telemetry.feature_usage.at("work"), spans);
  EXPECT_LE(pipeline::thread_slots() - slots_before, at_once);
  EXPECT_LE(ring_bytes(), config.memory_limit_bytes);
}

TEST(Threads, StayBelowTheMemoryLimitTogether) {
  test::HttpTestServer server;
  test::FakeEnvironment environment;
  Config config = test::otlp_config(server.url());
  config.ring_bytes = 64 << 10;
  config.memory_limit_bytes = ring_bytes() + 4 * config.ring_bytes;
  Instance session(config, environment);
  const std::uint32_t slots_before = pipeline::thread_slots();
  const std::uint32_t threads = slots_before + 32;
  std::latch all_recorded(threads);
  std::vector<std::thread> together;
  for (std::uint32_t i = 0; i < threads; ++i) {
    together.emplace_back([&all_recorded] {
      { const auto span = start_span("work"); }
      all_recorded.arrive_and_wait();  // so that none takes over what another one owned
    });
  }
  for (auto& thread : together) thread.join();
  session.stop(50s);
  const Metrics::Tracer tracer = session.metrics().tracer;
  EXPECT_EQ(tracer.submitted, threads);
  EXPECT_EQ(test::sum(tracer), tracer.submitted);
  EXPECT_GE(tracer.dropped_by_reason.at("no_memory"), 28U);
  EXPECT_EQ(tracer.processed + tracer.dropped_by_reason.at("no_memory"), tracer.submitted);
  EXPECT_LE(ring_bytes(), config.memory_limit_bytes);
}

}  // namespace
}  // namespace sotto
