// Weekly answers in place of counts: what is asked, what is drawn, and the store that draws once.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "telemetry/body.hpp"
#include "telemetry/metrics_encoder.hpp"
#include "telemetry/store.hpp"
#include "telemetry/weekly.hpp"
#include "tests/support/stored_counts.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::telemetry {
namespace {

using namespace std::chrono_literals;
using test::sample_weekly_report;
using test::uses_of;
using State = Store::State;
using Outcome = Store::Outcome;

constexpr std::int64_t day_s = 24 * 3600;
constexpr std::int64_t week_s = 7 * day_s;
constexpr std::int64_t start_s = 1'700'000'000;  // a Tuesday

/// Under krr the true value, always.
class NoNoise final : public local_dp::RandomSource {
 public:
  std::uint64_t next() noexcept override { return 0; }
};

Config asking_config() {
  Config config;
  config.consent = ConsentMode::opt_in;
  config.local_dp = LocalDp::epsilon_4;
  config.weekly_questions = {.features = {"search", "export"}, .timers = {"load"}};
  return config;
}

WeeklyPlan plan_of(const Config& config) {
  auto plan = weekly_plan(config);
  EXPECT_TRUE(plan.ok());
  return plan ? std::move(plan).value() : WeeklyPlan{};
}

/// `count` durations in the bucket that ends at 2^(power + 1) ms.
Counts durations_of(SeriesKind kind, const std::string& label, int power, std::uint64_t count = 1) {
  Counts counts;
  Tally& tally = counts.entries[{label, kind == SeriesKind::timer ? "" : "x", kind, false}];
  tally.durations.octaves[power][31] = count;
  tally.count = count;
  return counts;
}

/// What the only question of `plan` is answered without noise.
std::string answer_of(const WeeklyPlan& plan, const Counts& counts) {
  NoNoise no_noise;
  const WeeklyAnswers answers = draw_answers(1, plan, counts, no_noise);
  const QuestionKind kind = plan.questions.at(0).kind;
  return std::string(value_name(kind, static_cast<unsigned>(std::countr_zero(answers.bits.at(0)))));
}

TEST(WeeklyPlan, AsksEachQuestionOnceInOrder) {
  Config config = asking_config();
  config.weekly_questions.features.push_back("search");
  const WeeklyPlan plan = plan_of(config);
  EXPECT_EQ(plan.questions, (std::vector<Question>{{QuestionKind::feature, "export"},
                                                   {QuestionKind::feature, "search"},
                                                   {QuestionKind::timer, "load"}}));
  EXPECT_EQ(plan.epsilon, 4U);
}

TEST(WeeklyPlan, SharesTheEpsilonOfTheWeekAmongTheQuestions) {
  const WeeklyPlan plan = plan_of(asking_config());
  EXPECT_DOUBLE_EQ(plan.epsilon_of_each() * 3, 4);
  EXPECT_EQ(plan.mechanism_of(QuestionKind::feature), local_dp::choose(2, 4.0 / 3));
  EXPECT_EQ(plan.mechanism_of(QuestionKind::timer), local_dp::choose(12, 4.0 / 3));
}

TEST(WeeklyPlan, IsRefusedWithoutConsentThatIsAskedFor) {
  Config config = asking_config();
  config.consent = ConsentMode::opt_out;
  const auto plan = weekly_plan(config);
  ASSERT_FALSE(plan.ok());
  EXPECT_NE(plan.error().detail.find("opt_in"), std::string::npos);
}

TEST(WeeklyPlan, IsRefusedWithoutQuestionsAndWithTooMany) {
  Config config = asking_config();
  config.weekly_questions = {};
  EXPECT_FALSE(weekly_plan(config).ok());
  static constexpr Label letters[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i",
                                      "j", "k", "l", "m", "n", "o", "p", "q", "r",
                                      "s", "t", "u", "v", "w", "x", "y", "z"};
  for (auto labels : {&WeeklyQuestions::features, &WeeklyQuestions::errors,
                      &WeeklyQuestions::agents, &WeeklyQuestions::timers}) {
    EXPECT_EQ(weekly_plan(config).ok(), labels != &WeeklyQuestions::features);
    (config.weekly_questions.*labels).assign(std::begin(letters), std::end(letters));
  }
  EXPECT_FALSE(weekly_plan(config).ok()) << "104 questions";
}

TEST(WeeklyAnswers, SayWhetherAFeatureWasUsedInWhateverCategory) {
  Config config = asking_config();
  config.weekly_questions = {.features = {"search"}};
  const WeeklyPlan plan = plan_of(config);
  EXPECT_EQ(answer_of(plan, {}), "no");
  EXPECT_EQ(answer_of(plan, uses_of("export", 9)), "no");
  EXPECT_EQ(answer_of(plan, uses_of("search", 1)), "yes");
  EXPECT_EQ(answer_of(plan, uses_of("search", 1'000'000)), "yes") << "how often is not told";
  Counts expert;
  expert.entries[{"search", "expert", SeriesKind::feature, false}].count = 1;
  EXPECT_EQ(answer_of(plan, expert), "yes");
  Counts error;
  error.entries[{"search", "agent", SeriesKind::error, false}].count = 1;
  EXPECT_EQ(answer_of(plan, error), "no");
}

TEST(WeeklyAnswers, SayWhetherAnErrorOccurred) {
  Config config = asking_config();
  config.weekly_questions = {.errors = {"TimeoutError"}};
  Counts counts;
  EXPECT_EQ(answer_of(plan_of(config), counts), "no");
  counts.entries[{"TimeoutError", "agent", SeriesKind::error, false}].count = 3;
  EXPECT_EQ(answer_of(plan_of(config), counts), "yes");
}

TEST(WeeklyAnswers, SayInWhichBucketTheMedianLies) {
  Config config = asking_config();
  config.weekly_questions = {.timers = {"load"}};
  const WeeklyPlan plan = plan_of(config);
  const auto load = [](int power, std::uint64_t count = 1) {
    return durations_of(SeriesKind::timer, "load", power, count);
  };
  EXPECT_EQ(answer_of(plan, {}), "none");
  EXPECT_EQ(answer_of(plan, load(-20)), "1ms");
  EXPECT_EQ(answer_of(plan, load(-1)), "1ms") << "0.5 to 1 ms";
  EXPECT_EQ(answer_of(plan, load(0)), "4ms") << "1 to 2 ms";
  EXPECT_EQ(answer_of(plan, load(1)), "4ms");
  EXPECT_EQ(answer_of(plan, load(2)), "16ms");
  EXPECT_EQ(answer_of(plan, load(17)), "262144ms");
  EXPECT_EQ(answer_of(plan, load(18)), "longer");
  EXPECT_EQ(answer_of(plan, load(29)), "longer");
  Counts mixed = load(0, 3);
  mixed.add(load(10, 3));
  EXPECT_EQ(answer_of(plan, mixed), "4ms") << "half of them do not exceed it";
  mixed.add(load(10));
  EXPECT_EQ(answer_of(plan, mixed), "4096ms");
  Counts zeros;
  zeros.entries[{"load", "", SeriesKind::timer, false}] = {
      5, {.zeros = 5, .sum_ns = 0, .octaves = {}}};
  EXPECT_EQ(answer_of(plan, zeros), "1ms");
}

TEST(WeeklyAnswers, TakeRunsOfAnAgentTogether) {
  Config config = asking_config();
  config.weekly_questions = {.agents = {"simple"}};
  Counts runs = durations_of(SeriesKind::agent_run_succeeded, "simple", 2, 1);
  runs.add(durations_of(SeriesKind::agent_run_failed, "simple", 4, 2));
  runs.add(durations_of(SeriesKind::agent_run_failed, "other", 8, 9));
  EXPECT_EQ(answer_of(plan_of(config), runs), "64ms");
}

TEST(WeeklyAnswers, AreDrawnAboutWhatDidNotHappenToo) {
  const WeeklyPlan plan = plan_of(asking_config());
  local_dp::SystemRandom random;
  int yes = 0;
  for (int i = 0; i < 2000; ++i) yes += draw_answers(1, plan, {}, random).bits.at(0) == 2 ? 1 : 0;
  // e^(-4/3) / (1 + e^(-4/3)) is 21 %; 0 or half of them would be a hundred deviations away.
  EXPECT_GT(yes, 200);
  EXPECT_LT(yes, 700);
}

class WeeklyStores : public testing::Test {
 protected:
  Store make(const WeeklyPlan& plan, AppInfo app = {"my-app", "1.2.3"}) {
    return Store({.folder = folder_, .app = std::move(app), .weekly = plan, .now_s = [this] {
                    return now_s_;
                  }});
  }
  Store make() { return make(plan_of(asking_config())); }
  Store make_exact() {
    return Store({.folder = folder_, .app = {"my-app", ""}, .now_s = [this] { return now_s_; }});
  }
  static void count(Store& store, const Counts& counts, std::int64_t since_s = start_s) {
    EXPECT_EQ(store.visit(counts, since_s, false).state, State::done);
  }
  /// The report that is due then.
  static std::optional<StoredReport> due(Store& store) {
    return store.visit({}, start_s, true).report;
  }
  /// When every program has drawn, and every report is due.
  void go_to_next_week() { now_s_ = week_begin_s(week_of(now_s_) + 1); }
  void go_to_tuesday() { now_s_ = week_begin_s(week_of(now_s_)) + day_s; }
  bool has_file(const std::string& name) const {
    return std::filesystem::exists(folder_ + "/" + name);
  }
  std::string text() const {
    std::ostringstream text;
    text << std::ifstream(folder_ + "/weekly").rdbuf();
    return text.str();
  }

