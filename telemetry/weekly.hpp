#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/config.hpp>
#include <sotto/result.hpp>

#include "telemetry/counts.hpp"
#include "telemetry/local_dp.hpp"
#include "telemetry/report.hpp"

namespace sotto::telemetry {

/// What every program with local_dp answers about each week. The values of an answer are known
/// beforehand, so that an answer, or none, tells nothing that was not drawn.
enum class QuestionKind : std::uint8_t {
  feature,  // was it used? 0 no, 1 yes
  error,    // did one of this type occur? likewise
  agent,    // the median duration of runs of this type: 0 there was none, or which bucket
  timer,    // likewise
};
inline constexpr std::size_t question_kinds = 4;

struct Question {
  QuestionKind kind = QuestionKind::feature;
  std::string label;

  friend auto operator<=>(const Question&, const Question&) = default;
};

/// More would get so little of the epsilon that nobody can read their answers.
inline constexpr std::size_t most_questions = 100;

/// What is asked, and what all answers of a week together may tell.
struct WeeklyPlan {
  unsigned epsilon = 1;             // 1, 2 or 4
  std::vector<Question> questions;  // in order, each once, at most most_questions

  /// Each question has an equal part of the epsilon.
  double epsilon_of_each() const noexcept {
    return static_cast<double>(epsilon) / static_cast<double>(questions.size());
  }
  local_dp::Mechanism mechanism_of(QuestionKind kind) const noexcept;

  /// Whether a question is about what was counted under these labels.
  bool asks_for(const SeriesName& labels) const;

  friend bool operator==(const WeeklyPlan&, const WeeklyPlan&) = default;
};

/// Of a configuration whose local_dp is not off. An error when answers cannot leave: without
/// ConsentMode::opt_in, without questions, or with too many. Then nothing else may leave in their
/// place.
Result<WeeklyPlan> weekly_plan(const Config& config);

/// The answers about one week, noisy: what leaves, and all of it.
struct WeeklyAnswers {
  std::int64_t week = 0;            // see week_of
  WeeklyPlan plan;                  // to which they are the answers
  std::vector<std::uint64_t> bits;  // in the order of the questions, see local_dp::perturb

  friend bool operator==(const WeeklyAnswers&, const WeeklyAnswers&) = default;
};

/// Draws the answers that the week's counts give. A second draw would tell more: it is made once.
WeeklyAnswers draw_answers(std::int64_t week, const WeeklyPlan& plan, const Counts& counts,
                           local_dp::RandomSource& random);

/// What the store keeps with local_dp beside the counts of a week.
struct Week {
  std::int64_t number = 0;                    // of the week that is counted, see week_of
  std::uint64_t withheld = 0;                 // events in it that no question asks for
  WeeklyPlan plan;                            // of the process that came last
  std::optional<WeeklyAnswers> answers = {};  // about an earlier week; none: nothing is to be sent

  friend bool operator==(const Week&, const Week&) = default;
};

/// The number of the week with that Unix time, and when a week begins: Mondays at 0:00 UTC.
std::int64_t week_of(std::int64_t unix_s) noexcept;
std::int64_t week_begin_s(std::int64_t week) noexcept;

/// "feature", "error", "agent" or "timer".
std::string_view to_string(QuestionKind kind) noexcept;

unsigned values_of(QuestionKind kind) noexcept;

/// As reports say them: "no", "yes"; "none", "1ms" for up to 1 ms, "4ms" for more than 1 and up to
/// 4 ms, and so on, "longer".
std::string_view value_name(QuestionKind kind, unsigned value) noexcept;

/// The metrics of a report of these answers: one point for each bit that is set, so that a receiver
/// who adds up reports has what local_dp::estimate takes.
std::vector<Metric> make_weekly_metrics(const WeeklyAnswers& answers);

/// Says nothing of the system: together with it the answers of a rare one would be somebody's.
Attributes make_weekly_resource(const AppInfo& app, const WeeklyPlan& plan,
                                std::string_view report_id);

}  // namespace sotto::telemetry
