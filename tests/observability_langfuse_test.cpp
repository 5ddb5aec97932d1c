// What Langfuse gets, and what it is spared.

#include <gtest/gtest.h>

#include <sotto/provider.hpp>

#include "observability/attribute_map_values.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/otlp_text.hpp"
#include "tests/support/sample_spans.hpp"

namespace sotto {
namespace {

using test::a_span;
using test::sample_config;
using test::value_of;

std::unique_ptr<Provider> langfuse(const Config& config = sample_config()) {
  return make_provider("langfuse", config).value();
}

std::string text_of(const SpanRecord& span, const Config& config = sample_config()) {
  std::string out;
  EXPECT_TRUE(langfuse(config)->encode({&span, 1}, out).ok());
  return test::otlp_text(out);
}

SpanRecord a_generation() {
  SpanRecord span = a_span();
  span.type = ObservationType::generation;
  return span;
}

std::string usage_details(const Usage& usage) {
  std::string out;
  observability::append_usage_details(out, usage);
  return out;
}

TEST(Langfuse, SendsWhatTheGoldenFileSays) {
  std::string out;
  ASSERT_TRUE(langfuse()->encode(test::sample_spans(), out).ok());
  EXPECT_TRUE(test::is_golden(test::otlp_text(out), SOTTO_GOLDEN_DIR "/langfuse.txt"));
}

TEST(Langfuse, IsReachedUnderItsOtlpPathWithTheKeyPair) {
  const ProviderEndpoint endpoint = langfuse()->endpoint();
  EXPECT_EQ(endpoint.url, "https://cloud.langfuse.com/api/public/otel/v1/traces");
  EXPECT_TRUE(endpoint.gzip);
  EXPECT_EQ(endpoint.content_type, "application/x-protobuf");
  const std::map<std::string, std::string> headers(endpoint.headers.begin(),
                                                   endpoint.headers.end());
  EXPECT_EQ(headers.at("Authorization"), "Basic cGstbGYtMTpzay1sZi0y");  // pk-lf-1:sk-lf-2
  EXPECT_EQ(headers.at("x-langfuse-ingestion-version"), "4");
  EXPECT_EQ(headers.at("x-langfuse-sdk-name"), "cpp");
  EXPECT_EQ(headers.at("x-langfuse-public-key"), "pk-lf-1");
  EXPECT_TRUE(headers.contains("x-langfuse-sdk-version"));
}

TEST(Langfuse, KeepsAPathBeforeItsOwn) {
  Config config = sample_config();
  config.langfuse_base_url = "http://intranet/langfuse//";
  EXPECT_EQ(langfuse(config)->endpoint().url, "http://intranet/langfuse/api/public/otel/v1/traces");
}

TEST(Langfuse, NamesTheKeyThatIsMissing) {
  Config config = sample_config();
  config.langfuse_secret_key.clear();
  const auto provider = make_provider("langfuse", config);
  ASSERT_FALSE(provider.ok());
  EXPECT_EQ(provider.error().detail, "langfuse needs LANGFUSE_SECRET_KEY");
  config.langfuse_public_key.clear();
  EXPECT_EQ(make_provider("langfuse", config).error().detail, "langfuse needs LANGFUSE_PUBLIC_KEY");
}

TEST(Langfuse, MarksLocalRoots) {
  SpanRecord span = a_span();
  EXPECT_EQ(value_of(text_of(span), "langfuse.internal.is_app_root"), "true");
  span.is_local_root = false;
  EXPECT_EQ(value_of(text_of(span), "langfuse.internal.is_app_root"), "(absent)");
}

TEST(Langfuse, ShowsUnknownAttributesAsMetadata) {
  const Attribute attributes[] = {{"retries", 2}, {"gen_ai.request.seed", 42}};
  SpanRecord span = a_span();
  span.attributes = attributes;
  const std::string text = text_of(span);
  EXPECT_EQ(value_of(text, "langfuse.observation.metadata.retries"), "2");
  EXPECT_EQ(value_of(text, "retries"), "(absent)");
  EXPECT_EQ(value_of(text, "gen_ai.request.seed"), "42");
}

TEST(Langfuse, LetsAnAttributeOfTheProgramReplaceOurs) {
  const Attribute attributes[] = {{"gen_ai.operation.name", "text_completion"}};
  SpanRecord span = a_generation();
  span.attributes = attributes;
  EXPECT_EQ(value_of(text_of(span), "gen_ai.operation.name"), "\"text_completion\"");
}

TEST(Langfuse, LetsMetadataOfTheSpanHideThatOfTheTrace) {
  const Attribute of_trace[] = {{"tenant", "a"}, {"shard", 7}};
  const Attribute of_span[] = {{"tenant", "b"}};
  TraceRecord trace;
  trace.metadata = of_trace;
  SpanRecord span = a_span();
  span.trace = &trace;
  span.metadata = of_span;
  const std::string text = text_of(span);
  EXPECT_EQ(value_of(text, "langfuse.trace.metadata.tenant"), "(absent)");
  EXPECT_EQ(value_of(text, "langfuse.trace.metadata.shard"), "\"7\"");
  EXPECT_EQ(value_of(text, "langfuse.observation.metadata.tenant"), "\"b\"");
}

TEST(Langfuse, CountsAnAttributeWhoseKeyIsTaken) {
  const Attribute twice[] = {{"attempt", 1}};
  SpanRecord span = a_span();
  span.attributes = twice;
  span.metadata = twice;
  EXPECT_NE(text_of(span).find("dropped attributes 1"), std::string::npos);
}

TEST(Langfuse, TakesTheLevelFromAFailureUnlessOneWasSet) {
  SpanRecord span = a_span();
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.level"), "\"DEFAULT\"");
  span.status = SpanStatus::error;
  span.error_type = "TimeoutError";
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.level"), "\"ERROR\"");
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.status_message"), "\"TimeoutError\"");
  span.level = Level::warning;
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.level"), "\"WARNING\"");
}