  test::TemporaryFolder root_;
  std::string folder_ = root_.path("state/sotto/my-app");
  std::int64_t now_s_ = start_s;
};

TEST_F(WeeklyStores, SendNothingBeforeTheWeekHasEnded) {
  Store store = make();
  count(store, uses_of("search"));
  now_s_ = week_begin_s(week_of(start_s) + 1) - 1;
  EXPECT_FALSE(due(store));
  const auto stored = store.read();
  ASSERT_TRUE(stored);
  EXPECT_FALSE(stored->week->answers) << "nothing is drawn before";
  EXPECT_TRUE(report_of(*stored).metrics.empty());
}

TEST_F(WeeklyStores, SendOneReportOnTheFirstDayAfterTheDraw) {
  Store store = make();
  count(store, uses_of("search"));
  go_to_next_week();
  due(store);
  const auto drawn = store.read();
  ASSERT_TRUE(drawn && drawn->week->answers);
  EXPECT_EQ(drawn->week->answers->week, week_of(start_s));
  EXPECT_LT(drawn->due_s, now_s_ + day_s);
  go_to_tuesday();
  const auto report = due(store);
  ASSERT_TRUE(report);
  EXPECT_FALSE(due(store)) << "it has a lease";
  ASSERT_TRUE(store.settle(*report, to_body(report_of(*report)), {Outcome::acknowledged}));
  EXPECT_FALSE(due(store));
  now_s_ = week_begin_s(week_of(now_s_) + 1) - 1;
  EXPECT_FALSE(due(store)) << "one a week";
  EXPECT_EQ(read_history(folder_).size(), 1U);
}

TEST_F(WeeklyStores, AnswerAlsoWhenNothingWasCounted) {
  Store store = make();
  EXPECT_FALSE(due(store));
  EXPECT_TRUE(has_file("weekly")) << "a report that came only after a count would tell of it";
  go_to_next_week();
  due(store);
  go_to_tuesday();
  const auto report = due(store);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->week->answers->bits.size(), 3U);
}

