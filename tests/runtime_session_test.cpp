// One session from start to end, with a real server, in surroundings that the test makes up.

#include <gtest/gtest.h>

#include <thread>

#include <sotto/sotto.hpp>

#include "runtime/metrics_json.hpp"
#include "tests/support/changing_environment.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/otlp_spans.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using runtime::Instance;
using test::FakeEnvironment;
using test::HttpTestServer;
using namespace std::chrono_literals;

class Sessions : public testing::Test {
 protected:
  Config config() const { return test::otlp_config(server_.url("/v1/traces")); }

  HttpTestServer server_;
  FakeEnvironment environment_;
};

TEST_F(Sessions, DeliverWhatWasRecordedBeforeAFlush) {
  Instance session(config(), environment_);
  { const auto span = start_span("work"); }
  const FlushResult result = session.flush(20s);
  EXPECT_EQ(result.delivered, 1U);
  EXPECT_TRUE(result.complete());
  EXPECT_EQ(test::count_spans(server_.requests().at(0).plain_body()), 1U);
}

TEST_F(Sessions, DeliverTheRestWhenTheyStop) {
  Instance session(config(), environment_);
  for (int i = 0; i < 1000; ++i) {
    const auto span = start_span("work");
  }
  EXPECT_TRUE(session.stop(20s).complete());
  EXPECT_EQ(session.metrics().tracer.processed, 1000U);
}

TEST_F(Sessions, SendWhatIsOldEnoughWithoutBeingAsked) {
  Config quick = config();
  quick.flush_interval = 1ms;
  Instance session(quick, environment_);
  { const auto span = start_span("work"); }
  EXPECT_TRUE(server_.wait_for_requests(1));
}

TEST_F(Sessions, FillRequestsInsteadOfSendingEachSpanAlone) {
  Instance session(config(), environment_);
  for (int i = 0; i < 1024; ++i) {
    const auto span = start_span("work");
  }
  session.stop(20s);
  EXPECT_EQ(server_.requests().size(), 2U);
}