TEST(Langfuse, LinksAPromptOnlyByNameAndVersionAndOnlyToGenerations) {
  SpanRecord span = a_generation();
  span.prompt_name = "answer";
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.prompt.name"), "(absent)");
  span.prompt_version = 3;
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.prompt.name"), "\"answer\"");
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.prompt.version"), "3");
  span.type = ObservationType::span;
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.prompt.version"), "(absent)");
}

TEST(Langfuse, SplitsTokensIntoBucketsThatDoNotOverlap) {
  EXPECT_EQ(usage_details({.input_tokens = 10,
                           .output_tokens = 5,
                           .total_tokens = 15,
                           .cache_read_tokens = 2,
                           .reasoning_tokens = 4}),
            R"({"input":8,"output":1,"input_cache_read":2,"output_reasoning_tokens":4})");
}

TEST(Langfuse, KeepsACountThatDidNotIncludeItsParts) {
  EXPECT_EQ(usage_details({.input_tokens = 10, .cache_read_tokens = 5000}),
            R"({"input":10,"input_cache_read":5000})");
}

TEST(Langfuse, SendsATotalOnlyWhenItIsAllThatIsKnown) {
  EXPECT_EQ(usage_details({.total_tokens = 15}), R"({"total":15})");
  EXPECT_EQ(usage_details({.input_tokens = -1}), "");
  EXPECT_EQ(usage_details({}), "");
}

TEST(Langfuse, SendsCostsThatAreNumbersAndNotNegative) {
  SpanRecord span = a_generation();
  span.cost = {.total = {}, .input = 0.25, .output = 0.5};
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.cost_details"),
            R"("{\"input\":0.25,\"output\":0.5,\"total\":0.75}")");
  span.cost = {.total = -1.0, .input = {}, .output = {}};
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.cost_details"), "(absent)");
}

TEST(Langfuse, WritesTimesAsIso8601InUtc) {
  std::string out;
  observability::append_iso8601(out, 1'709'210'096'789'999'999);
  EXPECT_EQ(out, "2024-02-29T12:34:56.789Z");
}

TEST(Langfuse, LeavesOutACompletionThatStartedBeforeItsSpan) {
  SpanRecord span = a_generation();
  span.completion_start_unix_ns = span.start_unix_ns - 1;
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.completion_start_time"), "(absent)");
}

TEST(Langfuse, EndsNoSpanBeforeItsStart) {
  SpanRecord span = a_span();
  span.end_unix_ns = span.start_unix_ns - 1;
  const std::string start = std::to_string(span.start_unix_ns);
  EXPECT_NE(text_of(span).find("start " + start + " end " + start), std::string::npos);
}

TEST(Langfuse, TakesEnvironmentsByItsRule) {
  using observability::langfuse_environment;
  EXPECT_EQ(langfuse_environment("Production"), "production");
  EXPECT_EQ(langfuse_environment("langfuse-eu_1"), "eu_1");
  EXPECT_EQ(langfuse_environment(std::string(50, 'a')), std::string(40, 'a'));
  EXPECT_EQ(langfuse_environment("two words"), "");
  EXPECT_EQ(langfuse_environment("pr\xc3\xa9prod"), "");
}

TEST(Langfuse, RetriesAFailureOfItsStore) {
  EXPECT_EQ(langfuse()->read_answer(500, "").outcome, Outcome::retry_later);
}

TEST(Langfuse, ReadsNothingFromTheBodyOfASuccess) {
  const Answer answer = langfuse()->read_answer(200, R"({"partialSuccess":{"rejectedSpans":"5"}})");
  EXPECT_EQ(answer.outcome, Outcome::accepted);
  EXPECT_EQ(answer.rejected_spans, 0U);
}