TEST_F(WeeklyStores, DrawOnceForAllProcessesAndAttempts) {
  Store one = make();
  Store other = make();
  count(one, uses_of("search"));
  go_to_next_week();
  due(one);
  const std::string bytes = to_body(report_of(*one.read())).bytes;
  go_to_tuesday();
  Store upgraded = make(plan_of(asking_config()), {"my-app", "2.0"});
  count(upgraded, uses_of("search"));
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto report = due(attempt % 2 == 0 ? upgraded : other);
    ASSERT_TRUE(report);
    EXPECT_EQ(to_body(report_of(*report)).bytes, bytes) << "attempt " << attempt;
    ASSERT_TRUE(other.settle(*report, {}, {Outcome::failed}));
    count(one, uses_of("search", 3));
    now_s_ = one.read()->due_s;
  }
}

TEST_F(WeeklyStores, ForgetTheCountsOfAWeekThatWasAnswered) {
  Store store = make();
  count(store, uses_of("search", 12345));
  EXPECT_NE(text().find("feature search general 12345"), std::string::npos);
  go_to_next_week();
  due(store);
  EXPECT_EQ(text().find("12345"), std::string::npos) << text();
  EXPECT_TRUE(store.read()->counts.empty());
}

TEST_F(WeeklyStores, KeepOnlyWhatIsAskedForAndCountTheRest) {
  Store store = make();
  Counts counts = uses_of("search", 2);
  counts.add(uses_of("unasked", 5));
  counts.entries[{"other", "other", SeriesKind::feature, true}].count = 7;
  EXPECT_EQ(store.visit(counts, start_s, false).withheld, 12U);
  EXPECT_EQ(store.read()->week->withheld, 12U);
  EXPECT_EQ(store.read()->counts, uses_of("search", 2));
  EXPECT_EQ(text().find("unasked"), std::string::npos);
}

