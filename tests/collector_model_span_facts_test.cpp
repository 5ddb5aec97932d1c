// What spans of every SDK mean: one vocabulary from many spellings.

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "collector/ingest/ingest.hpp"
#include "collector/model/otlp_reader.hpp"
#include "collector/model/stored_span.hpp"
#include "tests/collector_store_support.hpp"

namespace sotto::collector {
namespace {

using testing::text_attribute;

struct Read {
  TraceBatch batch;  // that the facts point into
  SpanFacts facts;
};

Read read(const std::string& attributes, bool is_root = true) {
  TraceBatch batch = testing::batch_of({{.parent = is_root ? 0U : 7U, .attributes = attributes}});
  const SpanFacts facts = batch.spans.at(0);
  return {std::move(batch), facts};
}

std::string number_attribute(const std::string& key, const std::string& value) {
  const std::string kind = value.find('.') == std::string::npos ? "intValue" : "doubleValue";
  return R"({"key":")" + key + R"(","value":{")" + kind + R"(":)" + value + "}}";
}

std::string type_of(const std::string& attributes) {
  std::string type;
  const Read span = read(attributes);
  EXPECT_TRUE(read_spans(span.batch.body, stored_limits, [&](const SpanView& view) {
    type = to_stored_span(view).observation_type;
  }));
  return type;
}

TEST(SpanFacts, TakeTheServiceFromTheResource) {
  EXPECT_EQ(read("").facts.service, "shop");
}

TEST(SpanFacts, PreferTheFirstSpellingOfAMeaning) {
  EXPECT_EQ(read(text_attribute("langfuse.session.id", "b")).facts.session, "b");
  EXPECT_EQ(
      read(text_attribute("gen_ai.conversation.id", "c") + "," + text_attribute("session.id", "a"))
          .facts.session,
      "a");
  EXPECT_EQ(read(text_attribute("langfuse.trace.name", "t")).facts.workflow, "t");
  EXPECT_EQ(read(text_attribute("msgflux.workflow.name", "m") + "," +
                 text_attribute("workflow.name", "w"))
                .facts.workflow,
            "w");
  EXPECT_EQ(read(text_attribute("langfuse.user.id", "u")).facts.user, "u");
  EXPECT_EQ(read(text_attribute("gen_ai.request.model", "asked") + "," +
                 text_attribute("gen_ai.response.model", "used"))
                .facts.model,
            "used");
  EXPECT_EQ(read(text_attribute("llm.model_name", "m")).facts.model, "m");
}

TEST(SpanFacts, ReadTokensInEverySpelling) {
  for (const auto& [input, output] :
       {std::pair("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"),
        std::pair("gen_ai.usage.prompt_tokens", "gen_ai.usage.completion_tokens"),
        std::pair("llm.token_count.prompt", "llm.token_count.completion")}) {
    const SpanFacts facts =
        read(number_attribute(input, "12") + "," + number_attribute(output, "30")).facts;
    EXPECT_EQ(facts.input_tokens, 12) << input;
    EXPECT_EQ(facts.output_tokens, 30) << output;
  }
  const SpanFacts facts = read(text_attribute("langfuse.observation.usage_details",
                                              R"({\"input\":7,\"output\":\"8\",\"total\":15})"))
                              .facts;
  EXPECT_EQ(facts.input_tokens, 7);
  EXPECT_EQ(facts.output_tokens, 8);
}

TEST(SpanFacts, ReadAnExplicitCostAndNoOther) {
  EXPECT_EQ(read(number_attribute("gen_ai.usage.cost", "0.5")).facts.cost_usd, 0.5);
  EXPECT_EQ(read(number_attribute("langwatch.span.cost", "0.0")).facts.cost_usd, 0.0);
  EXPECT_EQ(read(text_attribute("llm.cost.total", "0.25")).facts.cost_usd, 0.25);
  const std::string details = "langfuse.observation.cost_details";
  EXPECT_EQ(read(text_attribute(details, R"({\"input\":0.25,\"output\":0.5})")).facts.cost_usd,
            0.75);
  EXPECT_EQ(read(text_attribute(details, R"({\"input\":0.25,\"total\":2})")).facts.cost_usd, 2.0);
  EXPECT_EQ(read(text_attribute(details, "not json")).facts.cost_usd, std::nullopt);
  EXPECT_EQ(read(number_attribute("gen_ai.usage.cost", "-1")).facts.cost_usd, std::nullopt);
  EXPECT_EQ(read(number_attribute("gen_ai.usage.input_tokens", "5")).facts.cost_usd, std::nullopt);
}

TEST(SpanFacts, DoNotCountWhatAnAgentRepeatsOfItsChildren) {
  const SpanFacts facts = read(text_attribute("gen_ai.operation.name", "invoke_agent") + "," +
                               number_attribute("gen_ai.usage.input_tokens", "99"))
                              .facts;
  EXPECT_EQ(facts.input_tokens, 0);
}

TEST(SpanFacts, AreErrorsByStatusOrByLevel) {
  EXPECT_FALSE(read("").facts.is_error);
  EXPECT_TRUE(read(text_attribute("langfuse.observation.level", "ERROR")).facts.is_error);
  EXPECT_FALSE(read(text_attribute("langfuse.observation.level", "WARNING")).facts.is_error);
  EXPECT_TRUE(testing::batch_of({{.is_error = true}}).spans.at(0).is_error);
}

TEST(SpanFacts, KnowARootByItsMissingParent) {
  EXPECT_TRUE(read("").facts.is_root);
  EXPECT_FALSE(read("", false).facts.is_root);
}

TEST(ObservationType, IsTheFirstThatSaysIt) {
  EXPECT_EQ(type_of(""), "span");
  EXPECT_EQ(type_of(text_attribute("gen_ai.request.model", "m")), "generation");
  EXPECT_EQ(type_of(text_attribute("openinference.span.kind", "LLM")), "generation");
  EXPECT_EQ(type_of(text_attribute("gen_ai.operation.name", "execute_tool")), "tool");
  EXPECT_EQ(type_of(text_attribute("langwatch.span.type", "rag")), "retriever");
  EXPECT_EQ(type_of(text_attribute("traceloop.span.kind", "workflow")), "chain");
  EXPECT_EQ(type_of(text_attribute("gen_ai.operation.name", "chat") + "," +
                    text_attribute("langfuse.observation.type", "agent")),
            "agent");
  EXPECT_EQ(type_of(text_attribute("langfuse.observation.type", "unheard of") + "," +
                    text_attribute("openinference.span.kind", "TOOL")),
            "tool");
  EXPECT_EQ(type_of(text_attribute("langfuse.observation.type", "span") + "," +
                    text_attribute("gen_ai.request.model", "m")),
            "span");
}

}  // namespace
}  // namespace sotto::collector
