// Sessions that keep what they count: with real files, a real server and the store's own time.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <sotto/sotto.hpp>

#include "telemetry/store.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/stored_counts.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using runtime::Instance;
using test::FakeEnvironment;

class StoringSessions : public testing::Test {
 protected:
  StoringSessions() { std::filesystem::create_directory(home_); }

  Config config(std::chrono::milliseconds interval = 24h) const {
    Config config;
    config.app_name = "my-app";
    config.telemetry_endpoint = server_.url("/v1/metrics");
    config.telemetry_interval = interval;
    return config;
  }
  void count_and_stop(int times = 1) {
    Instance session(config(), environment_);
    for (int i = 0; i < times; ++i) track_feature_usage("search");
    session.stop(20s);
  }
  std::uint64_t stored() const {
    const auto stored = telemetry::read_store(folder_);
    return stored ? test::uses_in(stored->counts, "search") : 0;
  }
  bool has_store() const { return std::filesystem::exists(folder_); }
  void touch(const std::string& file) const { std::ofstream(home_ + "/" + file) << ""; }
  /// Flushes until the telemetry gate has closed.
  static void wait_for_closed_gate(Instance& session) {
    while (session.status().telemetry.open) session.flush(20s);
  }

  test::TemporaryFolder root_;
  std::string home_ = root_.path("home");
  std::string folder_ = home_ + "/.local/state/sotto/my-app";
  test::HttpTestServer server_;
  FakeEnvironment environment_ = FakeEnvironment{}.with_folder(home_).with(
      "SOTTO_TELEMETRY_ENDPOINT", server_.url("/v1/metrics"));
};

TEST_F(StoringSessions, ReportNothingAtTheirStartOrEndOrOnFlush) {
  {
    Instance session(config(), environment_);
    track_feature_usage("search");
    session.flush(20s);
    track_feature_usage("search");
    session.stop(20s);
  }
  count_and_stop();
  EXPECT_EQ(stored(), 3U);
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(StoringSessions, KeepWhatTheyCountedWhenTheyHaveNoTimeToEnd) {
  {
    Instance session(config(), environment_);
    track_feature_usage("search");
  }
  EXPECT_EQ(stored(), 1U);
}

TEST_F(StoringSessions, SendWhatIsDueAndCallItHistory) {
  count_and_stop(2);
  Instance session(config(100ms), environment_);
  ASSERT_TRUE(server_.wait_for_requests(1));
  session.flush(20s);
  EXPECT_EQ(session.metrics().telemetry.reports_sent, 1U);
  EXPECT_EQ(stored(), 0U);
  const auto history = telemetry::read_history(folder_);
  ASSERT_EQ(history.size(), 1U);
  EXPECT_EQ(history[0].body.bytes, server_.requests()[0].body);
}

TEST_F(StoringSessions, SendTheSameReportAgainAfterAFailure) {
  server_.add_reply({.status = 503});
  count_and_stop(2);
  Instance session(config(100ms), environment_);
  ASSERT_TRUE(server_.wait_for_requests(2));
  session.flush(20s);
  const auto requests = server_.requests();
  EXPECT_EQ(requests[0].body, requests[1].body) << "nothing was counted meanwhile";
  EXPECT_EQ(stored(), 0U);
}

TEST_F(StoringSessions, PreviewWhatIsStoredWithWhatWasCountedSince) {
  count_and_stop(2);
  Instance session(config(), environment_);
  track_feature_usage("search");
  EXPECT_NE(session.telemetry_preview().find(R"("asInt":"3")"), std::string::npos);
}

TEST_F(StoringSessions, WithoutAnEndpointMakeNoFile) {
  Config nowhere = config();
  nowhere.telemetry_endpoint.clear();
  const auto environment = FakeEnvironment{}.with_folder(home_);
  Instance session(nowhere, environment);
  track_feature_usage("search");
  session.stop(20s);
  EXPECT_TRUE(std::filesystem::is_empty(home_));
}

TEST_F(StoringSessions, DeleteWhatIsStoredWhenTheUserOptsOutMeanwhile) {
  count_and_stop();
  Instance session(config(), environment_);
  track_feature_usage("search");
  session.flush(20s);
  touch(".no-telemetry");
  wait_for_closed_gate(session);
  session.stop(20s);
  EXPECT_FALSE(has_store());
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(StoringSessions, DeleteWhatIsStoredBehindAGateThatAPersonClosed) {
  for (const auto& [name, value] :
       {std::pair{"DO_NOT_TRACK", "1"}, std::pair{"SOTTO_DISABLE_ALL_TRACING", "1"},
        std::pair{"SOTTO_TELEMETRY_ENABLED", "no"}, std::pair{"TRACING_MODE", "none"}}) {
    count_and_stop();
    ASSERT_TRUE(has_store());
    Instance session(config(), FakeEnvironment(environment_).with(name, value));
    EXPECT_FALSE(has_store()) << name;
  }
}

TEST_F(StoringSessions, KeepWhatIsStoredWhereMerelyNothingIsSent) {
  count_and_stop();
  Instance session(config(), FakeEnvironment(environment_).with("CI", "true"));
  EXPECT_EQ(session.status().telemetry.reason, "ci");
  track_feature_usage("search");
  session.stop(20s);
  EXPECT_EQ(stored(), 1U) << "and nothing is added";
}

TEST_F(StoringSessions, CountInMemoryWhileTheFolderCannotBeUsed) {
  touch(".local");
  Instance session(config(), environment_);
  track_feature_usage("search");
  session.flush(20s);
  EXPECT_EQ(server_.requests().size(), 1U) << "as without a store: what would be lost is sent";
  const std::vector<std::string> warnings = session.status().warnings;
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].find(home_), std::string::npos);
  std::filesystem::remove(home_ + "/.local");
  track_feature_usage("search");
  session.flush(20s);
  EXPECT_EQ(stored(), 1U);
  EXPECT_TRUE(session.status().warnings.empty());
  EXPECT_EQ(server_.requests().size(), 1U);
}

TEST_F(StoringSessions, SayThatTheStoreWasDamaged) {
  count_and_stop();
  std::ofstream(folder_ + "/counts") << "damaged";
  Instance session(config(), environment_);
  track_feature_usage("search");
  session.flush(20s);
  ASSERT_EQ(session.status().warnings.size(), 1U);
  EXPECT_NE(session.status().warnings[0].find("counts.damaged"), std::string::npos);
  EXPECT_EQ(stored(), 1U);
}

TEST_F(StoringSessions, OfTwoProgramsKeepTheirCountsApart) {
  count_and_stop();
  Config other = config();
  other.app_name = "..";
  Instance session(other, environment_);
  track_feature_usage("search");
  session.stop(20s);
  EXPECT_EQ(stored(), 1U);
  EXPECT_TRUE(telemetry::read_store(home_ + "/.local/state/sotto/_."));
}

}  // namespace
}  // namespace sotto
