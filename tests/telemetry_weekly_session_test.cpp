// Sessions with local_dp: what they refuse, and what leaves; with real files and a real server.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <sotto/sotto.hpp>

#include "core/notice_version.hpp"
#include "core/os_folder.hpp"
#include "privacy/consent.hpp"
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

class WeeklySessions : public testing::Test {
 protected:
  WeeklySessions() {
    std::filesystem::create_directory(home_);
    EXPECT_TRUE(privacy::store_yes(environment_, "my-app", core::notice_version).ok());
  }

  Config config() const {
    Config config;
    config.app_name = "my-app";
    config.telemetry_endpoint = server_.url("/v1/metrics");
    config.telemetry_interval = 100ms;  // of exact reports, which never leave here
    config.consent = ConsentMode::opt_in;
    config.local_dp = LocalDp::epsilon_2;
    config.weekly_questions = {.features = {"search"}, .timers = {"load"}};
    return config;
  }
  /// As if the last week had been answered and its report were due.
  telemetry::StoredReport make_due() const {
    telemetry::StoredReport stored = test::sample_weekly_report();
    const std::int64_t week = telemetry::week_of(telemetry::unix_now_s());
    stored.week->number = week;
    stored.week->answers->week = week - 1;
    stored.lease = {};
    EXPECT_TRUE(core::make_private_folder(folder_));
    std::ofstream(folder_ + "/weekly") << to_store_file(stored);
    return stored;
  }
  std::optional<telemetry::StoredReport> stored() const { return telemetry::read_store(folder_); }
  static std::string all_warnings(const Instance& session) {
    std::string all;
    for (const std::string& warning : session.status().warnings) all += warning + "\n";
    return all;
  }

  test::TemporaryFolder root_;
  std::string home_ = root_.path("home");
  std::string folder_ = home_ + "/.local/state/sotto/my-app";
  test::HttpTestServer server_;
  FakeEnvironment environment_ = FakeEnvironment{}.with_folder(home_);
};

TEST_F(WeeklySessions, KeepAWeekAndSendNothingOfIt) {
  Instance session(config(), environment_);
  track_feature_usage("search");
  session.flush(20s);
  session.stop(20s);
  ASSERT_TRUE(stored() && stored()->week);
  EXPECT_EQ(test::uses_in(stored()->counts, "search"), 1U);
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(WeeklySessions, SendTheAnswersThatWereDrawnToTheByte) {
  const std::string bytes = telemetry::to_body(telemetry::report_of(make_due())).bytes;
  Instance session(config(), environment_);
  EXPECT_NE(session.telemetry_preview().find("sotto.weekly.answers"), std::string::npos);
  track_feature_usage("search");
  ASSERT_TRUE(server_.wait_for_requests(1));
  session.flush(20s);
  ASSERT_EQ(server_.requests().size(), 1U);
  EXPECT_EQ(server_.requests()[0].body, bytes);
  EXPECT_EQ(session.telemetry_preview(), "{}") << "it was sent";
  EXPECT_EQ(session.metrics().telemetry.reports_sent, 1U);
}

TEST_F(WeeklySessions, SendNothingWithoutAStoredYes) {
  ASSERT_TRUE(privacy::forget_consent(environment_, "my-app").ok());
  make_due();
  Instance session(config(), environment_);
  EXPECT_EQ(session.status().telemetry.reason, "consent_missing");
  session.stop(20s);
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(WeeklySessions, FallSilentInAProgramThatDoesNotAsk) {
  Config opt_out = config();
  opt_out.consent = ConsentMode::opt_out;
  const auto environment =
      FakeEnvironment(environment_).with("SOTTO_TELEMETRY_ENDPOINT", server_.url("/v1/metrics"));
  Instance session(opt_out, environment);
  EXPECT_EQ(session.status().telemetry.reason, "not_configured");
  EXPECT_EQ(session.status().telemetry.detail, "SOTTO_LOCAL_DP");
  EXPECT_NE(all_warnings(session).find("SOTTO_LOCAL_DP: the program does not ask for consent"),
            std::string::npos);
  track_feature_usage("search");
  session.flush(20s);
  EXPECT_EQ(session.telemetry_preview(), "{}");
  session.stop(20s);
  EXPECT_EQ(server_.connections(), 0U) << "exact counts are no stand-in for noisy answers";
}

TEST_F(WeeklySessions, FallSilentInAProgramWithoutQuestions) {
  Config unasked = config();
  unasked.weekly_questions = {};
  Instance session(unasked, environment_);
  EXPECT_EQ(session.status().telemetry.detail, "SOTTO_LOCAL_DP");
  track_feature_usage("search");
  session.stop(20s);
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(WeeklySessions, SendNothingWhileTheFolderCannotBeUsed) {
  std::ofstream(home_ + "/.local") << "";
  Instance session(config(), environment_);
  track_feature_usage("search");
  session.flush(20s);
  session.flush(20s);
  EXPECT_NE(all_warnings(session).find("store cannot be used"), std::string::npos);
  EXPECT_EQ(session.telemetry_preview(), "{}");
  session.stop(20s);
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(WeeklySessions, SayHowMuchNoQuestionAsksFor) {
  Instance session(config(), environment_);
  track_feature_usage("unasked");
  track_feature_usage("unasked");
  track_feature_usage("search");
  session.flush(20s);
  EXPECT_NE(all_warnings(session).find("SOTTO_LOCAL_DP: 2 events were withheld"), std::string::npos)
      << all_warnings(session);
}

TEST_F(WeeklySessions, DeleteTheWeekWhenThePersonSaysNo) {
  make_due();
  { const Instance session(config(), environment_); }
  ASSERT_TRUE(stored());
  ASSERT_TRUE(privacy::store_no(environment_, "my-app").ok());
  const Instance session(config(), environment_);
  EXPECT_FALSE(std::filesystem::exists(folder_));
}

}  // namespace
}  // namespace sotto
