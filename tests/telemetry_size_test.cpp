// What a report weighs on the wire: privacy is also that nobody pays for it.

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

#include "telemetry/body.hpp"
#include "telemetry/metrics_encoder.hpp"
#include "telemetry/store_file.hpp"

namespace sotto::telemetry {
namespace {

/// Durations around a median, as those of calls to a model are: log-normal.
DurationTotals durations_around(double median_ms, int count, unsigned seed) {
  std::mt19937 random(seed);
  std::lognormal_distribution<double> values(std::log(median_ms), 0.6);
  DurationTotals durations;
  for (int i = 0; i < count; ++i) {
    const double ms = values(random);
    const std::size_t place = pipeline::duration_scale::place_of(ms);
    const int index = pipeline::duration_scale::index_at(place);
    const int power = index >> 5;  // rounds down
    ++durations.octaves[power][static_cast<std::size_t>(index - power * 32)];
    durations.sum_ns += static_cast<std::uint64_t>(ms * 1e6);
  }
  return durations;
}

/// A day of somebody's work with an agent: 12 features, 6 types of errors, 40 runs of the agent and
/// 200 timed calls.
StoredReport typical_day() {
  StoredReport day{.app = {"my-agent", "2.7.1"},
                   .library_version = std::string(core::version),
                   .os = {"linux", "6", "amd64"},
                   .id = "9b4c1f0e7d2a4b5c",
                   .since_s = 1'700'000'000,
                   .until_s = 1'700'086'000,
                   .due_s = 1'700'086'400,
                   .lease = {},
                   .counts = {}};
  const auto count = [&](SeriesKind kind, const char* first, const char* second, std::uint64_t n) {
    day.counts.entries[{first, second, kind, false}].count = n;
  };
  count(SeriesKind::feature, "chat", "general", 42);
  count(SeriesKind::feature, "search", "general", 17);
  count(SeriesKind::feature, "multimodal_content", "general", 3);
  count(SeriesKind::feature, "export_markdown", "files", 2);
  count(SeriesKind::feature, "open_project", "files", 6);
  count(SeriesKind::feature, "undo", "editor", 23);
  count(SeriesKind::feature, "inline_completion", "editor", 311);
  count(SeriesKind::feature, "refactor", "editor", 9);
  count(SeriesKind::feature, "model_switch", "settings", 4);
  count(SeriesKind::feature, "theme_dark", "settings", 1);
  count(SeriesKind::feature, "run_tests", "tools", 31);
  count(SeriesKind::feature, "terminal", "tools", 12);
  count(SeriesKind::error, "TimeoutError", "agent.simple", 2);
  count(SeriesKind::error, "RateLimitError", "llm", 7);
  count(SeriesKind::error, "std::runtime_error", "tools", 1);
  count(SeriesKind::error, "ParseError", "config", 1);
  count(SeriesKind::error, "ToolFailed", "tools", 5);
  count(SeriesKind::error, "ConnectionReset", "llm", 3);
  day.counts.entries[{"simple", "pydantic_ai", SeriesKind::agent_run_succeeded, false}] = {
      40, durations_around(8000, 40, 1)};
  day.counts.entries[{"llm_call", "", SeriesKind::timer, false}] = {200,
                                                                    durations_around(900, 200, 2)};
  return day;
}

TEST(ReportOfATypicalDay, FitsIntoEightHundredAndFiftyBytesOnTheWire) {
  const std::size_t bytes = to_body(report_of(typical_day())).bytes.size();
  RecordProperty("bytes", static_cast<int>(bytes));
  EXPECT_LE(bytes, 850U);
}

}  // namespace
}  // namespace sotto::telemetry
