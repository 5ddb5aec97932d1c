// How scores reach each backend.

#include <gtest/gtest.h>

#include <sotto/provider.hpp>

#include "tests/support/golden.hpp"
#include "tests/support/otlp_text.hpp"
#include "tests/support/sample_spans.hpp"

namespace sotto {
namespace {

using test::sample_config;
using test::value_of;

Config with_route(LangfuseScoreRoute route) {
  Config config = sample_config();
  config.langfuse_score_route = route;
  return config;
}

class ScoresOf {
 public:
  explicit ScoresOf(std::string_view provider, const Config& config = sample_config())
      : provider_(make_provider(provider, config).value()) {}

  ScoreProvider& operator*() { return *provider_->scores(); }
  ScoreProvider* operator->() { return provider_->scores(); }

  std::string encoded(std::span<const ScoreRecord> scores) {
    std::string out;
    EXPECT_TRUE(provider_->scores()->encode(scores, out).ok());
    return out;
  }
  std::string encoded(const ScoreRecord& score) { return encoded({&score, 1}); }

 private:
  std::unique_ptr<Provider> provider_;
};

ScoreRecord a_score(AttributeValue value) {
  ScoreRecord score = test::sample_scores()[0];
  score.value = value;
  score.trace = nullptr;
  return score;
}

// Every OTLP backend

TEST(OtlpScores, AreEvaluatorSpansAsTheGoldenFileSays) {
  const std::string text = test::otlp_text(ScoresOf("otlp").encoded(test::sample_scores()));
  EXPECT_TRUE(test::is_golden(text, SOTTO_GOLDEN_DIR "/scores_otlp.txt"));
}

TEST(OtlpScores, HangUnderTheSpanThatIsScored) {
  const std::string text = test::otlp_text(ScoresOf("otlp").encoded(a_score(0.5)));
  EXPECT_NE(text.find("parent b7ad6b7169203302"), std::string::npos);
  EXPECT_EQ(value_of(text, "openinference.span.kind"), "\"EVALUATOR\"");
}

TEST(OtlpScores, GoIntoTheFileAsOneMoreLine) {
  const std::string line = ScoresOf("file").encoded(test::sample_scores());
  EXPECT_TRUE(line.starts_with("{\"resourceSpans\":["));
  EXPECT_TRUE(line.ends_with("]}\n"));
}

TEST(LangWatchScores, CarryItsOwnEvaluationEventAsTheGoldenFileSays) {
  const std::string text = test::otlp_text(ScoresOf("langwatch").encoded(test::sample_scores()));
  EXPECT_TRUE(test::is_golden(text, SOTTO_GOLDEN_DIR "/scores_langwatch.txt"));
}

TEST(LangWatchScores, KeepZerosAsIntegersBecauseItDropsZeroDoubles) {
  const std::string text = test::otlp_text(ScoresOf("langwatch").encoded(a_score(0.0)));
  EXPECT_EQ(value_of(text, "gen_ai.evaluation.score.value"), "0");
}

// Langfuse

TEST(LangfuseScores, AreOneRequestEachUnlessTheOldRouteIsAskedFor) {
  const ProviderEndpoint one = ScoresOf("langfuse")->endpoint();
  EXPECT_EQ(one.url, "https://cloud.langfuse.com/api/public/scores");
  EXPECT_EQ(one.most_records, 1U);
  EXPECT_EQ(one.content_type, "application/json");
  EXPECT_FALSE(one.gzip);
  const ProviderEndpoint many =
      ScoresOf("langfuse", with_route(LangfuseScoreRoute::ingestion))->endpoint();
  EXPECT_EQ(many.url, "https://cloud.langfuse.com/api/public/ingestion");
  EXPECT_EQ(many.most_records, 100U);
}

TEST(LangfuseScores, SayNumbersTruthValuesAndCategories) {
  ScoresOf scores("langfuse");
  const std::string subject = R"({"id":"score-1","traceId":"0af7651916cd43dd8448eb211c80319c",)"
                              R"("observationId":"b7ad6b7169203302","name":"helpful",)";
  const std::string end = R"(,"environment":"staging"})";
  EXPECT_EQ(scores.encoded(a_score(0.5)), subject + R"("value":0.5,"dataType":"NUMERIC")" + end);
  EXPECT_EQ(scores.encoded(a_score(true)), subject + R"("value":1,"dataType":"BOOLEAN")" + end);
  EXPECT_EQ(scores.encoded(a_score("good")),
            subject + R"("value":"good","dataType":"CATEGORICAL")" + end);
}

TEST(LangfuseScores, OfATraceNameNoObservation) {
  EXPECT_EQ(ScoresOf("langfuse").encoded(test::sample_scores()[1]),
            R"({"id":"score-2","traceId":"0af7651916cd43dd8448eb211c80319c","name":"quality",)"
            R"("value":0,"dataType":"NUMERIC","comment":"names no source",)"
            R"("environment":"staging"})");
}

TEST(LangfuseScores, OfASessionNameItAlone) {
  EXPECT_EQ(ScoresOf("langfuse").encoded(test::sample_scores()[2]),
            R"({"id":"score-3","sessionId":"session456","name":"outcome","value":"resolved",)"
            R"("dataType":"CATEGORICAL","environment":"staging"})");
}

TEST(LangfuseScores, WhoseSessionThePolicyLeftOutAreRefused) {
  ScoreRecord score = test::sample_scores()[2];
  score.session_id = {};
  std::string out;
  const auto encoded = ScoresOf("langfuse")->encode({&score, 1}, out);
  ASSERT_FALSE(encoded.ok());
  EXPECT_NE(encoded.error().detail.find("SOTTO_CAPTURE_CONTENT"), std::string::npos);
}

TEST(LangfuseScores, InBatchesAreEventsAsTheGoldenFileSays) {
  const std::string batch = ScoresOf("langfuse", with_route(LangfuseScoreRoute::ingestion))
                                .encoded(test::sample_scores());
  EXPECT_TRUE(test::is_golden(batch + "\n", SOTTO_GOLDEN_DIR "/scores_langfuse.json"));
}

TEST(LangfuseScores, InBatchesAreCountedOneByOneFromThe207) {
  ScoresOf scores("langfuse", with_route(LangfuseScoreRoute::ingestion));
  const Answer partly = scores->read_answer(
      207, R"({"successes":[{"id":"score-1","status":201}],"errors":[)"
           R"({"id":"score-2","status":400,"message":"Invalid request data","error":"secret"},)"
           R"({"id":"score-3","status":400}]})");
  EXPECT_EQ(partly.outcome, Outcome::accepted);
  EXPECT_EQ(partly.rejected_spans, 2U);
  EXPECT_EQ(partly.message.find("secret"), std::string::npos);
  const Answer taken = scores->read_answer(207, R"({"successes":[],"errors":[]})");
  EXPECT_EQ(taken.rejected_spans, 0U);
  EXPECT_EQ(taken.message, "");
  EXPECT_EQ(scores->read_answer(207, "not JSON").rejected_spans, 0U);
}

// Console

TEST(ConsoleScores, AreALineEach) {
  const std::string lines = ScoresOf("console").encoded(test::sample_scores());
  EXPECT_EQ(lines,
            "score helpful true  span b7ad6b7169203302"
            "  trace 0af7651916cd43dd8448eb211c80319c\n"
            "score quality 0  trace 0af7651916cd43dd8448eb211c80319c  names no source\n"
            "score outcome resolved  session session456\n");
}

}  // namespace
}  // namespace sotto