TEST_F(Sessions, RecordNothingAfterTheyStopped) {
  Instance session(config(), environment_);
  auto open = start_span("open");
  session.stop(20s);
  EXPECT_FALSE(start_span("late").is_recording());
  open.end();
  const auto tracer = session.metrics().tracer;
  EXPECT_EQ(tracer.dropped_by_reason.at("shutdown"), 1U);
  EXPECT_EQ(tracer.submitted, test::sum(tracer));
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(Sessions, MayFollowEachOther) {
  for (int i = 0; i < 3; ++i) {
    Instance session(config(), environment_);
    { const auto span = start_span("work"); }
    EXPECT_EQ(session.stop(20s).delivered, 1U);
    EXPECT_EQ(session.metrics().tracer.submitted, 1U);
  }
}

TEST_F(Sessions, SendToSeveralDestinationsAtOnce) {
  Config both = config();
  both.providers = {"otlp", "langfuse"};
  both.langfuse_base_url = server_.url("");
  both.langfuse_public_key = "pk-lf-1";
  both.langfuse_secret_key = "sk-lf-1";
  Instance session(both, environment_);
  { const auto span = start_span("work"); }
  EXPECT_EQ(session.stop(20s).delivered, 2U);
  EXPECT_EQ(session.metrics().tracer.submitted, 2U);
  EXPECT_EQ(server_.requests().size(), 2U);
}

TEST_F(Sessions, DoNotLetADeadDestinationDelayAnother) {
  Config both = config();
  both.providers = {"langfuse", "otlp"};
  both.langfuse_base_url = "http://127.0.0.1:1";
  both.langfuse_public_key = "pk-lf-1";
  both.langfuse_secret_key = "sk-lf-1";
  Instance session(both, environment_);
  { const auto span = start_span("work"); }
  const FlushResult result = session.stop(20s);
  EXPECT_EQ(result.delivered, 1U);
  EXPECT_EQ(result.dropped, 1U);
}

TEST_F(Sessions, SendThroughTheProxy) {
  Config proxied = config();
  proxied.otlp_traces_endpoint = "http://collector.test/v1/traces";
  proxied.all_proxy = server_.url();
  Instance session(proxied, environment_);
  { const auto span = start_span("work"); }
  EXPECT_EQ(session.stop(20s).delivered, 1U);
  EXPECT_EQ(server_.requests().at(0).target, "http://collector.test/v1/traces");
}

TEST_F(Sessions, GoAroundTheProxyWhereNoneIsWanted) {
  Config direct = config();  // to this machine
  direct.http_proxy = "http://127.0.0.1:1";
  Instance session(direct, environment_);
  { const auto span = start_span("work"); }
  EXPECT_EQ(session.stop(20s).delivered, 1U);
}

TEST_F(Sessions, SayWhichProxySettingCannotBeUsed) {
  Config proxied = config();
  proxied.otlp_traces_endpoint = "https://collector.test/v1/traces";
  proxied.https_proxy = "socks5://user:secret@proxy.example";
  Instance session(proxied, environment_);
  EXPECT_TRUE(session.status().providers.empty());
  ASSERT_EQ(session.status().warnings.size(), 1U);
  EXPECT_EQ(session.status().warnings[0],
            "otlp: https_proxy: only proxies whose URL begins with http:// can be used");
}

TEST_F(Sessions, UseTheProvidersWhoseSettingsAreThereWhenNoneIsNamed) {
  Config unnamed = config();
  unnamed.providers.clear();
  Instance session(unnamed, environment_);
  EXPECT_EQ(session.status().providers, std::vector<std::string>{"otlp"});
}

TEST_F(Sessions, SayWhichProviderCannotBeUsed) {
  Config wrong = config();
  wrong.providers = {"otlp", "no-such-provider"};
  Instance session(wrong, environment_);
  const Status status = session.status();
  EXPECT_EQ(status.providers, std::vector<std::string>{"otlp"});
  ASSERT_EQ(status.warnings.size(), 1U);
  EXPECT_NE(status.warnings[0].find("no-such-provider"), std::string::npos);
}

TEST_F(Sessions, WithoutAProviderRecordNoSpans) {
  Instance session(Config{}, environment_);
  EXPECT_FALSE(start_span("work").is_recording());
  EXPECT_EQ(session.status().observability.reason, "not_configured");
  EXPECT_EQ(session.flush(1s).delivered, 0U);
}

TEST_F(Sessions, WithoutAnEndpointCountInMemory) {
  Instance session(Config{}, environment_);
  track_feature_usage("search");
  track_error("TimeoutError", "agent.simple");
  track_agent_run({.agent_type = "simple", .duration = 12ms});
  const Metrics metrics = session.metrics();
  EXPECT_TRUE(metrics.telemetry.enabled);
  EXPECT_EQ(metrics.telemetry.reason, "not_configured");
  EXPECT_EQ(metrics.telemetry.feature_usage.at("search"), 1U);
  EXPECT_EQ(metrics.telemetry.errors.at("TimeoutError"), 1U);
  EXPECT_EQ(metrics.telemetry.agent_runs.at("simple"), 1U);
}

TEST_F(Sessions, BehindAClosedGateRecordNothing) {
  environment_.with("DO_NOT_TRACK", "1");
  Instance session(config(), environment_);
  EXPECT_FALSE(start_span("work").is_recording());
  track_feature_usage("search");
  const Metrics metrics = session.metrics();
  EXPECT_FALSE(metrics.telemetry.enabled);
  EXPECT_TRUE(metrics.telemetry.feature_usage.empty());
  EXPECT_EQ(metrics.tracer.submitted, 0U);
  EXPECT_EQ(session.status().observability.reason, "do_not_track");
  EXPECT_EQ(session.status().observability.detail, "DO_NOT_TRACK");
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(Sessions, FallSilentWhenTheUserOptsOutMeanwhile) {
  test::ChangingEnvironment environment;
  Config slow = config();
  slow.flush_interval = 1h;
  Instance session(slow, environment);
  auto open = start_span("open");
  for (int i = 0; i < 10; ++i) {
    const auto span = start_span("work");
  }
  environment.opted_out = true;
  while (session.status().observability.open) std::this_thread::yield();
  open.end();
  EXPECT_FALSE(start_span("late").is_recording());
  environment.opted_out = false;
  session.flush(20s);
  EXPECT_FALSE(session.status().observability.open) << "a gate that was closed stays closed";
  session.stop(20s);
  const auto tracer = session.metrics().tracer;
  EXPECT_EQ(session.status().observability.reason, "opt_out_file");
  EXPECT_EQ(tracer.processed, 0U);
  EXPECT_EQ(tracer.submitted, 11U);
  EXPECT_EQ(tracer.submitted, test::sum(tracer));
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(Sessions, StopInTimeWhateverTheServerDoes) {
  server_.set_reply({.manner = test::HttpReply::Manner::silent});
  Instance session(config(), environment_);
  { const auto span = start_span("work"); }
  const FlushResult flushed = session.flush(50ms);
  EXPECT_EQ(flushed.delivered, 0U);
  EXPECT_EQ(flushed.pending, 1U);
  const FlushResult stopped = session.stop(50ms);
  EXPECT_EQ(stopped.dropped, 1U);
  EXPECT_EQ(stopped.pending, 0U);
}

TEST_F(Sessions, DoNotWaitForAServerThatIsNotThere) {
  Instance session(test::otlp_config("http://127.0.0.1:1/v1/traces"), environment_);
  { const auto span = start_span("work"); }
  const FlushResult result = session.stop(1h);
  EXPECT_EQ(result.dropped, 1U);
  EXPECT_EQ(session.metrics().circuit_breaker.at("otlp").failed_calls, 1U);
}

TEST_F(Sessions, WriteTheMetricsInTheShapeThatStays) {
  Instance session(config(), environment_);
  track_feature_usage("search");
  { const auto span = start_span("work"); }
  session.stop(20s);
  const std::string json = runtime::to_json(session.metrics());
  for (
      const char* part :
      {R"("telemetry":{"enabled":)", R"("feature_usage":{"search":1})",
       R"("tracer":{"submitted":1,"processed":1,"dropped":0)",
       R"("circuit_breaker":{"state":"closed","failure_count":0,"metrics":{"total_calls":1,"successful_calls":1)",
       R"("destinations":{"otlp":{)", R"("overhead":{"cpu_seconds":)",
       R"("scrubber":{"fields":)"}) {
    EXPECT_NE(json.find(part), std::string::npos) << part << "\nin " << json;
  }
}

TEST(SessionObjects, DoNothingBesideARunningOne) {
  const Session first{Config{}};
  {
    const Session second{Config{}};
    EXPECT_EQ(status().warnings.size(), 1U);
  }
  EXPECT_TRUE(status().running);
}

TEST(SessionObjects, MayBeMoved) {
  Session first{Config{}};
  Session second = std::move(first);
  first = Session{Config{}};
  EXPECT_TRUE(status().running);
}

TEST(SessionObjects, AnswerAfterTheEnd) {
  { const Session session{Config{}}; }
  EXPECT_FALSE(status().running);
  EXPECT_TRUE(flush(1s).complete());
  EXPECT_TRUE(shutdown(1s).complete());
  EXPECT_FALSE(get_metrics_json().empty());
}

}  // namespace
}  // namespace sotto
