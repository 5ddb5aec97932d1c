// What LangWatch gets, and what it is spared.

#include <gtest/gtest.h>

#include <sotto/provider.hpp>

#include "tests/support/golden.hpp"
#include "tests/support/otlp_text.hpp"
#include "tests/support/sample_spans.hpp"

namespace sotto {
namespace {

using test::a_span;
using test::sample_config;
using test::value_of;

std::unique_ptr<Provider> langwatch(const Config& config = sample_config()) {
  return make_provider("langwatch", config).value();
}

std::string text_of(const SpanRecord& span) {
  std::string out;
  EXPECT_TRUE(langwatch()->encode({&span, 1}, out).ok());
  return test::otlp_text(out);
}

std::string input_tokens(const Usage& usage) {
  SpanRecord span = a_span();
  span.usage = usage;
  return value_of(text_of(span), "gen_ai.usage.input_tokens");
}

TEST(LangWatch, SendsWhatTheGoldenFileSays) {
  std::string out;
  ASSERT_TRUE(langwatch()->encode(test::sample_spans(), out).ok());
  EXPECT_TRUE(test::is_golden(test::otlp_text(out), SOTTO_GOLDEN_DIR "/langwatch.txt"));
}

TEST(LangWatch, IsReachedUnderItsOtlpPathWithTheKeyInBothHeaders) {
  const ProviderEndpoint endpoint = langwatch()->endpoint();
  EXPECT_EQ(endpoint.url, "https://app.langwatch.ai/api/otel/v1/traces");
  EXPECT_TRUE(endpoint.gzip);
  EXPECT_EQ(endpoint.content_type, "application/x-protobuf");
  const std::map<std::string, std::string> headers(endpoint.headers.begin(),
                                                   endpoint.headers.end());
  EXPECT_EQ(headers.at("Authorization"), "Bearer sk-lw-3");
  EXPECT_EQ(headers.at("X-Auth-Token"), "sk-lw-3");
  EXPECT_FALSE(headers.contains("X-Project-Id"));
}

TEST(LangWatch, NamesTheProjectThatAKeyOfAUserIsFor) {
  Config config = sample_config();
  config.langwatch_project_id = "project-1";
  config.langwatch_endpoint = "http://intranet/langwatch/";
  const ProviderEndpoint endpoint = langwatch(config)->endpoint();
  EXPECT_EQ(endpoint.url, "http://intranet/langwatch/api/otel/v1/traces");
  const std::map<std::string, std::string> headers(endpoint.headers.begin(),
                                                   endpoint.headers.end());
  EXPECT_EQ(headers.at("X-Project-Id"), "project-1");
}

TEST(LangWatch, NamesTheSettingThatIsMissing) {
  EXPECT_EQ(make_provider("langwatch", Config{}).error().detail,
            "langwatch needs LANGWATCH_API_KEY");
  Config config = sample_config();
  config.langwatch_endpoint.clear();
  EXPECT_EQ(make_provider("langwatch", config).error().detail,
            "langwatch needs LANGWATCH_ENDPOINT");
}

TEST(LangWatch, IsToldTheTypeOfEverySpan) {
  const std::pair<ObservationType, std::string> types[] = {
      {ObservationType::span, "span"},
      {ObservationType::generation, "llm"},
      {ObservationType::event, "span"},
      {ObservationType::agent, "agent"},
      {ObservationType::tool, "tool"},
      {ObservationType::chain, "workflow"},
      {ObservationType::retriever, "rag"},
      {ObservationType::embedding, "llm"},
      {ObservationType::evaluator, "evaluation"},
      {ObservationType::guardrail, "guardrail"},
  };
  for (const auto& [type, word] : types) {
    SpanRecord span = a_span();
    span.type = type;
    EXPECT_EQ(value_of(text_of(span), "langwatch.span.type"), '"' + word + '"');
  }
}

TEST(LangWatch, GetsInputTokensWithoutTheCachedOnesThatItAdds) {
  EXPECT_EQ(input_tokens({.input_tokens = 100, .cache_read_tokens = 80}), "20");
  EXPECT_EQ(input_tokens({.input_tokens = 100,
                          .cache_read_tokens = 60,
                          .cache_creation_tokens = 30,
                          .input_audio_tokens = 4}),
            "6");
  EXPECT_EQ(input_tokens({.input_tokens = 80, .cache_read_tokens = 80}), "0");
}

TEST(LangWatch, KeepsInputTokensThatDidNotIncludeTheCachedOnes) {
  EXPECT_EQ(input_tokens({.input_tokens = 10, .cache_read_tokens = 5000}), "10");
  EXPECT_EQ(input_tokens({.cache_read_tokens = 5000}), "(absent)");
}

TEST(LangWatch, GetsTheCostUnderTheKeyThatItReads) {
  SpanRecord span = a_span();
  span.cost = {.total = {}, .input = 0.25, .output = 0.5};
  const std::string text = text_of(span);
  EXPECT_EQ(value_of(text, "langwatch.span.cost"), "double 0.75");
  EXPECT_EQ(value_of(text, "gen_ai.usage.cost"), "(absent)");
}

TEST(LangWatch, GetsZerosAsIntegersBecauseItDropsZeroDoubles) {
  const Attribute attributes[] = {{"score", 0.0}, {"weight", 0.5}};
  const Attribute parameters[] = {{"temperature", 0.0}};
  const EventRecord events[] = {{"measured", 1, attributes}};
  SpanRecord span = a_span();
  span.attributes = attributes;
  span.model_parameters = parameters;
  const std::string of_span = text_of(span);
  EXPECT_EQ(value_of(of_span, "score"), "0");
  EXPECT_EQ(value_of(of_span, "weight"), "double 0.5");
  EXPECT_EQ(value_of(of_span, "gen_ai.request.temperature"), "0");
  span.attributes = {};
  span.events = events;
  const std::string of_event = text_of(span);
  EXPECT_EQ(value_of(of_event, "score"), "0");
  EXPECT_EQ(value_of(of_event, "weight"), "double 0.5");
}

TEST(LangWatch, LinksAPromptByItsHandleAndVersion) {
  SpanRecord span = a_span();
  span.type = ObservationType::generation;
  span.prompt_name = "answer";
  span.prompt_version = 3;
  const std::string text = text_of(span);
  EXPECT_EQ(value_of(text, "langwatch.prompt.handle"), "\"answer\"");
  EXPECT_EQ(value_of(text, "langwatch.prompt.version.number"), "3");
  EXPECT_EQ(value_of(text, "langfuse.observation.prompt.name"), "(absent)");
}

TEST(LangWatch, ShowsAFailureAsAnExceptionEvent) {
  SpanRecord span = a_span();
  span.status = SpanStatus::error;
  span.error_type = "TimeoutError";
  span.status_message = "no answer";
  const std::string text = text_of(span);
  EXPECT_NE(text.find("status 2 \"no answer\""), std::string::npos);
  EXPECT_EQ(value_of(text, "error.type"), "\"TimeoutError\"");
  EXPECT_EQ(value_of(text, "exception.message"), "\"no answer\"");
}

TEST(LangWatch, AnswersInJsonWhateverItWasSent) {
  const Answer taken =
      langwatch()->read_answer(200, R"({"message":"Trace received successfully.",)"
                                    R"("partialSuccess":{"rejectedSpans":0,"errorMessage":""}})");
  EXPECT_EQ(taken.outcome, Outcome::accepted);
  EXPECT_EQ(taken.rejected_spans, 0U);
  EXPECT_EQ(taken.message, "");
  const Answer partly = langwatch()->read_answer(
      200, R"({"message":"Trace received successfully.",)"
           R"("partialSuccess":{"rejectedSpans":2,"errorMessage":"too old; too old"}})");
  EXPECT_EQ(partly.outcome, Outcome::accepted);
  EXPECT_EQ(partly.rejected_spans, 2U);
  EXPECT_EQ(partly.message.find("too old"), std::string::npos);
}

TEST(LangWatch, IsLeftAloneWhenThePlanIsUsedUp) {
  const Answer answer = langwatch()->read_answer(402, R"({"error":"ERR_PLAN_LIMIT"})");
  EXPECT_EQ(answer.outcome, Outcome::locked_out);
  EXPECT_EQ(answer.message, "answered 402: the account's plan or quota is used up");
}

// What LangWatch reads, attribute by attribute

TEST(LangWatchReads, WhoSpeaksFromItsOwnHeaders) {
  const ProviderEndpoint endpoint = langwatch()->endpoint();
  const std::map<std::string, std::string> headers(endpoint.headers.begin(),
                                                   endpoint.headers.end());
  EXPECT_EQ(headers.at("x-langwatch-sdk-name"), "sotto");
  EXPECT_EQ(headers.at("x-langwatch-sdk-language"), "cpp");
  EXPECT_TRUE(headers.contains("x-langwatch-sdk-version"));
}

TEST(LangWatchReads, MessagesFromTheStandardKeysAsJsonText) {
  SpanRecord span = a_span();
  span.type = ObservationType::generation;
  span.input = R"([{"role":"user","parts":[]}])";
  span.output = "plain";
  const std::string text = text_of(span);
  EXPECT_EQ(value_of(text, "gen_ai.input.messages"), R"("[{\"role\":\"user\",\"parts\":[]}]")");
  EXPECT_EQ(value_of(text, "input.value"), "(absent)");  // it would win over the messages
  EXPECT_EQ(value_of(text, "output.value"), "\"plain\"");
}

TEST(LangWatchReads, InputAndOutputOfOtherSpansFromTheirValues) {
  SpanRecord span = a_span();
  span.type = ObservationType::tool;
  span.input = R"({"city":"Oslo"})";
  const std::string text = text_of(span);
  EXPECT_EQ(value_of(text, "input.value"), R"("{\"city\":\"Oslo\"}")");
  EXPECT_EQ(value_of(text, "gen_ai.input.messages"), "(absent)");
}

TEST(LangWatchReads, ModelProviderAndParametersFromTheStandardKeys) {
  const Attribute parameters[] = {{"temperature", 0.7}};
  SpanRecord span = a_span();
  span.type = ObservationType::generation;
  span.model = "gpt-4o";
  span.response_model = "gpt-4o-2024-08-06";
  span.model_provider = "openai";
  span.model_parameters = parameters;
  const std::string text = text_of(span);
  EXPECT_EQ(value_of(text, "gen_ai.request.model"), "\"gpt-4o\"");
  EXPECT_EQ(value_of(text, "gen_ai.response.model"), "\"gpt-4o-2024-08-06\"");
  EXPECT_EQ(value_of(text, "gen_ai.provider.name"), "\"openai\"");
  EXPECT_EQ(value_of(text, "gen_ai.request.temperature"), "double 0.7");
}

TEST(LangWatchReads, CachedReasoningAndAudioTokensEachFromTheirKey) {
  SpanRecord span = a_span();
  span.usage = {.input_tokens = 100,
                .output_tokens = 50,
                .cache_read_tokens = 60,
                .cache_creation_tokens = 10,
                .reasoning_tokens = 20,
                .input_audio_tokens = 5,
                .output_audio_tokens = 2};
  const std::string text = text_of(span);
  EXPECT_EQ(value_of(text, "gen_ai.usage.input_tokens"), "25");
  EXPECT_EQ(value_of(text, "gen_ai.usage.output_tokens"), "50");
  EXPECT_EQ(value_of(text, "gen_ai.usage.cache_read.input_tokens"), "60");
  EXPECT_EQ(value_of(text, "gen_ai.usage.cache_creation.input_tokens"), "10");
  EXPECT_EQ(value_of(text, "gen_ai.usage.reasoning.output_tokens"), "20");
  EXPECT_EQ(value_of(text, "gen_ai.usage.input_audio_tokens"), "5");
  EXPECT_EQ(value_of(text, "gen_ai.usage.output_audio_tokens"), "2");
}

TEST(LangWatchReads, TheTimeToTheFirstTokenInSeconds) {
  SpanRecord span = a_span();
  span.completion_start_unix_ns = span.start_unix_ns + 125'000'000;
  EXPECT_EQ(value_of(text_of(span), "gen_ai.response.time_to_first_chunk"), "double 0.125");
}

TEST(LangWatchReads, UserSessionLabelsAndMetadataFromEverySpan) {
  const std::string_view tags[] = {"production"};
  const Attribute metadata[] = {{"tenant", "acme"}, {"beta", true}};
  TraceRecord trace;
  trace.user_id = "user123";
  trace.session_id = "session456";
  trace.tags = tags;
  trace.metadata = metadata;
  SpanRecord span = a_span();
  span.is_local_root = false;
  span.trace = &trace;
  const std::string text = text_of(span);
  EXPECT_EQ(value_of(text, "user.id"), "\"user123\"");
  EXPECT_EQ(value_of(text, "session.id"), "\"session456\"");
  EXPECT_EQ(value_of(text, "gen_ai.conversation.id"), "\"session456\"");
  EXPECT_EQ(value_of(text, "tag.tags"), "[\"production\"]");
  EXPECT_EQ(value_of(text, "metadata"), R"("{\"tenant\":\"acme\",\"beta\":true}")");
}

TEST(LangWatchReads, AFailureWithoutAMessageAsAFailure) {
  SpanRecord span = a_span();
  span.status = SpanStatus::error;
  span.error_type = "TimeoutError";
  const std::string text = text_of(span);
  EXPECT_NE(text.find("status 2 \"\""), std::string::npos);
  EXPECT_EQ(value_of(text, "error.type"), "\"TimeoutError\"");
  EXPECT_EQ(value_of(text, "exception.message"), "(absent)");
}

TEST(LangWatchReads, NoParentAndTheSampledFlagOnARoot) {
  const std::string text = text_of(a_span());
  EXPECT_NE(text.find(" root\n"), std::string::npos);
  EXPECT_NE(text.find("flags 257"), std::string::npos);
}

TEST(LangWatchReads, NothingOfTheMachineFromTheResource) {
  const std::string text = text_of(a_span());
  const std::string resource = text.substr(0, text.find("scope "));
  for (const char* prefix : {"host.", "process.", "os.", "user."}) {
    EXPECT_EQ(resource.find(prefix), std::string::npos) << prefix;
  }
  EXPECT_EQ(value_of(resource, "telemetry.sdk.language"), "\"cpp\"");
}

}  // namespace
}  // namespace sotto