TEST_F(WeeklyStores, SendAReportThatDependsOnNothingButTheAnswers) {
  Store store = make();
  count(store, uses_of("search"));
  go_to_next_week();
  due(store);
  StoredReport stored = store.read().value();
  const std::string bytes = to_protobuf(report_of(stored));
  stored.counts = uses_of("search", 99);
  stored.since_s = stored.until_s = stored.due_s = 1;
  stored.failures = 3;
  stored.os = {"plan9", "4", "mips"};
  stored.week->withheld = 8;
  stored.week->plan.questions.clear();
  EXPECT_EQ(to_protobuf(report_of(stored)), bytes);
}

TEST_F(WeeklyStores, GiveUpTheAnswersThatNoServerTookWhenTheNextAreDrawn) {
  Store store = make();
  due(store);
  go_to_next_week();
  EXPECT_FALSE(store.visit({}, start_s, false).gave_up_answers);
  const std::string id = store.read()->id;
  go_to_next_week();
  EXPECT_TRUE(store.visit({}, start_s, false).gave_up_answers);
  EXPECT_FALSE(store.visit({}, start_s, false).gave_up_answers);
  EXPECT_NE(store.read()->id, id);
}

TEST_F(WeeklyStores, AnswerAboutTheLastWeekThatTheProgramRanAfterAPause) {
  Store store = make();
  count(store, uses_of("search"));
  now_s_ += 5 * week_s;
  due(store);
  const auto stored = store.read();
  ASSERT_TRUE(stored && stored->week->answers);
  EXPECT_EQ(stored->week->answers->week, week_of(start_s));
  EXPECT_EQ(stored->week->number, week_of(now_s_));
}

TEST_F(WeeklyStores, AreNotMixedUpWithExactCounts) {
  Store exact = make_exact();
  count(exact, uses_of("search", 77));
  ASSERT_TRUE(has_file("counts"));
  Store weekly = make();
  due(weekly);
  EXPECT_FALSE(has_file("counts")) << "exact counts do not leave once local_dp is on";
  EXPECT_TRUE(weekly.read()->counts.empty());
  Store exact_again = make_exact();
  count(exact_again, uses_of("search"));
  EXPECT_FALSE(has_file("weekly")) << "nor is a week's data sent as counts";
  EXPECT_EQ(test::uses_in(exact_again.read()->counts, "search"), 1U);
}

TEST_F(WeeklyStores, BeginAWeekAnewWhenTheClockWasWrong) {
  now_s_ += 52 * week_s;
  Store store = make();
  due(store);
  now_s_ = start_s;
  due(store);
  EXPECT_EQ(store.read()->week->number, week_of(start_s));
}

TEST_F(WeeklyStores, ShowInAPreviewWhatLeavesAndNothingMore) {
  Store store = make();
  count(store, uses_of("search"));
  auto stored = store.read();
  store.add(stored, uses_of("search", 5), start_s);
  EXPECT_EQ(stored, store.read());
}

