#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sotto/telemetry.hpp>

#include "tests/support/telemetry_session.hpp"

namespace sotto {
namespace {

using test::TelemetrySession;
using Counts = std::map<std::string, std::uint64_t>;
using namespace std::chrono_literals;

TEST(Track, CountsFeaturesOverAllCategories) {
  TelemetrySession session;
  track_feature_usage("search");
  track_feature_usage("search");
  track_feature_usage("search", "expert");
  track_feature_usage("export");
  EXPECT_EQ(session.metrics().feature_usage, (Counts{{"search", 3}, {"export", 1}}));
}

TEST(Track, CountsErrorsByTypeAndComponent) {
  TelemetrySession session;
  track_error("TimeoutError", "agent.simple");
  track_error("TimeoutError", "agent.other");
  track_error<std::bad_alloc>("agent.simple");
  EXPECT_EQ(session.metrics().errors, (Counts{{"TimeoutError", 2}, {"std::bad_alloc", 1}}));
  EXPECT_EQ(session.totals().series.size(), 3U);
}

TEST(Track, CountsAnExceptionByItsDynamicTypeAndNeverItsMessage) {
  TelemetrySession session;
  const std::out_of_range error("the secret is 12345");
  track_exception(static_cast<const std::exception&>(error), "parser");
  EXPECT_EQ(session.metrics().errors, (Counts{{"std::out_of_range", 1}}));
  for (const auto& [number, one] : session.totals().series) {
    EXPECT_EQ(one.series->first.find("secret"), std::string_view::npos);
    EXPECT_EQ(one.series->second.find("secret"), std::string_view::npos);
  }
}

TEST(Track, CountsAgentRunsWithTheirDurations) {
  TelemetrySession session;
  track_agent_run({.agent_type = "simple", .framework = "f", .success = true, .duration = 100ms});
  track_agent_run({.agent_type = "simple", .framework = "f", .success = false, .duration = 50ms});
  track_agent_run({.agent_type = "simple", .framework = "f", .success = true, .duration = 0.5ms});
  EXPECT_EQ(session.metrics().agent_runs, (Counts{{"simple", 3}}));
  const telemetry::Totals totals = session.totals();
  ASSERT_EQ(totals.series.size(), 2U) << "success and failure are told apart";
  for (const auto& [number, one] : totals.series) {
    const bool succeeded = one.series->kind == telemetry::SeriesKind::agent_run_succeeded;
    EXPECT_EQ(one.count, succeeded ? 2U : 1U);
    EXPECT_EQ(one.durations.count(), one.count);
    EXPECT_EQ(one.durations.sum_ns, succeeded ? 100'500'000U : 50'000'000U);
  }
}

TEST(Track, TakesAnImpossibleDurationAsZero) {
  TelemetrySession session;
  const std::chrono::duration<double, std::milli> nan(std::numeric_limits<double>::quiet_NaN());
  track_agent_run({.agent_type = "simple", .duration = nan});
  track_agent_run({.agent_type = "simple", .duration = -5ms});
  const telemetry::Totals totals = session.totals();
  ASSERT_EQ(totals.series.size(), 1U);
  EXPECT_EQ(totals.series.begin()->second.durations.zeros, 2U);
}

TEST(Track, CountsThroughHandles) {
  static const Counter clicks("click");
  static const Timer parsing("parsing");
  clicks.add();
  TelemetrySession session;
  clicks.add();
  clicks.add(41);
  parsing.record(2ms);
  { const Timer::Running running = parsing.start(); }
  EXPECT_EQ(session.metrics().feature_usage, (Counts{{"click", 42}}))
      << "not what was added before the session";
  EXPECT_EQ(session.totals().count(), 44U);
}

TEST(Track, CountsNothingWhileTheGateIsClosed) {
  TelemetrySession session;
  session.close();
  static const Counter clicks("click");
  static const Timer parsing("parsing");
  track_feature_usage("search");
  track_error("E", "c");
  track_exception(std::runtime_error("x"), "c");
  track_agent_run({});
  clicks.add(5);
  parsing.record(1ms);
  EXPECT_TRUE(session.totals().empty());
}

TEST(Track, CountsALaterSessionFromZero) {
  {
    TelemetrySession session;
    track_feature_usage("search");
  }
  TelemetrySession session;
  EXPECT_TRUE(session.totals().empty());
  track_feature_usage("search");
  EXPECT_EQ(session.metrics().feature_usage, (Counts{{"search", 1}}));
}

TEST(Vocabulary, GivesItsMemberOrOther) {
  static constexpr Vocabulary models{"gpt-4o", "claude"};
  TelemetrySession session;
  for (const std::string chosen : {"claude", "gpt-4o", "claude", "/home/me/private", ""}) {
    track_feature_usage(models.find(chosen));
  }
  EXPECT_EQ(session.metrics().feature_usage, (Counts{{"claude", 2}, {"gpt-4o", 1}, {"other", 2}}));
}

TEST(TypeLabel, IsTheQualifiedNameUpToWhatALabelCannotHold) {
  EXPECT_EQ(type_label<std::runtime_error>().text(), "std::runtime_error");
  EXPECT_EQ(type_label<std::vector<int>>().text(), "std::vector");
  EXPECT_EQ(type_label<std::runtime_error>().hash(), Label("std::runtime_error").hash());
}

}  // namespace
}  // namespace sotto
