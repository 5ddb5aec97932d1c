// Whatever a program hands to the recording functions, what leaves is valid: protobuf that
// protobuf reads, JSON that our observer reads, UTF-8 throughout; and what was cut is counted.

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include <sotto/provider.hpp>
#include <sotto/sotto.hpp>

#include "collector/ingest/ingest.hpp"
#include "core/clock.hpp"
#include "core/utf8.hpp"
#include "runtime/span_totals.hpp"
#include "tests/support/otlp_text.hpp"
#include "tests/support/sample_spans.hpp"
#include "tests/support/span_recorder.hpp"

namespace sotto {
namespace {

/// What every provider makes of the spans is read without complaint.
void expect_valid_on_the_wire(const std::vector<SpanRecord>& spans) {
  Config config = test::sample_config();
  const auto encode = [&](const char* name) {
    const auto provider = make_provider(name, config).value();
    std::string body;
    EXPECT_TRUE(provider->encode(spans, body).ok()) << name;
    return std::pair(provider->endpoint().content_type, body);
  };
  const auto expect_read = [&](std::string_view content_type, std::string body) {
    const auto read = collector::read_traces({content_type, ""}, std::move(body), {});
    const auto* error = std::get_if<collector::IngestError>(&read);
    ASSERT_EQ(error, nullptr) << error->reason;
    EXPECT_EQ(std::get<collector::TraceBatch>(read).spans.size(), spans.size());
  };
  for (const char* name : {"otlp", "langfuse", "langwatch"}) {
    auto [content_type, body] = encode(name);
    EXPECT_NE(test::otlp_text(body), "") << name;
    EXPECT_EQ(content_type, "application/x-protobuf");
    expect_read(content_type, std::move(body));
  }
  config.otlp_protocol = OtlpProtocol::http_json;
  for (const char* name : {"otlp", "file"}) {
    auto [content_type, body] = encode(name);
    EXPECT_TRUE(core::is_utf8(body)) << name;
    EXPECT_EQ(body.find('\0'), std::string::npos) << name;
    expect_read("application/json", std::move(body));
  }
  EXPECT_TRUE(core::is_utf8(encode("console").second));
}

/// A trace, a generation and a span with `text` and `value` wherever they can be given.
void record_everywhere(std::string_view text, AttributeValue value) {
  auto trace = start_trace({.name = text,
                            .user_id = text,
                            .session_id = text,
                            .tags = {std::string(text)},
                            .metadata = {{text, value}},
                            .version = text});
  trace.set_user(text);
  trace.set_session(text);
  trace.set_metadata(text, value);
  trace.add_tag(text);
  auto generation = start_generation(text, {.model = text, .provider = text, .prompt_name = text});
  generation.set_model(text);
  generation.set_model_parameter(text, value);
  generation.set_prompt(text, std::numeric_limits<std::int64_t>::min());
  generation.set_input(text);
  generation.set_output(text);
  auto span = start_observation(ObservationType::tool, text, {{text, value}});
  span.set_attribute(text, value);
  span.set_metadata(text, value);
  span.add_tag(text);
  span.add_event(text, {{text, value}});
  span.set_status(SpanStatus::cancelled, text);
  span.set_error(text, text);
  span.record_error(std::runtime_error(std::string(text)));
}

struct HostileText {
  const char* name;
  std::string text;
};

class Hostile : public testing::Test {
 protected:
  static constexpr std::size_t huge_bytes = 100 << 20;

  /// Since the test began.
  std::uint64_t cut_fields() const { return runtime::read_span_totals().since(before_).cut_fields; }
  /// The one span of that name.
  const SpanRecord& taken(std::string_view name) {
    spans_ = recorder_.take();
    return test::SpanRecorder::named(spans_, name);
  }

