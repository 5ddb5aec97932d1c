// Sampling in a whole session: a destination that cannot follow gets whole traces.

#include <gtest/gtest.h>

#include <sstream>
#include <thread>

#include <sotto/provider.hpp>
#include <sotto/sotto.hpp>

#include "pipeline/ot_tracestate.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using runtime::Instance;
using test::FakeEnvironment;
using test::HttpReply;
using test::HttpTestServer;
using namespace std::chrono_literals;

/// Sends a line for each span: its trace, its name, whether its trace was left out, and its
/// tracestate, or "-".
class Lines : public Provider {
 public:
  explicit Lines(std::string url) : url_(std::move(url)) {}

  ProviderEndpoint endpoint() const override { return {.url = url_, .gzip = false}; }
  Result<Done> encode(std::span<const SpanRecord> batch, std::string& out) override {
    for (const SpanRecord& span : batch) {
      out += span.trace_id.to_hex() + ' ' + std::string(span.name);
      out += span.is_trace_left_out ? " alone " : " whole ";
      out += span.trace_state.empty() ? std::string("-") : std::string(span.trace_state);
      out += '\n';
    }
    return Done{};
  }

 private:
  std::string url_;
};

struct Delivered {
  std::map<std::string, std::size_t> spans_of_trace;  // of the ordinary spans
  std::size_t errors = 0;
  std::size_t errors_alone = 0;
  double estimate = 0;  // of the ordinary spans, from those that came
};

class Sampled : public testing::Test {
 protected:
  Config config() {
    register_provider("lines", [](const Config& config) {
      return Result<std::unique_ptr<Provider>>(std::make_unique<Lines>(config.otlp_endpoint));
    });
    Config config;
    config.providers = {"lines"};
    config.otlp_endpoint = server_.url();
    config.slow_threshold = 24h;  // on a busy machine any span may be slow
    config.ring_bytes = 16 << 20;
    config.memory_limit_bytes = 128 << 20;
    return config;
  }

  /// What the server got, each request once.
  Delivered delivered() const {
    Delivered sum;
    for (const auto& request : server_.requests()) {
      std::istringstream lines(request.body);
      std::string trace, name, mark, tracestate;
      while (lines >> trace >> name >> mark >> tracestate) {
        const auto threshold = pipeline::read_ot_tracestate(tracestate).threshold;
        if (name == "error") {
          ++sum.errors;
          if (mark == "alone") ++sum.errors_alone;
          EXPECT_EQ(threshold.value_or(0), 0U);
          continue;
        }
        EXPECT_EQ(mark, "whole");
        ++sum.spans_of_trace[trace];
        sum.estimate += 1 / pipeline::rate_of(threshold.value_or(0));
      }
    }
    return sum;
  }

  HttpTestServer server_;
  FakeEnvironment environment_;
};

constexpr std::uint64_t threads = 2;
constexpr std::uint64_t spans_per_trace = 3;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t traces_per_thread = 1000;
#else
constexpr std::uint64_t traces_per_thread = 5000;
#endif

void record_traces() {
  for (std::uint64_t i = 0; i < traces_per_thread; ++i) {
    const auto root = start_trace({.name = "root"});
    const auto child = start_span("child");
    const auto grandchild = start_span("grandchild");
    if (i % 500 == 0) start_span("error").set_error("TimeoutError");
  }
}

TEST_F(Sampled, SessionsUnderPressureDeliverWholeTracesAndCountTheOthers) {
  server_.set_reply({.manner = HttpReply::Manner::trickle});
  Config small = config();
  small.queue_size = 600;
  small.batch_size = 100;
  Instance session(small, environment_);
  std::vector<std::thread> workers;
  for (std::uint64_t t = 0; t < threads; ++t) workers.emplace_back(record_traces);
  for (auto& worker : workers) worker.join();
  session.flush(50s);
  const Metrics::Tracer tracer = session.metrics().tracer;
  constexpr std::uint64_t ordinary = threads * traces_per_thread * spans_per_trace;
  constexpr std::uint64_t errors = threads * traces_per_thread / 500;
  EXPECT_EQ(tracer.submitted, ordinary + errors);
  EXPECT_EQ(test::sum(tracer), tracer.submitted);
  EXPECT_EQ(tracer.pending, 0U);
  EXPECT_EQ(tracer.dropped, 0U);
  EXPECT_GT(tracer.sampled_out, 0U);

  const Delivered got = delivered();
  for (const auto& [trace, spans] : got.spans_of_trace) EXPECT_EQ(spans, spans_per_trace);
  EXPECT_EQ(got.spans_of_trace.size() * spans_per_trace + got.errors, tracer.processed);
  EXPECT_EQ(got.errors, errors);
  EXPECT_GT(got.errors_alone, 0U);
}

TEST_F(Sampled, SessionsWithABudgetSayWhatTheyKeep) {
  Config tight = config();
  tight.spans_per_second = 30;
  Instance session(tight, environment_);
  record_traces();
  session.flush(50s);
  const Metrics::Tracer tracer = session.metrics().tracer;
  EXPECT_EQ(test::sum(tracer), tracer.submitted);
  EXPECT_LT(tracer.sampling_rate, 0.5);
  EXPECT_LT(tracer.processed, tracer.submitted / 2);
  const Delivered got = delivered();
  for (const auto& [trace, spans] : got.spans_of_trace) EXPECT_EQ(spans, spans_per_trace);
  EXPECT_EQ(got.errors, traces_per_thread / 500);
}

TEST_F(Sampled, SessionsWithoutPressureKeepEverything) {
  Instance session(config(), environment_);
  for (int i = 0; i < 1000; ++i) {
    const auto span = start_span("work");
  }
  session.flush(50s);
  const Metrics::Tracer tracer = session.metrics().tracer;
  EXPECT_EQ(tracer.processed, 1000U);
  EXPECT_EQ(tracer.sampling_rate, 1);
  EXPECT_EQ(delivered().estimate, 1000);
}

}  // namespace
}  // namespace sotto