TEST(WeeklyFile, IsReadAsItWasWritten) {
  const StoredReport stored = sample_weekly_report();
  const std::string file = to_store_file(stored);
  EXPECT_NE(file.find("week 2812 5 4\nask feature search\nask timer load\nanswers 2811 1\n"
                      "answer feature export 10\nanswer error TimeoutError 01\n"
                      "answer agent simple 010100000000\nanswer timer save 000000000001\n"),
            std::string::npos)
      << file;
  EXPECT_EQ(read_store_file(file), stored);
}

TEST(WeeklyFile, IsWhatTheDocumentationShows) {
  std::ostringstream page;
  page << std::ifstream(SOTTO_SOURCE_DIR "/docs/local_dp.md").rdbuf();
  const std::string text = page.str();
  const std::size_t begin = text.find("week 2812");
  const std::size_t size = text.find("```", begin) - begin;
  ASSERT_NE(begin, std::string::npos);
  EXPECT_NE(to_store_file(sample_weekly_report()).find(text.substr(begin, size)),
            std::string::npos);
}

TEST(WeeklyFile, IsRefusedWhenNoMechanismGivesItsAnswers) {
  const auto is_read = [](const auto& change) {
    StoredReport stored = sample_weekly_report();
    change(*stored.week);
    return read_store_file(to_store_file(stored)).has_value();
  };
  EXPECT_TRUE(is_read([](Week&) {}));
  EXPECT_FALSE(is_read([](Week& week) { week.answers->bits[0] = 3; })) << "yes and no";
  EXPECT_FALSE(is_read([](Week& week) { week.answers->bits[0] = 0; }));
  EXPECT_TRUE(is_read([](Week& week) { week.answers->bits[2] = 0; })) << "oue has none at times";
  EXPECT_FALSE(is_read([](Week& week) { week.plan.epsilon = 3; }));
  EXPECT_FALSE(is_read([](Week& week) { week.answers->plan.epsilon = 8; }));
  EXPECT_FALSE(is_read([](Week& week) { week.plan.questions.clear(); }));
  EXPECT_FALSE(is_read([](Week& week) { week.answers->bits.clear(); }));
  EXPECT_FALSE(
      is_read([](Week& week) { std::swap(week.plan.questions[0], week.plan.questions[1]); }));
  EXPECT_FALSE(is_read([](Week& week) { week.plan.questions[0].label = "a text"; }));
  EXPECT_FALSE(is_read([](Week& week) { week.number = 0; }));
}

TEST(WeeklyReport, IsOnePointForEachBitAndOneForItself) {
  const std::string json = to_json(report_of(sample_weekly_report()));
  const auto has = [&](const std::string& text) { return json.find(text) != std::string::npos; };
  EXPECT_TRUE(has(R"("name":"sotto.weekly.reports")")) << json;
  EXPECT_TRUE(has(R"("key":"sotto.local_dp.epsilon","value":{"stringValue":"1"})")) << json;
  EXPECT_TRUE(has(R"("key":"sotto.local_dp.questions","value":{"stringValue":"4"})")) << json;
  EXPECT_TRUE(has(
      R"("key":"answer","value":{"stringValue":"yes"}},{"key":"mechanism","value":{"stringValue":"krr"})"))
      << json;
  EXPECT_TRUE(has(
      R"("key":"answer","value":{"stringValue":"1ms"}},{"key":"mechanism","value":{"stringValue":"oue"})"))
      << json;
  EXPECT_TRUE(has(R"("key":"answer","value":{"stringValue":"16ms"})")) << json;
  EXPECT_FALSE(has("search")) << "that is a count of this week: " << json;
  for (const char* system : {"os.name", "os.version", "host.arch"}) EXPECT_FALSE(has(system));
  EXPECT_TRUE(has(R"("startTimeUnixNano":"1699833600000000000")")) << "a Monday: " << json;
  EXPECT_TRUE(has(R"("timeUnixNano":"1700438400000000000")")) << "the next: " << json;
}

}  // namespace
}  // namespace sotto::telemetry
