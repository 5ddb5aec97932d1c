#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <sotto/telemetry.hpp>

#include "telemetry/reporter.hpp"
#include "tests/proto/otlp_metrics_oracle.pb.h"
#include "tests/support/http_test_server.hpp"
#include "tests/support/stored_counts.hpp"
#include "tests/support/telemetry_session.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::telemetry {
namespace {

using namespace std::chrono_literals;
using pipeline::Clock;
using test::HttpReply;
using test::SeenRequest;

constexpr std::chrono::milliseconds interval = std::chrono::hours(24);

/// A reporter, its loop and a real server. Time is what the test says it is.
class Reporting {
 public:
  explicit Reporting(std::chrono::milliseconds timeout = 10s,
                     std::unique_ptr<Store> store = nullptr)
      : reporter_(
            loop_, transport::parse_endpoint(server.url("/v1/metrics?key=abc")).value(),
            transport::HttpOptions{.timeout = timeout}, interval, ledger,
            [this] { return may_send; }, std::move(store)) {
    tick();
  }

  Clock::time_point tick() { return reporter_.tick(now); }
  void tick_at(Clock::time_point later) {
    now = later;
    tick();
    finish();
  }
  void flush() {
    reporter_.flush(now);
    tick();
    finish();
  }
  /// Until the report under way is answered.
  void finish() {
    while (!reporter_.is_idle()) loop_.run_for(10ms);
  }
  void run_for(std::chrono::milliseconds duration) { loop_.run_for(duration); }
  Reporter& reporter() { return reporter_; }

  test::TelemetrySession session;
  test::HttpTestServer server;
  Ledger ledger{{"app", "1"}};
  bool may_send = true;
  Clock::time_point now = Clock::now();

