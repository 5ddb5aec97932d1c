#include "telemetry/store_week.hpp"

#include <bit>
#include <string>

namespace sotto::telemetry {
namespace {

void put_question(LineWriter& line, const Question& question) {
  line.word(to_string(question.kind)).word(question.label);
}

/// A digit for each value, the first value's first.
std::string digits_of(std::uint64_t bits, unsigned values) {
  std::string digits;
  for (unsigned value = 0; value < values; ++value) digits += (bits >> value & 1) != 0 ? '1' : '0';
  return digits;
}

/// Questions are in order, each once.
void read_question(LineReader& reader, WeeklyPlan& plan) {
  Question question;
  const std::string_view word = reader.word();
  std::size_t kind = 0;
  while (kind < question_kinds && word != to_string(static_cast<QuestionKind>(kind))) ++kind;
  if (kind == question_kinds) return reader.check(false);
  question.kind = static_cast<QuestionKind>(kind);
  reader.label(question.label);
  reader.check(plan.questions.size() < most_questions &&
               (plan.questions.empty() || plan.questions.back() < question));
  plan.questions.push_back(std::move(question));
}

void read_bits(LineReader& reader, WeeklyAnswers& answers) {
  const std::string_view digits = reader.word();
  const unsigned values = values_of(answers.plan.questions.back().kind);
  reader.check(digits.size() == values && digits.find_first_not_of("01") == std::string_view::npos);
  if (!reader.is_good()) return;
  std::uint64_t bits = 0;
  for (unsigned value = 0; value < values; ++value) {
    bits |= std::uint64_t{digits[value] == '1'} << value;
  }
  answers.bits.push_back(bits);
}

void read_epsilon(LineReader& reader, unsigned& epsilon) noexcept {
  reader.number(epsilon, 1, 4);
  reader.check(epsilon != 3);
}

}  // namespace

void put_week(LineWriter& line, const Week& week) {
  line.word("week").number(week.number).number(week.withheld).number(week.plan.epsilon).end();
  for (const Question& question : week.plan.questions) {
    line.word("ask");
    put_question(line, question);
    line.end();
  }
  if (!week.answers) return;
  const WeeklyAnswers& answers = *week.answers;
  line.word("answers").number(answers.week).number(answers.plan.epsilon).end();
  for (std::size_t i = 0; i < answers.bits.size(); ++i) {
    const Question& question = answers.plan.questions[i];
    line.word("answer");
    put_question(line, question);
    line.word(digits_of(answers.bits[i], values_of(question.kind))).end();
  }
}

bool read_week(LineReader& reader, std::string_view word, std::optional<Week>& week) {
  const bool has_answers = week && week->answers;
  if (word == "week" && !week) {
    week.emplace();
    reader.number(week->number, 1, week_of(latest_s)).number(week->withheld, 0, most_count);
    read_epsilon(reader, week->plan.epsilon);
  } else if (word == "ask" && week && !has_answers) {
    read_question(reader, week->plan);
  } else if (word == "answers" && week && !has_answers) {
    WeeklyAnswers& answers = week->answers.emplace();
    reader.number(answers.week, 1, week_of(latest_s));
    read_epsilon(reader, answers.plan.epsilon);
  } else if (word == "answer" && has_answers) {
    read_question(reader, week->answers->plan);
    if (reader.is_good()) read_bits(reader, *week->answers);
  } else {
    return false;
  }
  return true;
}

bool is_whole(const Week& week) noexcept {
  if (week.plan.questions.empty()) return false;
  if (!week.answers) return true;
  const WeeklyAnswers& answers = *week.answers;
  if (answers.bits.empty()) return false;
  for (std::size_t i = 0; i < answers.bits.size(); ++i) {
    const auto mechanism = answers.plan.mechanism_of(answers.plan.questions[i].kind);
    if (mechanism.method == local_dp::Method::krr && !std::has_single_bit(answers.bits[i])) {
      return false;
    }
  }
  return true;
}

}  // namespace sotto::telemetry
