// Telemetry of a whole session: gates, thread and reporter together, with a real server.

#include <gtest/gtest.h>

#include <sotto/sotto.hpp>

#include "tests/proto/otlp_metrics_oracle.pb.h"
#include "tests/support/http_test_server.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using runtime::Instance;
using test::FakeEnvironment;
using test::HttpTestServer;
using Counts = std::map<std::string, std::uint64_t>;
using namespace std::chrono_literals;

class TelemetrySessions : public testing::Test {
 protected:
  TelemetrySessions() { environment_.with("SOTTO_TELEMETRY_ENDPOINT", "typed by the user"); }

  Config config() const {
    Config config;
    config.app_name = "test";
    config.telemetry_endpoint = server_.url("/v1/metrics");
    return config;
  }

  HttpTestServer server_;
  FakeEnvironment environment_;
};

TEST_F(TelemetrySessions, ReportWhenTheyEnd) {
  Instance session(config(), environment_);
  track_feature_usage("search");
  session.stop(20s);
  ASSERT_EQ(server_.requests().size(), 1U);
  const Metrics::Telemetry metrics = session.metrics().telemetry;
  EXPECT_EQ(metrics.reports_sent, 1U);
  EXPECT_EQ(metrics.bytes_sent, server_.requests()[0].body.size());
  EXPECT_EQ(metrics.feature_usage, (Counts{{"search", 1}}));
}

TEST_F(TelemetrySessions, ReportThroughTheProxy) {
  Config proxied = config();
  proxied.telemetry_endpoint = "http://collector.test/v1/metrics";
  proxied.http_proxy = server_.url();
  Instance session(proxied, environment_);
  track_feature_usage("search");
  session.stop(20s);
  EXPECT_EQ(session.metrics().telemetry.reports_sent, 1U);
  EXPECT_EQ(server_.requests().at(0).target, "http://collector.test/v1/metrics");
}

TEST_F(TelemetrySessions, DoNotGoAroundAProxyThatCannotBeUsed) {
  Config proxied = config();
  proxied.telemetry_endpoint = "http://collector.test/v1/metrics";
  proxied.http_proxy = "socks5://user:secret@proxy.example";
  Instance session(proxied, environment_);
  EXPECT_EQ(session.status().telemetry.reason, "not_configured");
  ASSERT_EQ(session.status().warnings.size(), 1U);
  EXPECT_EQ(
      session.status().warnings[0],
      "SOTTO_TELEMETRY_ENDPOINT: http_proxy: only proxies whose URL begins with http:// can be "
      "used");
}

TEST_F(TelemetrySessions, PreviewWhatTheNextReportCarries) {
  Instance session(config(), environment_);
  EXPECT_EQ(session.telemetry_preview(), "{}");
  track_feature_usage("search");
  const std::string preview = session.telemetry_preview();
  EXPECT_TRUE(server_.requests().empty()) << "a preview sends nothing";
  session.flush(20s);
  test::metrics_oracle::ExportMetricsServiceRequest sent;
  ASSERT_TRUE(sent.ParseFromString(server_.requests().at(0).plain_body()));
  const auto& report = sent.resource_metrics(0);
  for (const auto& attribute : report.resource().attributes()) {
    EXPECT_NE(preview.find(attribute.value().string_value()), std::string::npos)
        << attribute.key() << ": the preview is of this very report";
  }
  EXPECT_NE(preview.find("\"search\""), std::string::npos);
  EXPECT_EQ(session.telemetry_preview(), "{}") << "it was reported";
}

TEST_F(TelemetrySessions, PreviewNothingWhileTheGateIsClosed) {
  environment_.with_file("~/.no-telemetry");
  Instance session(config(), environment_);
  track_feature_usage("search");
  EXPECT_EQ(session.telemetry_preview(), "{}");
  session.stop(20s);
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(TelemetrySessions, SayWhatTheServerRefused) {
  server_.set_reply({.status = 401});
  Instance session(config(), environment_);
  track_feature_usage("search");
  session.flush(20s);
  const std::vector<std::string> warnings = session.status().warnings;
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("401"), std::string::npos);
  EXPECT_EQ(warnings[0].find("/v1/metrics"), std::string::npos);
}

TEST(TelemetryWithoutASession, CountsAndPreviewsNothing) {
  track_feature_usage("search");
  EXPECT_EQ(telemetry_preview(), "{}");
}

}  // namespace
}  // namespace sotto