// What Langfuse reads from a span, attribute by attribute

TEST(LangfuseReads, TheTypeInLowerCase) {
  const std::pair<ObservationType, std::string> types[] = {
      {ObservationType::span, "span"},           {ObservationType::generation, "generation"},
      {ObservationType::event, "event"},         {ObservationType::agent, "agent"},
      {ObservationType::tool, "tool"},           {ObservationType::chain, "chain"},
      {ObservationType::retriever, "retriever"}, {ObservationType::embedding, "embedding"},
      {ObservationType::evaluator, "evaluator"}, {ObservationType::guardrail, "guardrail"},
  };
  for (const auto& [type, word] : types) {
    SpanRecord span = a_span();
    span.type = type;
    EXPECT_EQ(value_of(text_of(span), "langfuse.observation.type"), '"' + word + '"');
  }
}

TEST(LangfuseReads, InputAndOutputAsText) {
  SpanRecord span = a_span();
  span.input = R"({"city":"Oslo"})";
  span.output = "Rain.";
  const std::string text = text_of(span);
  EXPECT_EQ(value_of(text, "langfuse.observation.input"), R"("{\"city\":\"Oslo\"}")");
  EXPECT_EQ(value_of(text, "langfuse.observation.output"), "\"Rain.\"");
  EXPECT_EQ(text.find("langfuse.trace.input"), std::string::npos);  // deprecated
  EXPECT_EQ(text.find("langfuse.trace.output"), std::string::npos);
}

TEST(LangfuseReads, MetadataAsOneAttributeForEachKeyWithItsType) {
  const Attribute metadata[] = {{"tenant", "acme"}, {"beta", true}, {"shard", 7}, {"share", 0.5}};
  SpanRecord span = a_span();
  span.metadata = metadata;
  const std::string text = text_of(span);
  EXPECT_EQ(value_of(text, "langfuse.observation.metadata.tenant"), "\"acme\"");
  EXPECT_EQ(value_of(text, "langfuse.observation.metadata.beta"), "true");
  EXPECT_EQ(value_of(text, "langfuse.observation.metadata.shard"), "7");
  EXPECT_EQ(value_of(text, "langfuse.observation.metadata.share"), "double 0.5");
}

TEST(LangfuseReads, LevelsInItsFourWords) {
  const std::pair<Level, std::string> levels[] = {{Level::debug, "DEBUG"},
                                                  {Level::normal, "DEFAULT"},
                                                  {Level::warning, "WARNING"},
                                                  {Level::error, "ERROR"}};
  for (const auto& [level, word] : levels) {
    SpanRecord span = a_span();
    span.level = level;
    EXPECT_EQ(value_of(text_of(span), "langfuse.observation.level"), '"' + word + '"');
  }
}

TEST(LangfuseReads, TheModelThatAnsweredBeforeTheOneAskedFor) {
  SpanRecord span = a_generation();
  span.model = "gpt-4o";
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.model.name"), "\"gpt-4o\"");
  span.response_model = "gpt-4o-2024-08-06";
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.model.name"), "\"gpt-4o-2024-08-06\"");
}

TEST(LangfuseReads, ModelParametersAsOneJsonText) {
  const Attribute parameters[] = {{"temperature", 0.7}, {"max_tokens", 128}, {"stop", "END"}};
  SpanRecord span = a_generation();
  span.model_parameters = parameters;
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.model.parameters"),
            R"("{\"temperature\":0.7,\"max_tokens\":128,\"stop\":\"END\"}")");
}

TEST(LangfuseReads, TheStartOfACompletionAsIso8601) {
  SpanRecord span = a_generation();
  span.completion_start_unix_ns = span.start_unix_ns + 125'000'000;
  EXPECT_EQ(value_of(text_of(span), "langfuse.observation.completion_start_time"),
            "\"2026-11-16T08:00:00.125Z\"");
}

TEST(LangfuseReads, WhatBelongsToTheTraceFromEverySpan) {
  std::string out;
  ASSERT_TRUE(langfuse()->encode(test::sample_spans(), out).ok());
  const std::string text = test::otlp_text(out);
  const auto count = [&text](std::string_view line) {
    std::size_t found = 0;
    for (std::size_t at = text.find(line); at != std::string::npos; at = text.find(line, at + 1)) {
      ++found;
    }
    return found;
  };
  const std::size_t spans_of_trace = test::sample_spans().size() - 1;  // the last stands alone
  EXPECT_EQ(count("langfuse.trace.name = \"api-request\""), spans_of_trace);
  EXPECT_EQ(count("user.id = \"user123\""), spans_of_trace);
  EXPECT_EQ(count("session.id = \"session456\""), spans_of_trace);
  EXPECT_EQ(count("langfuse.version = \"v7\""), spans_of_trace);
  EXPECT_EQ(count("langfuse.trace.public = true"), spans_of_trace);
  EXPECT_EQ(count("langfuse.trace.metadata.shard = \"7\""), spans_of_trace);
  EXPECT_EQ(count("langfuse.environment = \"staging\""), spans_of_trace + 1);
  EXPECT_EQ(count("langfuse.release = \"9f2c1d\""), spans_of_trace + 1);
}

