#include "telemetry/weekly.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/app_folder.hpp"

namespace sotto::telemetry {
namespace {

using local_dp::Method;

constexpr std::int64_t day_s = 24 * 3600;
constexpr std::int64_t week_s = 7 * day_s;
constexpr std::int64_t first_monday_s = -3 * day_s;  // 1 January 1970 was a Thursday

constexpr std::array<std::string_view, 2> yes_no = {"no", "yes"};
// Bucket i, but for the first and the last, has the durations above 4^(i-2) and up to 4^(i-1) ms:
// two octaves of duration_scale.
constexpr std::array<std::string_view, 12> durations = {"none",    "1ms",     "4ms",      "16ms",
                                                        "64ms",    "256ms",   "1024ms",   "4096ms",
                                                        "16384ms", "65536ms", "262144ms", "longer"};
static_assert(durations.size() <= local_dp::most_values);

struct Kind {
  std::string_view word;
  std::string_view key;  // of the label, as in exact reports
  std::vector<Label> WeeklyQuestions::*labels;
  bool has_durations;
};
constexpr std::array<Kind, question_kinds> kinds{{
    {"feature", "feature", &WeeklyQuestions::features, false},
    {"error", "error.type", &WeeklyQuestions::errors, false},
    {"agent", "agent.type", &WeeklyQuestions::agents, true},
    {"timer", "timer", &WeeklyQuestions::timers, true},
}};

const Kind& kind_of(QuestionKind kind) noexcept {
  return kinds[static_cast<std::size_t>(kind)];
}

QuestionKind question_kind(SeriesKind kind) noexcept {
  switch (kind) {
    case SeriesKind::feature: return QuestionKind::feature;
    case SeriesKind::error: return QuestionKind::error;
    case SeriesKind::agent_run_succeeded:
    case SeriesKind::agent_run_failed: return QuestionKind::agent;
    case SeriesKind::timer: break;
  }
  return QuestionKind::timer;
}

/// All that was counted under the question's label, whatever the second label was.
Tally tally_of(const Question& question, const Counts& counts) {
  Tally sum;
  for (const auto& [labels, tally] : counts.entries) {
    if (labels.is_overflow || labels.first != question.label) continue;
    if (question_kind(labels.kind) != question.kind) continue;
    sum.count += tally.count;
    sum.durations.add(tally.durations);
  }
  return sum;
}

/// The bucket of the duration that half of all do not exceed.
unsigned median_bucket(const DurationTotals& all) noexcept {
  const std::uint64_t count = all.count();
  if (count == 0) return 0;
  std::uint64_t at_most = all.zeros;
  int octave = -1;
  for (const auto& [power, buckets] : all.octaves) {
    if (at_most >= count - count / 2) break;
    for (const std::uint64_t in_bucket : buckets) at_most += in_bucket;
    octave = power;
  }
  if (octave < 0) return 1;
  return std::min(2 + static_cast<unsigned>(octave) / 2,
                  static_cast<unsigned>(durations.size() - 1));
}

unsigned true_value(const Question& question, const Counts& counts) {
  const Tally tally = tally_of(question, counts);
  if (kind_of(question.kind).has_durations) return median_bucket(tally.durations);
  return tally.count != 0 ? 1 : 0;
}

}  // namespace

local_dp::Mechanism WeeklyPlan::mechanism_of(QuestionKind kind) const noexcept {
  return local_dp::choose(values_of(kind), epsilon_of_each());
}

bool WeeklyPlan::asks_for(const SeriesName& labels) const {
  return !labels.is_overflow &&
         std::ranges::binary_search(questions, Question{question_kind(labels.kind), labels.first});
}

Result<WeeklyPlan> weekly_plan(const Config& config) {
  if (config.consent != ConsentMode::opt_in) {
    return Error{ErrorCode::invalid_config,
                 "the program does not ask for consent (ConsentMode::opt_in); no telemetry leaves"};
  }
  WeeklyPlan plan;
  plan.epsilon = static_cast<unsigned>(config.local_dp);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    for (const Label& label : config.weekly_questions.*kinds[i].labels) {
      plan.questions.push_back({static_cast<QuestionKind>(i), std::string(label.text())});
    }
  }
  std::ranges::sort(plan.questions);
  const auto twice = std::unique(plan.questions.begin(), plan.questions.end());
  plan.questions.erase(twice, plan.questions.end());
  if (plan.questions.empty() || plan.questions.size() > most_questions) {
    return Error{ErrorCode::invalid_config, "the program names no weekly_questions, or more than " +
                                                std::to_string(most_questions) +
                                                "; no telemetry leaves"};
  }
  return plan;
}

WeeklyAnswers draw_answers(std::int64_t week, const WeeklyPlan& plan, const Counts& counts,
                           local_dp::RandomSource& random) {
  WeeklyAnswers answers{.week = week, .plan = plan, .bits = {}};
  std::ranges::transform(plan.questions, std::back_inserter(answers.bits), [&](const auto& one) {
    return local_dp::perturb(plan.mechanism_of(one.kind), true_value(one, counts), random);
  });
  return answers;
}

std::int64_t week_of(std::int64_t unix_s) noexcept {
  return (unix_s - first_monday_s) / week_s;
}

std::int64_t week_begin_s(std::int64_t week) noexcept {
  return first_monday_s + week * week_s;
}

std::string_view to_string(QuestionKind kind) noexcept {
  return kind_of(kind).word;
}

unsigned values_of(QuestionKind kind) noexcept {
  return static_cast<unsigned>(kind_of(kind).has_durations ? durations.size() : yes_no.size());
}

std::string_view value_name(QuestionKind kind, unsigned value) noexcept {
  return kind_of(kind).has_durations ? durations[value] : yes_no[value];
}

std::vector<Metric> make_weekly_metrics(const WeeklyAnswers& answers) {
  Metric told{"sotto.weekly.answers", "", {}, {}};
  for (std::size_t i = 0; i < answers.bits.size(); ++i) {
    const Question& question = answers.plan.questions[i];
    const bool is_krr = answers.plan.mechanism_of(question.kind).method == Method::krr;
    for (unsigned value = 0; value < values_of(question.kind); ++value) {
      if ((answers.bits[i] >> value & 1) == 0) continue;
      told.counts.push_back({{{kind_of(question.kind).key, question.label},
                              {"answer", std::string(value_name(question.kind, value))},
                              {"mechanism", is_krr ? "krr" : "oue"}},
                             1});
    }
  }
  std::vector<Metric> metrics{{"sotto.weekly.reports", "", {{{}, 1}}, {}}};
  if (!told.counts.empty()) metrics.push_back(std::move(told));
  return metrics;
}

Attributes make_weekly_resource(const AppInfo& app, const WeeklyPlan& plan,
                                std::string_view report_id) {
  Attributes resource{
      {"service.name", app.name.empty() ? "unknown_service" : core::label_text(app.name)},
      {"session.id", std::string(report_id)},
      {"process.runtime.name", "cpp"},
      {"sotto.local_dp.epsilon", std::to_string(plan.epsilon)},
      {"sotto.local_dp.questions", std::to_string(plan.questions.size())},
  };
  if (!app.version.empty()) resource.push_back({"service.version", core::label_text(app.version)});
  return resource;
}

}  // namespace sotto::telemetry
