#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

#include "telemetry/metrics_encoder.hpp"
#include "telemetry/report.hpp"

namespace sotto::telemetry {
namespace {

/// Series and cells of its own, as one thread of a program would have them.
class Cells {
 public:
  void add(SeriesKind kind, Label first, LabelText second, std::uint64_t n) {
    shard_->add(table_->find_or_add({kind, first, second})->number, n);
  }
  void record(SeriesKind kind, Label first, LabelText second, double milliseconds) {
    shard_->record(table_->find_or_add({kind, first, second})->number, milliseconds);
  }
  Totals totals() const {
    Totals totals;
    table_->for_each([&](const Series& one) { totals.add(one, *shard_); });
    return totals;
  }
  DurationPoint timer_point() const {
    return make_metrics(counts_of(totals())).at(0).durations.at(0);
  }

 private:
  std::unique_ptr<SeriesTable> table_ = std::make_unique<SeriesTable>();
  std::unique_ptr<pipeline::Shard> shard_ = std::make_unique<pipeline::Shard>();
};

void time(Cells& cells, const std::vector<double>& values) {
  for (const double value : values) cells.record(SeriesKind::timer, "t", LabelText(), value);
}

/// The bucket that the definition gives at any scale.
int reference_index(double value, int scale) {
  return static_cast<int>(
             std::ceil(std::ldexp(std::log2(static_cast<long double>(value)), scale))) -
         1;
}

TEST(Report, NamesWhatIsCountedAndItsLabels) {
  Cells cells;
  cells.add(SeriesKind::feature, "search", Label("general"), 3);
  cells.add(SeriesKind::error, "TimeoutError", Label("agent"), 2);
  cells.record(SeriesKind::agent_run_failed, "simple", Label("none"), 5.0);
  time(cells, {1.0});
  const std::vector<Metric> metrics = make_metrics(counts_of(cells.totals()));
  ASSERT_EQ(metrics.size(), 5U);
  EXPECT_EQ(metrics[0].name, "sotto.feature.usage");
  EXPECT_EQ(metrics[0].counts[0].count, 3U);
  EXPECT_EQ(metrics[0].counts[0].attributes,
            (Attributes{{"feature", "search"}, {"category", "general"}}));
  EXPECT_EQ(metrics[1].name, "sotto.errors");
  EXPECT_EQ(metrics[1].counts[0].attributes,
            (Attributes{{"error.type", "TimeoutError"}, {"component", "agent"}}));
  const Attributes run{{"agent.type", "simple"}, {"agent.framework", "none"}, {"success", false}};
  EXPECT_EQ(metrics[2].name, "sotto.agent.runs");
  EXPECT_EQ(metrics[2].counts[0].attributes, run);
  EXPECT_EQ(metrics[3].name, "sotto.agent.duration");
  EXPECT_EQ(metrics[3].durations[0].attributes, run);
  EXPECT_EQ(metrics[4].name, "sotto.timer.duration");
  EXPECT_EQ(metrics[4].durations[0].attributes, (Attributes{{"timer", "t"}}));
}

TEST(Report, IsTheSameInWhateverOrderThingsHappened) {
  const auto report_of = [](const std::vector<Label>& features) {
    Cells cells;
    for (const Label feature : features) cells.add(SeriesKind::feature, feature, Label("g"), 1);
    Report report;
    report.metrics = make_metrics(counts_of(cells.totals()));
    return to_json(report);
  };
  EXPECT_EQ(report_of({"b", "a", "c"}), report_of({"c", "b", "a"}));
}

TEST(Report, MarksTheSeriesThatStandsForAllBeyondTheLimit) {
  Totals totals;
  const Series& overflow = SeriesTable::overflow_series[0];
  totals.series[overflow.number] = {&overflow, 7, {}};
  EXPECT_EQ(
      make_metrics(counts_of(totals)).at(0).counts.at(0).attributes,
      (Attributes{{"feature", "other"}, {"category", "other"}, {"otel.metric.overflow", true}}));
}

TEST(Report, CutsTheProgramsNameToWhatALabelCanHold) {
  const Attributes resource =
      make_resource({"/home/me/My App?", "1.2+x"}, {"linux", "6", "amd64"}, "id");
  EXPECT_EQ(resource, (Attributes{{"service.name", "_home_me_My_App_"},
                                  {"session.id", "id"},
                                  {"os.name", "linux"},
                                  {"host.arch", "amd64"},
                                  {"process.runtime.name", "cpp"},
                                  {"service.version", "1.2_x"},
                                  {"os.version", "6"}}));
  EXPECT_EQ(std::get<std::string>(make_resource({std::string(100, 'x'), ""}, {}, "")[0].value),
            std::string(64, 'x'));
  EXPECT_EQ(make_resource({}, {}, "")[0], (Attribute{"service.name", "unknown_service"}));
}

TEST(Report, KeepsTheFinestScaleWhileTheBucketsAreFew) {
  Cells cells;
  time(cells, {1.0, 1.2, 1.19});
  const DurationPoint point = cells.timer_point();
  EXPECT_EQ(point.scale, 5);
  EXPECT_EQ(point.offset, -1) << "1.0 is the last value of the bucket below";
  EXPECT_EQ(point.count, 3U);
  EXPECT_EQ(point.buckets.size(), max_buckets);
  EXPECT_EQ(point.buckets.front(), 1U);
  EXPECT_EQ(point.buckets.back(), 2U);
}

TEST(Report, MergesBucketsExactlyAsTheDefinitionSaysUntilTheyAreFewEnough) {
  std::mt19937_64 random(2);
  for (const double octaves : {6.0, 11.0, 21.0, 45.0}) {
    Cells cells;
    std::vector<double> values{1e-6, 1e-6 * std::exp2(octaves)};
    std::uniform_real_distribution<double> power(0, octaves);
    for (int i = 0; i < 2000; ++i) values.push_back(1e-6 * std::exp2(power(random)));
    time(cells, values);
    const DurationPoint point = cells.timer_point();
    ASSERT_LE(point.buckets.size(), max_buckets);
    EXPECT_GT(point.buckets.size(), max_buckets / 2) << "no coarser than needed";
    std::map<int, std::uint64_t> expected;
    for (const double value : values) ++expected[reference_index(value, point.scale)];
    EXPECT_EQ(point.offset, expected.begin()->first);
    for (std::size_t i = 0; i < point.buckets.size(); ++i) {
      const auto found = expected.find(point.offset + static_cast<int>(i));
      ASSERT_EQ(point.buckets[i], found == expected.end() ? 0 : found->second);
    }
    EXPECT_EQ(std::accumulate(point.buckets.begin(), point.buckets.end(), std::uint64_t{0}),
              values.size());
  }
}

TEST(Report, TellsDurationsByBucketsAndTheirSumToThreeDigits) {
  Cells cells;
  time(cells, {123.456789});
  const DurationPoint point = cells.timer_point();
  EXPECT_NEAR(point.sum_ms, 123.456789, 0.1);
  EXPECT_EQ(point.sum_ms, 123.5) << "not one run's exact duration";
  EXPECT_EQ(point.buckets, std::vector<std::uint64_t>{1});
}

TEST(Report, ShowsDurationsOfZeroWithoutBuckets) {
  Cells cells;
  time(cells, {0.0, std::nan("")});
  const DurationPoint point = cells.timer_point();
  EXPECT_EQ(point.count, 2U);
  EXPECT_EQ(point.zeros, 2U);
  EXPECT_TRUE(point.buckets.empty());
}

}  // namespace
}  // namespace sotto::telemetry