 private:
  transport::EventLoop loop_;
  Reporter reporter_;
};

/// What went wrong last; empty when nothing did.
std::string warning_of(Reporting& reporting) {
  const std::vector<std::string> warnings = reporting.reporter().warnings();
  return warnings.empty() ? "" : warnings.back();
}

/// Events of all kinds in one request.
std::uint64_t events_in(const SeenRequest& request) {
  test::metrics_oracle::ExportMetricsServiceRequest decoded;
  EXPECT_TRUE(decoded.ParseFromString(request.plain_body()));
  std::uint64_t events = 0;
  for (const auto& metric : decoded.resource_metrics(0).scope_metrics(0).metrics()) {
    for (const auto& point : metric.sum().data_points()) {
      events += static_cast<std::uint64_t>(point.as_int());
    }
  }
  return events;
}

TEST(Reporter, SendsOneReportPerIntervalGiveOrTakeATenth) {
  Reporting r;
  track_feature_usage("search");
  const auto due = r.tick();
  EXPECT_GE(due, r.now + interval * 9 / 10);
  EXPECT_LE(due, r.now + interval * 11 / 10);
  r.tick_at(due - 1ms);
  EXPECT_TRUE(r.server.requests().empty());
  r.tick_at(due);
  r.tick_at(due + 1ms);
  ASSERT_EQ(r.server.requests().size(), 1U);
  EXPECT_EQ(events_in(r.server.requests()[0]), 1U);
  EXPECT_GE(r.tick(), due + interval * 9 / 10);
}

TEST(Reporter, SendsGzippedProtobufToTheEndpointAndCountsIt) {
  Reporting r;
  track_feature_usage("search");
  r.flush();
  ASSERT_EQ(r.server.requests().size(), 1U);
  const SeenRequest request = r.server.requests()[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/v1/metrics?key=abc");
  EXPECT_EQ(request.header("content-type"), "application/x-protobuf");
  EXPECT_EQ(request.header("content-encoding"), "gzip");
  EXPECT_EQ(r.reporter().reports_sent(), 1U);
  EXPECT_EQ(r.reporter().bytes_sent(), request.body.size());
  EXPECT_EQ(warning_of(r), "");
}

TEST(Reporter, SendsNothingWhenThereIsNothingToReport) {
  Reporting r;
  r.flush();
  track_feature_usage("search");
  r.flush();
  r.flush();
  EXPECT_EQ(r.server.requests().size(), 1U);
}

TEST(Reporter, TriesAgainAfterAFailureWithoutCountingTwice) {
  Reporting r;
  r.server.add_reply({.status = 503});
  r.server.add_reply({.manner = HttpReply::Manner::half});
  track_feature_usage("search");
  r.flush();
  EXPECT_TRUE(r.reporter().is_idle()) << "a flush is one attempt";
  EXPECT_NE(warning_of(r).find("503"), std::string::npos);
  track_feature_usage("search");
  r.tick_at(r.tick());
  EXPECT_EQ(r.reporter().reports_sent(), 0U);
  track_feature_usage("search");
  r.tick_at(r.tick());
  ASSERT_EQ(r.server.requests().size(), 3U);
  EXPECT_EQ(events_in(r.server.requests()[2]), 3U) << "the one that was acknowledged";
  EXPECT_EQ(r.reporter().reports_sent(), 1U);
  EXPECT_EQ(warning_of(r), "");
  r.flush();
  EXPECT_EQ(r.server.requests().size(), 3U);
}

TEST(Reporter, WaitsAsLongAsTheServerAsks) {
  Reporting r;
  r.server.add_reply({.status = 429, .headers = {{"Retry-After", "60"}}});
  track_feature_usage("search");
  r.flush();
  const auto due = r.tick();
  EXPECT_GE(due, r.now + 60s);
  r.flush();
  EXPECT_EQ(r.server.requests().size(), 1U) << "a flush does not overrule the server";
  r.tick_at(due);
  ASSERT_EQ(r.server.requests().size(), 2U);
  EXPECT_EQ(events_in(r.server.requests()[1]), 1U);
}

TEST(Reporter, GivesUpWhatTheServerRefusesAndSaysSo) {
  for (const int status : {302, 400, 401, 403, 404, 413}) {
    Reporting r;
    r.server.add_reply({.status = status});
    track_feature_usage("search");
    track_error("E", "c");
    r.flush();
    EXPECT_EQ(r.reporter().given_up(), 2U) << status;
    EXPECT_EQ(r.reporter().reports_sent(), 0U);
    EXPECT_NE(warning_of(r).find(std::to_string(status)), std::string::npos);
    EXPECT_EQ(warning_of(r).find("key"), std::string::npos) << "the URL may hold a secret";
    track_feature_usage("search");
    r.flush();
    ASSERT_EQ(r.server.requests().size(), 2U);
    EXPECT_EQ(events_in(r.server.requests()[1]), 1U);
  }
}

TEST(Reporter, KeepsTheCountsOfAReportThatAStalledServerDoesNotAnswer) {
  Reporting r(100ms);
  r.server.add_reply({.manner = HttpReply::Manner::silent});
  track_feature_usage("search");
  r.reporter().flush(r.now);
  r.tick();  // returns although no answer will ever come
  EXPECT_FALSE(r.reporter().is_idle());
  r.tick();
  r.finish();
  EXPECT_EQ(r.reporter().reports_sent(), 0U);
  r.tick_at(r.tick());
  EXPECT_EQ(r.reporter().reports_sent(), 1U);
  EXPECT_EQ(events_in(r.server.requests().back()), 1U);
}

TEST(Reporter, AsksTheGateBeforeEveryReport) {
  Reporting r;
  track_feature_usage("search");
  r.may_send = false;
  r.flush();
  EXPECT_TRUE(r.server.requests().empty());
  EXPECT_EQ(r.server.connections(), 0U);
  r.may_send = true;
  r.flush();
  EXPECT_TRUE(r.server.requests().empty()) << "what was pending was deleted";
}

TEST(Reporter, AsksTheGateBeforeItStoresOrSendsWhatIsStored) {
  const test::TemporaryFolder root;
  const StoreOptions options{.folder = root.path("app"), .app = {"app", "1"}, .interval = 1ms};
  ASSERT_EQ(Store(options).visit(test::uses_of("search"), unix_now_s() - 60, false).state,
            Store::State::done);
  Reporting r(10s, std::make_unique<Store>(options));
  r.may_send = false;
  track_feature_usage("search");
  r.tick_at(r.now + 1h);
  EXPECT_EQ(r.server.connections(), 0U);
  EXPECT_FALSE(read_store(options.folder)) << "what a person said no to is deleted";
}

TEST(Reporter, ForgetsTheReportUnderWayWhenTheUserOptsOut) {
  Reporting r;
  r.server.set_reply({.manner = HttpReply::Manner::silent});
  track_feature_usage("search");
  r.reporter().flush(r.now);
  r.tick();
  while (r.server.requests().empty()) r.run_for(10ms);
  r.reporter().discard();
  r.finish();
  EXPECT_EQ(r.tick(), Clock::time_point::max());
  EXPECT_TRUE(r.server.wait_for_open_connections(0));
  track_feature_usage("search");
  r.flush();
  EXPECT_EQ(r.server.requests().size(), 1U);
}

TEST(Reporter, DeliversEveryCountOnceThroughAServerThatFailsNowAndThen) {
  constexpr std::uint64_t calls = 200'000;
  Reporting r;
  std::atomic<int> request{0};
  r.server.set_handler(
      [&](const SeenRequest&) { return HttpReply{.status = request++ % 3 == 2 ? 200 : 503}; });
  std::vector<std::thread> writers;
  std::atomic<int> running{4};
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&] {
      for (std::uint64_t call = 0; call < calls; ++call) track_feature_usage("search");
      --running;
    });
  }
  while (running != 0) r.tick_at(r.now + interval * 2);
  for (std::thread& writer : writers) writer.join();
  for (int i = 0; i < 3; ++i) r.tick_at(r.now + interval * 2);

  std::uint64_t acknowledged = 0;
  const std::vector<SeenRequest> requests = r.server.requests();
  for (std::size_t i = 2; i < requests.size(); i += 3) acknowledged += events_in(requests[i]);
  EXPECT_EQ(acknowledged, 4 * calls);
}

}  // namespace
}  // namespace sotto::telemetry
