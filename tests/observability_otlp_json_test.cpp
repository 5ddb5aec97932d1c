// The JSON encoder is held against the protobuf one by a receiver: what our observer reads from
// the two encodings of a batch must be the same.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <tuple>

#include <sotto/provider.hpp>

#include "collector/ingest/ingest.hpp"
#include "collector/model/otlp_reader.hpp"
#include "collector/model/stored_span.hpp"
#include "collector/query/trace_json.hpp"
#include "observability/otlp_json.hpp"
#include "tests/support/sample_spans.hpp"

namespace sotto {
namespace {

using collector::SpanFacts;
using collector::SpanView;
using collector::TraceBatch;

/// What the observer makes of `batch` when the provider otlp sends it by `protocol`.
TraceBatch received(std::span<const SpanRecord> batch, OtlpProtocol protocol) {
  Config config = test::sample_config();
  config.otlp_protocol = protocol;
  const auto provider = make_provider("otlp", config).value();
  std::string body;
  EXPECT_TRUE(provider->encode(batch, body).ok());
  const ProviderEndpoint endpoint = provider->endpoint();
  const collector::IngestHead head{.content_type = endpoint.content_type, .content_encoding = ""};
  auto read = collector::read_traces(head, std::move(body), {});
  if (const auto* error = std::get_if<collector::IngestError>(&read)) {
    ADD_FAILURE() << error->reason;
    return {};
  }
  return std::get<TraceBatch>(std::move(read));
}

auto values_of(const SpanFacts& facts) {
  return std::tuple(facts.trace_id, facts.span_id, facts.is_root, facts.is_error,
                    facts.is_generation, facts.start_ns, facts.end_ns, facts.name, facts.service,
                    facts.workflow, facts.session, facts.user, facts.model, facts.input_tokens,
                    facts.output_tokens, facts.cost_usd);
}

/// Every span as the observer shows it.
std::vector<std::string> shown(const TraceBatch& batch) {
  std::vector<std::string> spans;
  const auto show = [&](const SpanView& span) {
    core::JsonWriter json(spans.emplace_back());
    collector::write_span(json, collector::to_stored_span(span));
  };
  EXPECT_TRUE(collector::read_spans(batch.body, collector::stored_limits, show).ok());
  return spans;
}

void expect_the_same(std::span<const SpanRecord> batch) {
  const TraceBatch protobuf = received(batch, OtlpProtocol::http_protobuf);
  const TraceBatch json = received(batch, OtlpProtocol::http_json);
  ASSERT_EQ(protobuf.spans.size(), batch.size());
  ASSERT_EQ(json.spans.size(), batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    EXPECT_EQ(values_of(json.spans[i]), values_of(protobuf.spans[i])) << batch[i].name;
  }
  EXPECT_EQ(shown(json), shown(protobuf));
}

std::string encoded(const observability::WireSpan& span) {
  const Attribute resource[] = {{"service.name", "test"}};
  std::string out;
  observability::OtlpJsonEncoder(resource, "sotto", "1.2.3").encode({&span, 1}, out);
  return out;
}

TEST(OtlpJson, IsReadAsWhatTheProtobufEncoderWrites) {
  expect_the_same(test::sample_spans());
}

TEST(OtlpJson, CarriesEveryValueThatProtobufCarries) {
  const Attribute attributes[] = {
      {"quotes", "\"\\\n\x01\x7f \xe2\x82\xac"},
      {"empty", ""},
      {"no", false},
      {"smallest", std::numeric_limits<std::int64_t>::min()},
      {"largest", std::numeric_limits<std::int64_t>::max()},
      {"zero", 0.0},
      {"third", 1.0 / 3},
      {"tiny", std::numeric_limits<double>::denorm_min()},
      {"nan", std::nan("")},
      {"infinite", std::numeric_limits<double>::infinity()},
      {"minus infinite", -std::numeric_limits<double>::infinity()},
  };
  const std::string_view tags[] = {"one", "", "three"};
  const EventRecord events[] = {{"", -1, {}}, {"measured", 5, attributes}};
  SpanRecord span = test::a_span();
  span.attributes = attributes;
  span.tags = tags;
  span.events = events;
  expect_the_same({&span, 1});
}

TEST(OtlpJson, WritesListsAndCountsEvenWhenTheyAreEmpty) {
  observability::WireSpan span;
  span.trace_id.bytes.fill(0xab);
  span.span_id.bytes.fill(0xcd);
  span.flags = 257;
  const EventRecord events[] = {{"e", 7, {}}};
  span.events = events;
  EXPECT_EQ(
      encoded(span),
      R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name",)"
      R"("value":{"stringValue":"test"}}],"droppedAttributesCount":0},)"
      R"("scopeSpans":[{"scope":{"name":"sotto","version":"1.2.3","attributes":[],)"
      R"("droppedAttributesCount":0},"spans":[{)"
      R"("traceId":"abababababababababababababababab","spanId":"cdcdcdcdcdcdcdcd",)"
      R"("flags":257,"name":"","kind":1,"startTimeUnixNano":"0","endTimeUnixNano":"0",)"
      R"("attributes":[],"droppedAttributesCount":0,)"
      R"("events":[{"timeUnixNano":"7","name":"e","attributes":[],"droppedAttributesCount":0}],)"
      R"("droppedEventsCount":0,"links":[],"droppedLinksCount":0}]}]}]})");
}

TEST(OtlpJson, WritesAListWithoutMembersAsOne) {
  const observability::WireAttribute attribute{"tags", std::span<const std::string_view>()};
  observability::WireSpan span;
  span.attributes = {&attribute, 1};
  EXPECT_NE(encoded(span).find(R"({"key":"tags","value":{"arrayValue":{"values":[]}}})"),
            std::string::npos);
}

// What LangWatch's reader of JSON is strict about

TEST(OtlpJson, WritesIdsAsLowerCaseHexAndNoParentOfARoot) {
  observability::WireSpan span;
  span.trace_id.bytes.fill(0xAB);
  span.span_id.bytes.fill(0xCD);
  const std::string root = encoded(span);
  EXPECT_NE(root.find(R"("spanId":"cdcdcdcdcdcdcdcd")"), std::string::npos);
  EXPECT_EQ(root.find("parentSpanId"), std::string::npos);
  span.parent_span_id.bytes.fill(0xEF);
  EXPECT_NE(encoded(span).find(R"("parentSpanId":"efefefefefefefef")"), std::string::npos);
}

TEST(OtlpJson, WritesStatusAndKindAsNumbersAndIntegersAsText) {
  const observability::WireAttribute attribute{"zero", AttributeValue(0)};
  observability::WireSpan span;
  span.attributes = {&attribute, 1};
  span.kind = observability::WireSpan::Kind::client;
  span.status = observability::WireSpan::Status::error;
  const std::string json = encoded(span);
  EXPECT_NE(json.find(R"("kind":3)"), std::string::npos);
  EXPECT_NE(json.find(R"("status":{"code":2})"), std::string::npos);
  EXPECT_NE(json.find(R"({"intValue":"0"})"), std::string::npos);
}

TEST(OtlpJson, WritesLinksWithAllThatStrictReadersAskFor) {
  LinkRecord link;
  link.trace_id.bytes.fill(0xab);
  link.span_id.bytes.fill(0xcd);
  link.flags = 1;
  observability::WireSpan span;
  span.links = {&link, 1};
  EXPECT_NE(encoded(span).find(
                R"("links":[{"traceId":"abababababababababababababababab",)"
                R"("spanId":"cdcdcdcdcdcdcdcd","attributes":[],"droppedAttributesCount":0,)"
                R"("flags":257}])"),
            std::string::npos);
}

}  // namespace
}  // namespace sotto
