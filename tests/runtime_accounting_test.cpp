// Every span and every count is somewhere: the equation of get_metrics() holds to the event, with
// the sink healthy, slow, refusing and absent.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include <sotto/sotto.hpp>

#include "tests/support/http_test_server.hpp"
#include "tests/support/otlp_spans.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using runtime::Instance;
using test::FakeEnvironment;
using test::HttpReply;
using test::HttpTestServer;
using namespace std::chrono_literals;

constexpr std::uint64_t threads = 4;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t spans_per_thread = 25'000;  // the sanitizers look for other faults
constexpr std::uint64_t counts_per_thread = 100'000;
#else
constexpr std::uint64_t spans_per_thread = 250'000;
constexpr std::uint64_t counts_per_thread = 1'000'000;
#endif

void record(std::uint64_t spans, std::uint64_t counts) {
  const std::uint64_t rounds = std::max(spans, counts);
  for (std::uint64_t i = 0; i < rounds; ++i) {
    if (i < spans) {
      auto span = start_span("work", {{"i", i}, {"name", "value"}});
      if (i % 100 == 0) span.set_error("TimeoutError");
    }
    if (i < counts) track_feature_usage("search");
  }
}

void expect_exact(const Metrics& metrics) {
  EXPECT_EQ(metrics.tracer.submitted, threads * spans_per_thread);
  EXPECT_EQ(test::sum(metrics.tracer), metrics.tracer.submitted);
  EXPECT_EQ(metrics.telemetry.feature_usage.at("search"), threads * counts_per_thread);
}

/// Records from four threads at once while a fifth checks that the sum holds meanwhile.
void record_from_all_threads(const Instance& session) {
  std::atomic<bool> is_done{false};
  std::thread watcher([&] {
    while (!is_done.load()) {
      const auto tracer = session.metrics().tracer;
      ASSERT_EQ(test::sum(tracer), tracer.submitted);
    }
  });
  std::vector<std::thread> workers;
  for (std::uint64_t t = 0; t < threads; ++t) {
    workers.emplace_back([] { record(spans_per_thread, counts_per_thread); });
  }
  for (auto& worker : workers) worker.join();
  is_done = true;
  watcher.join();
}

TEST(Accounting, IsExactWithAHealthySink) {
  HttpTestServer server;
  std::atomic<std::uint64_t> received{0};
  server.set_handler([&](const test::SeenRequest& request) {
    received += test::count_spans(request.plain_body());
    return HttpReply{};
  });
  FakeEnvironment environment;
  Instance session(test::otlp_config(server.url()), environment);
  record_from_all_threads(session);
  session.stop(120s);
  const Metrics metrics = session.metrics();
  expect_exact(metrics);
  EXPECT_EQ(metrics.tracer.processed, received.load());
  EXPECT_EQ(metrics.tracer.pending, 0U);
  EXPECT_GT(metrics.tracer.processed, 0U);
}

TEST(Accounting, IsExactWithASlowSink) {
  HttpTestServer server;
  server.set_reply({.manner = HttpReply::Manner::trickle});
  FakeEnvironment environment;
  Instance session(test::otlp_config(server.url()), environment);
  record_from_all_threads(session);
  session.flush(100ms);
  const Metrics running = session.metrics();
  EXPECT_EQ(test::sum(running.tracer), running.tracer.submitted);
  session.stop(100ms);
  expect_exact(session.metrics());
}

TEST(Accounting, IsExactWithARefusingSink) {
  HttpTestServer server;
  server.set_reply({.status = 422});
  FakeEnvironment environment;
  Instance session(test::otlp_config(server.url()), environment);
  record_from_all_threads(session);
  session.stop(120s);
  const Metrics metrics = session.metrics();
  expect_exact(metrics);
  EXPECT_EQ(metrics.tracer.processed, 0U);
  EXPECT_GT(metrics.tracer.failed, 0U);
}

TEST(Accounting, IsExactWithAnAbsentSink) {
  FakeEnvironment environment;
  Instance session(test::otlp_config("http://127.0.0.1:1/"), environment);
  record_from_all_threads(session);
  session.stop(10s);
  const Metrics metrics = session.metrics();
  expect_exact(metrics);
  EXPECT_EQ(metrics.tracer.processed, 0U);
  EXPECT_EQ(metrics.tracer.dropped + metrics.tracer.sampled_out, metrics.tracer.submitted);
}

TEST(Accounting, IsExactWithSampling) {
  HttpTestServer server;
  FakeEnvironment environment;
  Config config = test::otlp_config(server.url());
  config.sampling_rate = 0.1;
  Instance session(config, environment);
  record_from_all_threads(session);
  session.stop(120s);
  const Metrics metrics = session.metrics();
  expect_exact(metrics);
  EXPECT_GT(metrics.tracer.sampled_out, metrics.tracer.submitted / 2);
}

TEST(Accounting, SaysWhatTheEndOfASpanCostsItsThread) {
  HttpTestServer server;
  FakeEnvironment environment;
  Instance session(test::otlp_config(server.url()), environment);
  EXPECT_EQ(session.metrics().overhead.submit_ns_p50, 0);
  EXPECT_EQ(session.metrics().overhead.submit_ns_p99, 0);
  for (int i = 0; i < 10'000; ++i) const auto span = start_span("work");
  const Metrics::Overhead overhead = session.metrics().overhead;
  EXPECT_GT(overhead.submit_ns_p50, 0);
  EXPECT_GE(overhead.submit_ns_p99, overhead.submit_ns_p50);
  EXPECT_LT(overhead.submit_ns_p50, 1e9);
}

TEST(Accounting, CountsScoresAsItCountsSpans) {
  HttpTestServer server;
  server.set_handler([](const test::SeenRequest& request) {
    return HttpReply{.status = request.target == "/api/public/scores" ? 400 : 200};
  });
  FakeEnvironment environment;
  Config config;
  config.providers = {"langfuse"};
  config.langfuse_public_key = "pk";
  config.langfuse_secret_key = "sk";
  config.langfuse_base_url = server.url();
  Instance session(config, environment);
  for (int i = 0; i < 3; ++i) {
    const auto span = start_span("work");
    EXPECT_TRUE(span.score("quality", i));
  }
  session.stop(30s);
  const Metrics metrics = session.metrics();
  EXPECT_EQ(metrics.tracer.submitted, 6U);
  EXPECT_EQ(metrics.tracer.processed, 3U);
  EXPECT_EQ(metrics.tracer.failed, 3U);
  EXPECT_EQ(test::sum(metrics.tracer), metrics.tracer.submitted);
}

}  // namespace
}  // namespace sotto