  test::SpanRecorder recorder_;
  const runtime::SpanTotals before_ = runtime::read_span_totals();
  std::vector<SpanRecord> spans_;
};

class HostileTexts : public Hostile, public testing::WithParamInterface<HostileText> {};

TEST_P(HostileTexts, LeaveAsValidText) {
  record_everywhere(GetParam().text, std::string_view(GetParam().text));
  const auto spans = recorder_.take();
  EXPECT_EQ(spans.size(), 3U);
  expect_valid_on_the_wire(spans);
}

std::string deep_json() {
  constexpr std::size_t levels = 100'000;
  return std::string(levels, '[') + std::string(levels, ']');
}

INSTANTIATE_TEST_SUITE_P(
    Any, HostileTexts,
    testing::Values(HostileText{"Empty", ""}, HostileText{"Nul", std::string("a\0b\0", 4)},
                    HostileText{"NotUtf8", "\xff\xfe\x80 text \xc0\xaf"},
                    HostileText{"HalfACharacter", "text \xf0\x9f\x98"},
                    HostileText{"ASurrogate", "\xed\xa0\x80"},
                    HostileText{"ControlCharacters", "\x01\x02\x1b[31m\r\n\t\x7f"},
                    HostileText{"Quotes", R"("}]},{"name":"\u0000\ud800\)"},
                    HostileText{"DeepJson", deep_json()},
                    HostileText{"DeepObjects",
                                [] {
                                  std::string text;
                                  for (int i = 0; i < 100'000; ++i) text += R"({"a":)";
                                  return text;
                                }()}),
    [](const auto& text) { return std::string(text.param.name); });

class HostileValues : public Hostile, public testing::WithParamInterface<AttributeValue> {};

TEST_P(HostileValues, LeaveAsTheyAre) {
  record_everywhere("name", GetParam());
  expect_valid_on_the_wire(recorder_.take());
}

using Real = std::numeric_limits<double>;
INSTANTIATE_TEST_SUITE_P(
    Any, HostileValues,
    testing::Values(AttributeValue(Real::quiet_NaN()), AttributeValue(Real::infinity()),
                    AttributeValue(-Real::infinity()), AttributeValue(Real::denorm_min()),
                    AttributeValue(-0.0), AttributeValue(Real::max()), AttributeValue(INT64_MIN),
                    AttributeValue(INT64_MAX), AttributeValue(UINT64_MAX), AttributeValue(false)));

TEST_F(Hostile, HundredMegabytesAreCutMarkedAndCounted) {
  const std::string huge(huge_bytes, 'x');
  record_everywhere(huge, std::string_view(huge));
  const auto spans = recorder_.take();
  ASSERT_EQ(spans.size(), 3U);
  std::uint64_t marked = 0;
  for (const SpanRecord& span : spans) {
    EXPECT_GT(span.cut_fields, 0U);
    marked += span.cut_fields;
  }
  EXPECT_EQ(cut_fields(), marked);
  expect_valid_on_the_wire(spans);
  const auto provider = make_provider("otlp", test::sample_config()).value();
  std::string body;
  ASSERT_TRUE(provider->encode(spans, body).ok());
  EXPECT_LT(body.size(), huge_bytes / 10);
  EXPECT_NE(test::value_of(test::otlp_text(body), "sotto.truncated_fields"), "(absent)");
}

TEST_F(Hostile, TextIsCutBetweenCharacters) {
  const std::string smile = "\xf0\x9f\x98\x80";
  std::string text = "x";
  while (text.size() < 1 << 20) text += smile;
  {
    auto trace = start_trace({.name = "trace", .user_id = text});
    trace.set_input(text);
  }
  const SpanRecord& span = taken("trace");
  EXPECT_EQ(span.cut_fields, 2U);
  EXPECT_TRUE(core::is_utf8(span.input.value_or("\xff")));
  EXPECT_TRUE(core::is_utf8(span.trace->user_id));
  EXPECT_LE(span.trace->user_id.size(), Config().max_field_bytes);
}

TEST_F(Hostile, TenThousandOfEverythingAreLimitedAndCounted) {
  constexpr int many = 10'000;
  std::vector<std::string> names;
  for (int i = 0; i < many; ++i) names.push_back("name-" + std::to_string(i));
  {
    auto trace = start_trace({.name = "trace", .tags = names});
    auto span = start_span("span");
    for (const std::string& name : names) {
      trace.set_metadata(name, 1);
      span.set_attribute(name, 1);
      span.set_metadata(name, 1);
      span.add_tag(name);
      span.add_event(name, {{name, 1}});
    }
  }
  const auto spans = recorder_.take();
  const auto& span = test::SpanRecorder::named(spans, "span");
  EXPECT_EQ(span.attributes.size() + span.metadata.size(), 128U);
  EXPECT_EQ(span.dropped_attributes, 2U * many - 128);
  EXPECT_EQ(span.events.size(), 128U);
  EXPECT_EQ(span.dropped_events, many - 128U);
  const auto& root = test::SpanRecorder::named(spans, "trace");
  EXPECT_EQ(root.trace->tags.size(), 128U);
  EXPECT_EQ(root.trace->metadata.size(), 128U);
  EXPECT_EQ(root.dropped_attributes, 2U * (many - 128));
  expect_valid_on_the_wire(spans);
}

TEST_F(Hostile, ATraceThatIsChangedForeverStopsGrowing) {
  const std::string text(100'000, 'x');
  auto trace = start_trace({.name = "trace"});
  for (int i = 0; i < 1'000; ++i) trace.set_metadata("key-" + std::to_string(i % 8), text);
  trace.end();
  const SpanRecord& span = taken("trace");
  EXPECT_GT(span.dropped_attributes, 0U);
  EXPECT_LE(span.trace->metadata.size(), 8U);
}

TEST_F(Hostile, NegativeCountsAndCostsAreIgnored) {
  {
    auto generation = start_generation("generation", {.model = "gpt-4o"});
    generation.set_usage({.input_tokens = INT64_MIN, .output_tokens = -1});
    generation.set_cost(-Real::infinity());
    generation.set_cost({.total = Real::quiet_NaN(), .input = -0.5, .output = {}});
  }
  const SpanRecord& span = taken("generation");
  EXPECT_FALSE(span.usage.input_tokens || span.usage.output_tokens);
  EXPECT_FALSE(span.cost.total || span.cost.input);
}

TEST_F(Hostile, AClockThatGoesBackMeansNoTime) {
  const core::TickConverter clock;
  EXPECT_EQ(clock.duration_ns(5, 3), 0);
  EXPECT_EQ(clock.duration_ns(UINT64_MAX, 0), 0);
}

}  // namespace
}  // namespace sotto
