// What a program says about a span, and what a provider then sees.

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <stdexcept>
#include <thread>

#include <sotto/tracing.hpp>

#include "tests/support/span_recorder.hpp"

namespace sotto {
namespace {

using test::SpanRecorder;
using test::value_of;

class Spans : public testing::Test {
 protected:
  std::vector<SpanRecord> taken() { return recorder_.take(); }
  SpanRecord only() {
    const auto spans = taken();
    EXPECT_EQ(spans.size(), 1U);
    return spans.empty() ? SpanRecord{} : spans.front();
  }

  SpanRecorder recorder_;
};

TEST_F(Spans, CarryNameIdsAndTimes) {
  const std::string trace_id = [] {
    const auto span = start_span("work");
    EXPECT_EQ(span.trace_id().size(), 32U);
    EXPECT_EQ(span.span_id().size(), 16U);
    return span.trace_id();
  }();
  const SpanRecord span = only();
  EXPECT_EQ(span.name, "work");
  EXPECT_EQ(span.trace_id.to_hex(), trace_id);
  EXPECT_TRUE(span.is_local_root);
  EXPECT_FALSE(span.parent_span_id.is_valid());
  EXPECT_GE(span.end_unix_ns, span.start_unix_ns);
  EXPECT_EQ(span.flags & 1, 1);
}

TEST_F(Spans, KeepAttributesOfEveryType) {
  {
    auto span = start_span("work", {{"dataset", "iris.csv"}, {"rows", 150}});
    span.set_attribute("ratio", 0.5);
    span.set_attribute("cached", true);
    span.set_attribute("huge", std::numeric_limits<std::uint64_t>::max());
    span.set_attribute("nothing", static_cast<const char*>(nullptr));
    span.set_metadata("tenant", 7);
  }
  const SpanRecord span = only();
  EXPECT_EQ(value_of(span.attributes, "dataset"), "iris.csv");
  EXPECT_EQ(value_of(span.attributes, "rows"), "150");
  EXPECT_EQ(value_of(span.attributes, "ratio"), "0.5");
  EXPECT_EQ(value_of(span.attributes, "cached"), "true");
  EXPECT_EQ(value_of(span.attributes, "huge"), "9223372036854775807");
  EXPECT_EQ(value_of(span.attributes, "nothing"), "");
  EXPECT_EQ(value_of(span.metadata, "tenant"), "7");
}

TEST_F(Spans, KeepTheLastValueGivenForAKey) {
  {
    auto span = start_span("work");
    span.set_attribute("state", "new");
    span.set_attribute("state", "done");
    span.set_input("first");
    span.set_input("second");
  }
  const SpanRecord span = only();
  EXPECT_EQ(value_of(span.attributes, "state"), "done");
  EXPECT_EQ(span.attributes.size(), 1U);
  EXPECT_EQ(span.input, "second");
}

TEST_F(Spans, TellInputOutputTagsAndLevel) {
  {
    auto span = start_observation(ObservationType::tool, "search");
    span.set_input(R"({"q":"x"})");
    span.set_output("");
    span.add_tag("fast");
    span.set_level(Level::warning);
  }
  const SpanRecord span = only();
  EXPECT_EQ(span.type, ObservationType::tool);
  EXPECT_EQ(span.input, R"({"q":"x"})");
  EXPECT_EQ(span.output, "");
  ASSERT_EQ(span.tags.size(), 1U);
  EXPECT_EQ(span.tags[0], "fast");
  EXPECT_EQ(span.level, Level::warning);
}

TEST_F(Spans, KeepEventsInOrderWithTheirAttributes) {
  {
    auto span = start_span("work");
    span.add_event("checkpoint", {{"records", 1000}, {"errors", 0}});
    span.add_event("end");
  }
  const SpanRecord span = only();
  ASSERT_EQ(span.events.size(), 2U);
  EXPECT_EQ(span.events[0].name, "checkpoint");
  EXPECT_EQ(value_of(span.events[0].attributes, "records"), "1000");
  EXPECT_EQ(span.events[1].name, "end");
  EXPECT_TRUE(span.events[1].attributes.empty());
  EXPECT_LE(span.events[0].unix_ns, span.events[1].unix_ns);
  EXPECT_GE(span.events[0].unix_ns, span.start_unix_ns);
}

TEST_F(Spans, KeepLinksWithTheirAttributes) {
  const auto request =
      parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=x");
  {
    auto span = start_span("work");
    span.add_link(*request, {{"reason", "queued"}, {"attempt", 2}});
    span.add_link(span.context());
    span.add_link(Context());
  }
  const SpanRecord span = only();
  ASSERT_EQ(span.links.size(), 2U);
  EXPECT_EQ(span.links[0].trace_id.to_hex(), "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(span.links[0].span_id.to_hex(), "b7ad6b7169203331");
  EXPECT_EQ(span.links[0].flags, 1);
  EXPECT_TRUE(span.links[0].is_remote);
  EXPECT_EQ(span.links[0].trace_state, "vendor=x");
  EXPECT_EQ(value_of(span.links[0].attributes, "reason"), "queued");
  EXPECT_EQ(value_of(span.links[0].attributes, "attempt"), "2");
  EXPECT_EQ(span.links[1].span_id, span.span_id);
  EXPECT_FALSE(span.links[1].is_remote);
  EXPECT_TRUE(span.links[1].attributes.empty());
}

TEST_F(Spans, RememberAnExceptionByTypeAndMessage) {
  { start_span("work").record_error(std::out_of_range("index 7")); }
  const SpanRecord span = only();
  EXPECT_EQ(span.status, SpanStatus::error);
  EXPECT_EQ(span.level, Level::error);
  EXPECT_EQ(span.error_type, "std::out_of_range");
  EXPECT_EQ(span.status_message, "index 7");
}

TEST_F(Spans, TellACancelledOperationFromAFailedOne) {
  { start_span("work").set_status(SpanStatus::cancelled); }
  EXPECT_EQ(only().status, SpanStatus::cancelled);
}

TEST_F(Spans, AreDescribedAsGenerations) {
  {
    auto generation = start_generation(
        "llm",
        {.model = "gpt-4o", .provider = "openai", .prompt_name = "greet", .prompt_version = 3});
    generation.set_model("gpt-4o-2024-08-06");
    generation.set_model_parameter("temperature", 0.7);
    generation.set_completion_start();
    generation.set_usage({.input_tokens = 12, .output_tokens = 30, .cache_read_tokens = 0});
    generation.set_usage({.output_tokens = 31, .reasoning_tokens = -5});
    generation.set_cost(0.25);
    generation.set_cost({.input = -1.0, .output = std::numeric_limits<double>::quiet_NaN()});
  }
  const SpanRecord span = only();
  EXPECT_EQ(span.type, ObservationType::generation);
  EXPECT_EQ(span.model, "gpt-4o");
  EXPECT_EQ(span.response_model, "gpt-4o-2024-08-06");
  EXPECT_EQ(span.model_provider, "openai");
  EXPECT_EQ(value_of(span.model_parameters, "temperature"), "0.7");
  EXPECT_EQ(span.prompt_name, "greet");
  EXPECT_EQ(span.prompt_version, 3);
  EXPECT_EQ(span.usage.input_tokens, 12);
  EXPECT_EQ(span.usage.output_tokens, 31);
  EXPECT_EQ(span.usage.cache_read_tokens, 0);
  EXPECT_EQ(span.usage.reasoning_tokens, std::nullopt);
  EXPECT_EQ(span.cost.total, 0.25);
  EXPECT_EQ(span.cost.input, std::nullopt);
  EXPECT_EQ(span.cost.output, std::nullopt);
  EXPECT_GE(span.completion_start_unix_ns, span.start_unix_ns);
}

TEST_F(Spans, GrowBeyondTheirPlaceOnTheStack) {
  const std::string text(40'000, 'x');
  {
    auto span = start_span("work");
    for (int i = 0; i < 20; ++i) span.set_attribute("key" + std::to_string(i), text);
    auto moved = std::move(span);
    moved.set_output(text);
  }
  const SpanRecord span = only();
  EXPECT_EQ(span.attributes.size(), 20U);
  EXPECT_EQ(value_of(span.attributes, "key19"), text);
  EXPECT_EQ(span.output, text);
}

TEST_F(Spans, RecordNothingAfterTheirEnd) {
  auto span = start_span("work");
  span.end();
  EXPECT_FALSE(span.is_recording());
  span.set_attribute("late", 1);
  span.end();
  EXPECT_EQ(span.trace_id(), "");
  EXPECT_EQ(only().attributes.size(), 0U);
}

TEST_F(Spans, EndOnceWhenMoved) {
  {
    auto first = start_span("work");
    auto second = std::move(first);
    EXPECT_TRUE(second.is_recording());
    first = start_span("other");
    first = std::move(second);  // ends "other"
  }
  const auto spans = taken();
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_EQ(spans[0].name, "other");
  EXPECT_EQ(spans[1].name, "work");
}

TEST_F(Spans, MadeByDefaultRecordNothing) {
  {
    Span span;
    span.set_attribute("a", 1);
  }
  EXPECT_TRUE(taken().empty());
}

class SpanLimits : public testing::Test {
 protected:
  static Config small() {
    Config config;
    config.max_field_bytes = 10;
    config.max_span_bytes = 4096;
    return config;
  }
  SpanRecorder recorder_{small()};
};

TEST_F(SpanLimits, CutTextOnACharacterAndCountIt) {
  { start_span("work").set_attribute("k", "12345678\xe2\x82\xac"); }
  const SpanRecord span = recorder_.take().at(0);
  EXPECT_EQ(value_of(span.attributes, "k"), "12345678");
  EXPECT_EQ(span.cut_fields, 1U);
}

TEST_F(SpanLimits, KeepASpanWithinItsBytes) {
  {
    auto span = start_span("work");
    for (int i = 0; i < 300; ++i) span.set_input("0123456789");
  }
  const SpanRecord span = recorder_.take().at(0);
  EXPECT_EQ(span.input, "0123456789");
  EXPECT_GT(span.cut_fields, 0U);
}

TEST(SpanLinks, BeyondTheLimitAreCounted) {
  SpanRecorder recorder;
  {
    auto span = start_span("work");
    for (int i = 0; i < 130; ++i) span.add_link(span.context());
  }
  const SpanRecord span = recorder.take().at(0);
  EXPECT_EQ(span.links.size(), 128U);
  EXPECT_EQ(span.dropped_links, 2U);
}

TEST_F(SpanLimits, CountAttributesAndEventsBeyond128) {
  {
    auto span = start_span("work");
    for (int i = 0; i < 130; ++i) span.set_attribute("k" + std::to_string(i), i);
    for (int i = 0; i < 131; ++i) span.add_event("e");
  }
  const SpanRecord span = recorder_.take().at(0);
  EXPECT_EQ(span.attributes.size(), 128U);
  EXPECT_EQ(span.dropped_attributes, 2U);
  EXPECT_EQ(span.dropped_events + span.events.size(), 131U);
}

TEST_F(Spans, AreCalledAfterTheModelOrThePromptThatTheyRun) {
  {
    const auto prompt = start_prompt("Visualize", 3);
    const auto call = start_model_call("openai/gpt-4o", {.provider = "openai"});
  }
  { const auto agent = start_agent("planner"); }
  { const auto tool = start_tool("search", {{"limit", 5}}); }
  const auto spans = taken();
  const SpanRecord& prompt = SpanRecorder::named(spans, "prompt:Visualize");
  EXPECT_EQ(prompt.type, ObservationType::chain);
  EXPECT_EQ(prompt.prompt_name, "Visualize");
  EXPECT_EQ(prompt.prompt_version, 3);
  const SpanRecord& call = SpanRecorder::named(spans, "model:openai/gpt-4o");
  EXPECT_EQ(call.type, ObservationType::generation);
  EXPECT_EQ(call.model, "openai/gpt-4o");
  EXPECT_EQ(call.model_provider, "openai");
  EXPECT_EQ(call.parent_span_id, prompt.span_id);
  EXPECT_EQ(SpanRecorder::named(spans, "planner").type, ObservationType::agent);
  EXPECT_EQ(SpanRecorder::named(spans, "search").type, ObservationType::tool);
}

TEST_F(Spans, WithANameThatIsTooLongKeepItsBeginning) {
  { const auto call = start_model_call(std::string(5000, 'x')); }
  const SpanRecord span = only();
  EXPECT_EQ(span.name.size(), 1024U);
  EXPECT_TRUE(span.name.starts_with("model:xxx"));
  EXPECT_EQ(span.cut_fields, 1U);
}

}  // namespace
}  // namespace sotto
