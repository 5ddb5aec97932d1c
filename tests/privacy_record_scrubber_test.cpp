#include <gtest/gtest.h>

#include <algorithm>

#include "privacy/record_scrubber.hpp"

namespace sotto::privacy {
namespace {

/// A scrubber of one policy and the memory of its results.
class RecordScrubber : public testing::Test {
 protected:
  SpanRecord scrub(CaptureContent policy, SpanRecord raw) {
    return make(policy).scrub(Unscrubbed(raw), nullptr, arena_).get();
  }
  TraceRecord scrub(CaptureContent policy, TraceRecord raw) {
    return make(policy).scrub(Unscrubbed(raw), arena_).get();
  }
  ScoreRecord scrub(CaptureContent policy, ScoreRecord raw) {
    return make(policy).scrub(Unscrubbed(raw), nullptr, arena_).get();
  }
  Scrubber& make(CaptureContent policy) { return scrubber_.emplace(policy, TextScrubber()); }

  static std::optional<AttributeValue> find(std::span<const Attribute> list, std::string_view key) {
    const auto found = std::find_if(list.begin(), list.end(),
                                    [key](const Attribute& item) { return item.key == key; });
    if (found == list.end()) return std::nullopt;
    return found->value;
  }

  core::Arena arena_;
  std::optional<Scrubber> scrubber_;
};

/// A span with the text in every place that takes text.
struct FullSpan {
  explicit FullSpan(std::string_view text)
      : list{{text, text}, {"count", 7}},
        tags{text},
        events{{text, 5, list}},
        links{{{}, {}, 1, false, text, list}} {
    record.name = record.status_message = record.error_type = text;
    record.model = record.response_model = record.model_provider = record.prompt_name = text;
    record.input = record.output = text;
    record.attributes = record.metadata = record.model_parameters = list;
    record.tags = tags;
    record.events = events;
    record.links = links;
    record.usage.input_tokens = 12;
    record.start_unix_ns = 1;
    record.end_unix_ns = 2;
  }
  std::vector<Attribute> list;
  std::vector<std::string_view> tags;
  std::vector<EventRecord> events;
  std::vector<LinkRecord> links;
  SpanRecord record;
};

/// All text of a record, to look for what must not be there.
std::string all_text(const SpanRecord& record) {
  std::string text;
  const auto add = [&text](std::string_view part) { text.append(part).append("\n"); };
  const auto add_list = [&add](std::span<const Attribute> list) {
    for (const Attribute& item : list) {
      add(item.key);
      if (item.value.type() == AttributeValue::Type::text) add(item.value.text());
    }
  };
  for (const auto part : {record.name, record.status_message, record.error_type, record.model,
                          record.response_model, record.model_provider, record.prompt_name}) {
    add(part);
  }
  add(record.input.value_or(""));
  add(record.output.value_or(""));
  add_list(record.attributes);
  add_list(record.metadata);
  add_list(record.model_parameters);
  for (const auto tag : record.tags) add(tag);
  for (const auto& event : record.events) {
    add(event.name);
    add_list(event.attributes);
  }
  for (const auto& link : record.links) {
    add(link.trace_state);
    add_list(link.attributes);
  }
  return text;
}

TEST_F(RecordScrubber, ScrubsTextInEveryPlace) {
  const FullSpan span("mail jane@doe.org");
  const std::string text = all_text(scrub(CaptureContent::redacted, span.record));
  EXPECT_EQ(text.find("jane"), std::string::npos) << text;
  EXPECT_NE(text.find("mail [EMAIL]"), std::string::npos);
}

TEST_F(RecordScrubber, KeepsIdsTimesAndNumbers) {
  FullSpan span("x");
  span.record.flags = 3;
  span.record.dropped_events = 4;
  span.record.cost.total = 0.5;
  for (const auto policy : {CaptureContent::none, CaptureContent::redacted, CaptureContent::full}) {
    const SpanRecord record = scrub(policy, span.record);
    EXPECT_EQ(record.start_unix_ns, 1);
    EXPECT_EQ(record.end_unix_ns, 2);
    EXPECT_EQ(record.flags, 3);
    EXPECT_EQ(record.dropped_events, 4U);
    EXPECT_EQ(record.usage.input_tokens, 12);
    EXPECT_EQ(record.cost.total, 0.5);
    EXPECT_EQ(find(record.attributes, "count")->integer(), 7);
    EXPECT_EQ(record.events[0].unix_ns, 5);
  }
}

TEST_F(RecordScrubber, CopiesAllTextIntoTheArena) {
  std::string text = "alive";
  const FullSpan span(text);
  const SpanRecord record = scrub(CaptureContent::full, span.record);
  text.assign(text.size(), '!');
  EXPECT_EQ(all_text(record).find('!'), std::string::npos);
}

TEST_F(RecordScrubber, LeavesOutATracestateThatItWouldChange) {
  SpanRecord span;
  TraceRecord trace;
  span.trace_state = trace.trace_state = "vendor=jane@doe.org";
  EXPECT_EQ(scrub(CaptureContent::redacted, span).trace_state, "");
  EXPECT_EQ(scrub(CaptureContent::redacted, trace).trace_state, "");
  span.trace_state = trace.trace_state = "vendor=opaque,ot=th:8";
  EXPECT_EQ(scrub(CaptureContent::redacted, span).trace_state, "vendor=opaque,ot=th:8");
  EXPECT_EQ(scrub(CaptureContent::redacted, trace).trace_state, "vendor=opaque,ot=th:8");
}

TEST_F(RecordScrubber, RepairsUtf8UnderEveryPolicy) {
  const FullSpan span(
      "a\xff"
      "b");
  EXPECT_EQ(scrub(CaptureContent::full, span.record).name,
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(*scrub(CaptureContent::redacted, span.record).input,
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(scrub(CaptureContent::none, span.record).name,
            "a\xef\xbf\xbd"
            "b");
}

TEST_F(RecordScrubber, KeepsContentAsRecordedUnderFull) {
  const std::vector<Attribute> list = {{"password", "hunter2"}};
  SpanRecord raw;
  raw.input = "mail jane@doe.org";
  raw.attributes = list;
  const SpanRecord record = scrub(CaptureContent::full, raw);
  EXPECT_EQ(record.input, "mail jane@doe.org");
  EXPECT_EQ(find(record.attributes, "password")->text(), "hunter2");
}

TEST_F(RecordScrubber, LeavesContentOutUnderNone) {
  FullSpan span("harmless words");
  const SpanRecord record = scrub(CaptureContent::none, span.record);
  EXPECT_FALSE(record.input);
  EXPECT_FALSE(record.output);
  EXPECT_TRUE(record.status_message.empty());
  EXPECT_TRUE(record.metadata.empty());
  EXPECT_TRUE(record.events[0].attributes.empty());
  EXPECT_FALSE(find(record.attributes, "harmless words"));
  EXPECT_FALSE(find(record.model_parameters, "harmless words"));
}

TEST_F(RecordScrubber, KeepsStructureAndSizesUnderNone) {
  FullSpan span("harmless words");
  const SpanRecord record = scrub(CaptureContent::none, span.record);
  EXPECT_EQ(record.name, "harmless words");
  EXPECT_EQ(record.error_type, "harmless words");
  EXPECT_EQ(record.model, "harmless words");
  EXPECT_EQ(record.events[0].name, "harmless words");
  EXPECT_EQ(find(record.attributes, "sotto.input_bytes")->integer(), 14);
  EXPECT_EQ(find(record.attributes, "sotto.output_bytes")->integer(), 14);
}

TEST_F(RecordScrubber, TellsMissingContentFromEmptyContent) {
  SpanRecord raw;
  raw.output = "";
  const SpanRecord kept = scrub(CaptureContent::redacted, raw);
  EXPECT_FALSE(kept.input);
  EXPECT_EQ(kept.output, "");
  const SpanRecord left_out = scrub(CaptureContent::none, raw);
  EXPECT_FALSE(find(left_out.attributes, "sotto.input_bytes"));
  EXPECT_EQ(find(left_out.attributes, "sotto.output_bytes")->integer(), 0);
}

TEST_F(RecordScrubber, ReplacesTheWholeValueUnderASecretName) {
  const std::vector<Attribute> list = {{"db_password", "two plain words"},
                                       {"otp", 123456},
                                       {"api_key", 1.5},
                                       {"has_password", true},
                                       {"max_tokens", 100}};
  SpanRecord raw;
  raw.attributes = list;
  const auto attributes = scrub(CaptureContent::redacted, raw).attributes;
  EXPECT_EQ(find(attributes, "db_password")->text(), "[PASSWORD]");
  EXPECT_EQ(find(attributes, "otp")->text(), "[PASSWORD]");
  EXPECT_EQ(find(attributes, "api_key")->text(), "[API_KEY]");
  EXPECT_TRUE(find(attributes, "has_password")->boolean());
  EXPECT_EQ(find(attributes, "max_tokens")->integer(), 100);
}

TEST_F(RecordScrubber, FindsACardsNumberAmongIntegers) {
  const std::vector<Attribute> list = {{"a", 4111111111111111}, {"b", 4111111111111112}};
  SpanRecord raw;
  raw.attributes = list;
  const auto attributes = scrub(CaptureContent::redacted, raw).attributes;
  EXPECT_EQ(find(attributes, "a")->text(), "[CARD]");
  EXPECT_EQ(find(attributes, "b")->integer(), 4111111111111112);
}

TEST_F(RecordScrubber, KeepsTheLastValueOfAKey) {
  const std::vector<Attribute> list = {
      {"a", 1}, {"b", 2}, {"a", 3}, {"x@y.org", 4}, {"z@y.org", 5}};
  SpanRecord raw;
  raw.attributes = list;
  const auto attributes = scrub(CaptureContent::redacted, raw).attributes;
  ASSERT_EQ(attributes.size(), 3U);
  EXPECT_EQ(find(attributes, "a")->integer(), 3);
  EXPECT_EQ(find(attributes, "[EMAIL]")->integer(), 5);
}

TEST_F(RecordScrubber, KeepsTheLastValueOfEachOfManyKeys) {
  std::vector<std::string> keys;
  for (int i = 0; i < 200; ++i) keys.push_back("attribute" + std::to_string(i));
  std::vector<Attribute> list;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 200; ++i) {
      list.push_back({keys[static_cast<std::size_t>(i)], 1000 * round + i});
    }
  }
  SpanRecord raw;
  raw.attributes = list;
  for (const auto policy : {CaptureContent::none, CaptureContent::redacted, CaptureContent::full}) {
    const auto attributes = scrub(policy, raw).attributes;
    ASSERT_EQ(attributes.size(), 200U);
    for (int i = 0; i < 200; ++i) {
      const Attribute& attribute = attributes[static_cast<std::size_t>(i)];
      EXPECT_EQ(attribute.key, keys[static_cast<std::size_t>(i)]);
      EXPECT_EQ(attribute.value.integer(), 2000 + i);
    }
  }
}

TEST_F(RecordScrubber, ScrubsTraces) {
  const std::vector<std::string_view> tags = {"production", "jane@doe.org"};
  const std::vector<Attribute> metadata = {{"token", "abcdefgh1"}, {"n", 1}};
  TraceRecord raw;
  raw.name = "ask jane@doe.org";
  raw.user_id = "jane@doe.org";
  raw.session_id = "session-1";
  raw.tags = tags;
  raw.metadata = metadata;
  raw.is_public = true;
  TraceRecord record = scrub(CaptureContent::redacted, raw);
  EXPECT_EQ(record.name, "ask [EMAIL]");
  EXPECT_EQ(record.user_id, "[EMAIL]");
  EXPECT_EQ(record.session_id, "session-1");
  EXPECT_EQ(record.tags[1], "[EMAIL]");
  EXPECT_EQ(find(record.metadata, "token")->text(), "[TOKEN]");
  EXPECT_TRUE(record.is_public);
  record = scrub(CaptureContent::none, raw);
  EXPECT_EQ(record.name, "ask [EMAIL]");
  EXPECT_TRUE(record.user_id.empty());
  EXPECT_TRUE(record.session_id.empty());
  EXPECT_TRUE(record.metadata.empty());
}

TEST_F(RecordScrubber, TiesASpanToItsScrubbedTrace) {
  TraceRecord raw_trace;
  raw_trace.name = "raw";
  SpanRecord raw;
  raw.trace = &raw_trace;
  Scrubber& scrubber = make(CaptureContent::redacted);
  const auto trace = scrubber.scrub(Unscrubbed(raw_trace), arena_);
  EXPECT_EQ(scrubber.scrub(Unscrubbed(raw), &trace, arena_).get().trace, &trace.get());
  EXPECT_EQ(scrubber.scrub(Unscrubbed(raw), nullptr, arena_).get().trace, nullptr);
}

TEST_F(RecordScrubber, CountsWhatItDid) {
  SpanRecord raw;
  raw.name = "jane@doe.org";
  scrub(CaptureContent::redacted, raw);
  EXPECT_EQ(scrubber_->counts().replaced[static_cast<std::size_t>(SecretKind::email)], 1U);
  EXPECT_GT(scrubber_->counts().fields, 0U);
  EXPECT_EQ(scrubber_->counts().failed, 0U);
}

TEST_F(RecordScrubber, ScrubsSingleTexts) {
  EXPECT_EQ(make(CaptureContent::redacted).scrub("host of jane@doe.org"), "host of [EMAIL]");
  EXPECT_EQ(make(CaptureContent::full).scrub("jane@doe.org"), "jane@doe.org");
}

/// A score with the text in every place that takes text.
ScoreRecord full_score(std::string_view text) {
  ScoreRecord score;
  score.session_id = score.id = score.name = score.comment = text;
  score.value = text;
  return score;
}

std::string all_text(const ScoreRecord& score) {
  std::string text;
  for (const auto part : {score.session_id, score.id, score.name, score.comment}) {
    text.append(part).append("\n");
  }
  if (score.value.type() == AttributeValue::Type::text) text.append(score.value.text());
  return text;
}

TEST_F(RecordScrubber, ScrubsEveryTextOfAScore) {
  const ScoreRecord clean = scrub(CaptureContent::redacted, full_score("mail jane@doe.org"));
  EXPECT_EQ(all_text(clean).find("jane"), std::string::npos);
  EXPECT_EQ(clean.name, "mail [EMAIL]");
  EXPECT_EQ(clean.value.text(), "mail [EMAIL]");
  EXPECT_EQ(clean.comment, "mail [EMAIL]");
}

TEST_F(RecordScrubber, ReplacesACategoryUnderASecretName) {
  ScoreRecord raw;
  raw.name = "password";
  raw.value = "hunter2";
  EXPECT_EQ(scrub(CaptureContent::redacted, raw).value.text(), "[PASSWORD]");
  EXPECT_EQ(scrub(CaptureContent::full, raw).value.text(), "hunter2");
  raw.value = 0.5;
  EXPECT_EQ(scrub(CaptureContent::redacted, raw).value.real(), 0.5);
}

TEST_F(RecordScrubber, LeavesCommentAndSessionOfAScoreOutWithoutContent) {
  const ScoreRecord clean = scrub(CaptureContent::none, full_score("friendly"));
  EXPECT_EQ(clean.name, "friendly");
  EXPECT_EQ(clean.value.text(), "friendly");
  EXPECT_EQ(clean.comment, "");
  EXPECT_EQ(clean.session_id, "");
}

TEST_F(RecordScrubber, GivesAScoreWithoutAnIdOneOfItsOwn) {
  ScoreRecord raw;
  raw.trace_id.bytes.fill(0xab);
  raw.span_id.bytes.fill(0xcd);
  EXPECT_EQ(scrub(CaptureContent::redacted, raw).id,
            "abababababababababababababababab-cdcdcdcdcdcdcdcd");
}

TEST_F(RecordScrubber, ScrubsResourceAttributes) {
  const Scrubber::Texts raw = {{"team", "ask jane@example.com"}, {"db.password", "hunter2"}};
  EXPECT_EQ(make(CaptureContent::redacted).scrub(raw),
            (Scrubber::Texts{{"team", "ask [EMAIL]"}, {"db.password", "[PASSWORD]"}}));
  EXPECT_EQ(make(CaptureContent::full).scrub(raw), raw);
  EXPECT_TRUE(make(CaptureContent::none).scrub(raw).empty());
}

}  // namespace
}  // namespace sotto::privacy
