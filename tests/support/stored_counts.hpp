#pragma once

#include <cstdint>
#include <string>

#include "telemetry/store_file.hpp"

namespace sotto::test {

/// `count` uses of one feature.
inline telemetry::Counts uses_of(std::string feature, std::uint64_t count = 1) {
  telemetry::Counts counts;
  counts.entries[{std::move(feature), "general", telemetry::SeriesKind::feature, false}].count =
      count;
  return counts;
}

/// How often the feature was used.
inline std::uint64_t uses_in(const telemetry::Counts& counts, const std::string& feature) {
  const auto found =
      counts.entries.find({feature, "general", telemetry::SeriesKind::feature, false});
  return found == counts.entries.end() ? 0 : found->second.count;
}

/// Every kind of entry, with values that stretch the format.
inline telemetry::StoredReport sample_stored_report() {
  using telemetry::SeriesKind;
  telemetry::StoredReport stored{.app = {"my-app", "1.2.3"},
                                 .library_version = "0.1.0",
                                 .os = {"linux", "6", "amd64"},
                                 .id = "0001020304050607",
                                 .since_s = 1'700'000'000,
                                 .until_s = 1'700'000'123,
                                 .due_s = 1'700'086'400,
                                 .failures = 3,
                                 .lease = {1'700'086'440, ~std::uint64_t{0}},
                                 .counts = {}};
  auto& entries = stored.counts.entries;
  entries[{"search", "general", SeriesKind::feature, false}].count = 12;
  entries[{"other", "other", SeriesKind::feature, true}].count = 1'000'000'000'000'000'000;
  entries[{"TimeoutError", "agent.simple", SeriesKind::error, false}].count = 3;
  entries[{"simple", "none", SeriesKind::agent_run_succeeded, false}] = {
      2, {.zeros = 1, .sum_ns = 12'500'000, .octaves = {{3, {0, 1}}}}};
  entries[{"simple", "none", SeriesKind::agent_run_failed, false}] = {
      9, {.zeros = 0, .sum_ns = 999, .octaves = {{-20, {1}}, {-1, {}}, {29, {}}}}};
  entries[{"simple", "none", SeriesKind::agent_run_failed, false}].durations.octaves[-1][31] = 1;
  entries[{"simple", "none", SeriesKind::agent_run_failed, false}].durations.octaves[29][31] = 7;
  entries[{"-", "", SeriesKind::timer, false}] = {1, {.zeros = 1, .sum_ns = 0, .octaves = {}}};
  return stored;
}

/// A week that is counted, with answers about the week before: of every kind, under one mechanism
/// or the other.
inline telemetry::StoredReport sample_weekly_report() {
  using telemetry::QuestionKind;
  telemetry::StoredReport stored = sample_stored_report();
  stored.counts = uses_of("search", 12);
  const telemetry::WeeklyPlan asked{
      4, {{QuestionKind::feature, "search"}, {QuestionKind::timer, "load"}}};
  const telemetry::WeeklyPlan answered{1,
                                       {{QuestionKind::feature, "export"},
                                        {QuestionKind::error, "TimeoutError"},
                                        {QuestionKind::agent, "simple"},
                                        {QuestionKind::timer, "save"}}};
  stored.week = telemetry::Week{
      2812, 5, asked, telemetry::WeeklyAnswers{2811, answered, {1, 2, 0b1010, 0b100000000000}}};
  return stored;
}

}  // namespace sotto::test