TEST(LangfuseReads, TagsAsAListOfTexts) {
  const std::string_view tags[] = {"production", "weather"};
  TraceRecord trace;
  trace.tags = tags;
  SpanRecord span = a_span();
  span.trace = &trace;
  EXPECT_EQ(value_of(text_of(span), "langfuse.trace.tags"), R"(["production", "weather"])");
}

TEST(LangfuseReads, WhetherATraceIsPublicOnlyWhenTheProgramSaidSo) {
  TraceRecord trace;
  SpanRecord span = a_span();
  span.trace = &trace;
  EXPECT_EQ(value_of(text_of(span), "langfuse.trace.public"), "(absent)");
  trace.is_public = true;
  EXPECT_EQ(value_of(text_of(span), "langfuse.trace.public"), "true");
}

TEST(LangfuseReads, NoEnvironmentThatItsPatternRefuses) {
  Config config = sample_config();
  config.environment = "two words";
  EXPECT_EQ(value_of(text_of(a_span(), config), "langfuse.environment"), "(absent)");
}

TEST(LangfuseReads, AttributesOfThisScopeAsChosenForItAndCopiesNoneToMetadata) {
  EXPECT_NE(text_of(a_span()).find("scope \"langfuse-sdk-sotto\""), std::string::npos);
}

TEST(LangfuseReads, NoOperationThatWouldHideModelAndCostOfAnAgent) {
  SpanRecord span = a_span();
  span.type = ObservationType::agent;
  EXPECT_EQ(value_of(text_of(span), "gen_ai.operation.name"), "(absent)");
}

TEST(LangfuseReads, FailuresFromStatusAndNotFromEvents) {
  SpanRecord span = a_span();
  span.status = SpanStatus::error;
  span.error_type = "TimeoutError";
  span.status_message = "no answer";
  const std::string text = text_of(span);
  EXPECT_NE(text.find("status 2 \"no answer\""), std::string::npos);
  EXPECT_EQ(text.find("event \"exception\""), std::string::npos);
}

// The limit of 200 characters for what is copied to every span

class LangfuseLimit : public testing::Test {
 protected:
  std::string encoded() {
    SpanRecord span = a_span();
    span.trace = &trace_;
    std::string out;
    EXPECT_TRUE(provider_->encode({&span, 1}, out).ok());
    return test::otlp_text(out);
  }

  const std::string fits_ = [] {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "\xc3\xa9";  // 200 characters in 400 bytes
    return text;
  }();
  const std::string longer_ = fits_ + "x";
  TraceRecord trace_;
  std::unique_ptr<Provider> provider_ = langfuse();
};

TEST_F(LangfuseLimit, KeepsValuesOf200Characters) {
  trace_.user_id = fits_;
  EXPECT_NE(value_of(encoded(), "user.id"), "(absent)");
  EXPECT_EQ(provider_->read_answer(200, "").message, "");
}

TEST_F(LangfuseLimit, LeavesLongerOnesOutAndCountsAndSaysSo) {
  const std::string_view tags[] = {"short", longer_};
  const Attribute metadata[] = {{"note", longer_}, {"shard", 7}};
  trace_.name = trace_.user_id = trace_.session_id = trace_.version = longer_;
  trace_.tags = tags;
  trace_.metadata = metadata;
  const std::string text = encoded();
  for (const char* key : {"langfuse.trace.name", "user.id", "session.id", "gen_ai.conversation.id",
                          "langfuse.version", "langfuse.trace.metadata.note"}) {
    EXPECT_EQ(value_of(text, key), "(absent)") << key;
  }
  EXPECT_EQ(value_of(text, "langfuse.trace.tags"), "[\"short\"]");
  EXPECT_EQ(value_of(text, "langfuse.trace.metadata.shard"), "\"7\"");
  EXPECT_NE(text.find("dropped attributes 6"), std::string::npos);
  const std::string warning = provider_->read_answer(200, "").message;
  EXPECT_NE(warning.find("left out 6 times"), std::string::npos);
  EXPECT_EQ(provider_->read_answer(401, "").message, "answered 401: it does not accept the key");
}

TEST_F(LangfuseLimit, IsLangfusesAlone) {
  trace_.user_id = longer_;
  provider_ = make_provider("langwatch", sample_config()).value();
  EXPECT_NE(value_of(encoded(), "user.id"), "(absent)");
}

}  // namespace
}  // namespace sotto
