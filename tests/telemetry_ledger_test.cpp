#include <gtest/gtest.h>

#include <string>

#include <sotto/telemetry.hpp>

#include "telemetry/ledger.hpp"
#include "telemetry/metrics_encoder.hpp"
#include "tests/support/telemetry_session.hpp"

namespace sotto::telemetry {
namespace {

std::uint64_t count_of(const Ledger::Draft& draft, std::string_view feature) {
  for (const Metric& metric : draft.report.metrics) {
    for (const CountPoint& point : metric.counts) {
      if (std::get<std::string>(point.attributes[0].value) == feature) return point.count;
    }
  }
  return 0;
}

std::string id_of(const Ledger::Draft& draft) {
  for (const Attribute& attribute : draft.report.resource) {
    if (attribute.key == "session.id") return std::get<std::string>(attribute.value);
  }
  return {};
}

TEST(Ledger, ReportsOnlyWhatWasCountedSinceItWasMade) {
  test::TelemetrySession session;
  track_feature_usage("before");
  const Ledger ledger({"app", ""});
  EXPECT_TRUE(ledger.draft().report.metrics.empty());
  track_feature_usage("after");
  EXPECT_EQ(count_of(ledger.draft(), "before"), 0U);
  EXPECT_EQ(count_of(ledger.draft(), "after"), 1U);
}

TEST(Ledger, ReportsEverythingAgainUntilItIsSettled) {
  test::TelemetrySession session;
  Ledger ledger({"app", ""});
  track_feature_usage("search");
  const Ledger::Draft lost = ledger.draft();
  track_feature_usage("search");
  const Ledger::Draft sent = ledger.draft();
  EXPECT_EQ(count_of(sent, "search"), 2U);
  EXPECT_EQ(sent.counts.events(), 2U);
  EXPECT_EQ(id_of(sent), id_of(lost)) << "a receiver can tell that one contains the other";
  EXPECT_EQ(sent.report.start_unix_ns, lost.report.start_unix_ns);
  track_feature_usage("search");
  ledger.settle(sent);
  EXPECT_EQ(count_of(ledger.draft(), "search"), 1U) << "what came after the draft is not lost";
}

TEST(Ledger, ReportsDurationsOfTheIntervalAlone) {
  test::TelemetrySession session;
  Ledger ledger({"app", ""});
  static const Timer loading("ledger_load");
  loading.record(std::chrono::milliseconds(2));
  loading.record(std::chrono::milliseconds(4000));
  ledger.settle(ledger.draft());
  loading.record(std::chrono::milliseconds(8));
  const DurationPoint point = ledger.draft().report.metrics.at(0).durations.at(0);
  EXPECT_EQ(point.count, 1U);
  EXPECT_DOUBLE_EQ(point.sum_ms, 8.0);
  EXPECT_EQ(point.buckets.size(), 1U);
}

TEST(Ledger, LinksReportsByNothingButTime) {
  test::TelemetrySession session;
  Ledger ledger({"app", ""});
  track_feature_usage("search");
  const Ledger::Draft first = ledger.draft();
  ledger.settle(first);
  track_feature_usage("search");
  const Ledger::Draft second = ledger.draft();
  EXPECT_EQ(id_of(first).size(), 16U);
  EXPECT_NE(id_of(first), id_of(second));
  EXPECT_EQ(second.report.start_unix_ns, first.report.end_unix_ns);
}

TEST(Ledger, TellsTimesInWholeSecondsThatGoForward) {
  test::TelemetrySession session;
  Ledger ledger({"app", ""});
  for (int i = 0; i < 3; ++i) {
    track_feature_usage("search");
    const Ledger::Draft draft = ledger.draft();
    EXPECT_EQ(draft.report.start_unix_ns % 1'000'000'000, 0U);
    EXPECT_EQ(draft.report.end_unix_ns % 1'000'000'000, 0U);
    EXPECT_GT(draft.report.end_unix_ns, draft.report.start_unix_ns);
    ledger.settle(draft);
  }
}

TEST(Ledger, ReportsNothingAfterDiscard) {
  test::TelemetrySession session;
  Ledger ledger({"app", ""});
  track_feature_usage("search");
  ledger.discard();
  track_feature_usage("search");
  EXPECT_EQ(to_json(ledger.draft().report), "{}");
}

TEST(Ledger, CountsTheSessionWhetherReportedOrNot) {
  test::TelemetrySession session;
  Ledger ledger({"app", ""});
  track_feature_usage("search");
  ledger.settle(ledger.draft());
  track_feature_usage("search");
  EXPECT_EQ(ledger.since_start().count(), 2U);
}

}  // namespace
}  // namespace sotto::telemetry
