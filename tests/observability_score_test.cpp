// What a program says about a score, and what a provider then sees.

#include <gtest/gtest.h>

#include <limits>
#include <thread>

#include <sotto/tracing.hpp>

#include "tests/support/span_recorder.hpp"

namespace sotto {
namespace {

using test::SpanRecorder;

constexpr std::string_view some_trace = "0af7651916cd43dd8448eb211c80319c";
constexpr std::string_view some_span = "b7ad6b7169203331";

class Scores : public testing::Test {
 protected:
  ScoreRecord only() {
    const auto scores = recorder_.take_scores();
    EXPECT_EQ(scores.size(), 1U);
    return scores.empty() ? ScoreRecord{} : scores.front();
  }

  SpanRecorder recorder_;
};

TEST_F(Scores, AreNumbersTruthValuesOrCategories) {
  const ScoreTarget target{.trace_id = some_trace};
  EXPECT_TRUE(score(target, "quality", 0.25));
  EXPECT_TRUE(score(target, "stars", 4));
  EXPECT_TRUE(score(target, "helpful", true));
  EXPECT_TRUE(score(target, "tone", "friendly"));
  const auto scores = recorder_.take_scores();
  ASSERT_EQ(scores.size(), 4U);
  EXPECT_EQ(scores[0].name, "quality");
  EXPECT_EQ(scores[0].value.real(), 0.25);
  EXPECT_EQ(scores[1].value.real(), 4.0);
  EXPECT_TRUE(scores[2].value.boolean());
  EXPECT_EQ(scores[3].value.text(), "friendly");
}

TEST_F(Scores, OfASpanNameItAndItsTrace) {
  auto trace = start_trace({.user_id = "user123"});
  auto span = start_span("work");
  EXPECT_TRUE(span.score("quality", 0.5, {.comment = "good", .id = "mine"}));
  const ScoreRecord score = only();
  EXPECT_EQ(score.subject, ScoreSubject::span);
  EXPECT_EQ(score.trace_id.to_hex(), trace.trace_id());
  EXPECT_EQ(score.parent_span_id.to_hex(), span.span_id());
  EXPECT_TRUE(score.span_id.is_valid());
  EXPECT_NE(score.span_id.to_hex(), span.span_id());
  EXPECT_EQ(score.comment, "good");
  EXPECT_EQ(score.id, "mine");
  EXPECT_GT(score.unix_ns, 0);
  ASSERT_NE(score.trace, nullptr);
  EXPECT_EQ(score.trace->user_id, "user123");
}

TEST_F(Scores, OfATraceHangUnderItsRoot) {
  auto trace = start_trace();
  EXPECT_TRUE(trace.score("quality", 1));
  const ScoreRecord score = only();
  EXPECT_EQ(score.subject, ScoreSubject::trace);
  EXPECT_EQ(score.trace_id.to_hex(), trace.trace_id());
  EXPECT_EQ(score.parent_span_id.to_hex(), trace.span_id());
}

TEST_F(Scores, MayComeAfterTheEndAndFromAnotherThread) {
  auto span = start_span("work");
  const Context context = span.context();
  const std::string trace_id = span.trace_id();
  const std::string span_id = span.span_id();
  span.end();
  std::thread([&] {
    EXPECT_TRUE(score(context, "first", 1));
    EXPECT_TRUE(score({.trace_id = trace_id, .span_id = span_id}, "second", 2));
  }).join();
  const auto scores = recorder_.take_scores();
  ASSERT_EQ(scores.size(), 2U);
  for (const ScoreRecord& score : scores) {
    EXPECT_EQ(score.subject, ScoreSubject::span);
    EXPECT_EQ(score.trace_id.to_hex(), trace_id);
    EXPECT_EQ(score.parent_span_id.to_hex(), span_id);
  }
}

TEST_F(Scores, OfASessionHaveATraceIdOfTheirOwn) {
  EXPECT_TRUE(score({.session_id = "session456"}, "resolved", true));
  const ScoreRecord score = only();
  EXPECT_EQ(score.subject, ScoreSubject::session);
  EXPECT_EQ(score.session_id, "session456");
  EXPECT_TRUE(score.trace_id.is_valid());
  EXPECT_FALSE(score.parent_span_id.is_valid());
}

TEST_F(Scores, WithoutAnIdGetOneEach) {
  const ScoreTarget target{.trace_id = some_trace};
  EXPECT_TRUE(score(target, "quality", 1));
  EXPECT_TRUE(score(target, "quality", 1));
  const auto scores = recorder_.take_scores();
  ASSERT_EQ(scores.size(), 2U);
  EXPECT_TRUE(scores[0].id.starts_with(some_trace));
  EXPECT_NE(scores[0].id, scores[1].id);
}

TEST_F(Scores, ForTargetsThatAreNoneAreRefused) {
  const ScoreTarget targets[] = {
      {},
      {.trace_id = "0AF7651916CD43DD8448EB211C80319C"},
      {.trace_id = "0af7651916cd43dd8448eb211c80319"},
      {.trace_id = "00000000000000000000000000000000"},
      {.trace_id = "0af7651916cd43dd8448eb211c80319g"},
      {.trace_id = some_trace, .span_id = "0000000000000000"},
      {.trace_id = some_trace, .span_id = "b7ad6b716920333"},
      {.span_id = some_span},
      {.trace_id = some_trace, .session_id = "session456"},
  };
  for (const ScoreTarget& target : targets) EXPECT_FALSE(score(target, "quality", 1));
  EXPECT_FALSE(score(Context(), "quality", 1));
  EXPECT_TRUE(recorder_.take_scores().empty());
}

TEST_F(Scores, WithoutANameOrAFiniteNumberAreRefused) {
  const ScoreTarget target{.trace_id = some_trace};
  EXPECT_FALSE(score(target, "", 1));
  EXPECT_FALSE(score(target, "quality", std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(score(target, "quality", std::numeric_limits<double>::infinity()));
  EXPECT_TRUE(recorder_.take_scores().empty());
}

TEST_F(Scores, AreCutAsOtherTextsAre) {
  const std::string comment(200'000, 'x');
  EXPECT_TRUE(score({.trace_id = some_trace}, "quality", 1, {.comment = comment}));
  EXPECT_EQ(only().comment.size(), Config().max_field_bytes);
}

TEST(Score, OfATraceThatWasSampledOutIsSent) {
  Config config;
  config.sampling_rate = 0;
  SpanRecorder recorder(config);
  {
    auto trace = start_trace();
    EXPECT_TRUE(trace.score("quality", 1));
  }
  EXPECT_TRUE(recorder.take().empty());
  EXPECT_EQ(recorder.take_scores().size(), 1U);
}

TEST(Score, IsNotTakenWhileTracingIsOff) {
  EXPECT_FALSE(score({.trace_id = some_trace}, "quality", 1));
}

}  // namespace
}  // namespace sotto
