// What requests we take, what we refuse and what the sender is told.

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "collector/ingest/ingest.hpp"
#include "collector/model/otlp_reader.hpp"
#include "collector/model/stored_span.hpp"
#include "tests/collector_otlp_support.hpp"
#include "tests/collector_store_support.hpp"

namespace sotto::collector {
namespace {

using namespace testing;

constexpr IngestHead as_protobuf = {.content_type = "application/x-protobuf",
                                    .content_encoding = ""};
constexpr IngestHead as_json = {.content_type = "application/json", .content_encoding = ""};

TraceBatch taken(const IngestHead& head, std::string body, const IngestLimits& limits = {}) {
  auto result = read_traces(head, std::move(body), limits);
  if (const auto* error = std::get_if<IngestError>(&result)) {
    ADD_FAILURE() << error->http_status << " " << error->reason;
    return {};
  }
  return std::get<TraceBatch>(std::move(result));
}

/// Status and reason, as in "400 resourceSpans[0]: is not protobuf".
std::string refused(const IngestHead& head, std::string body, const IngestLimits& limits = {}) {
  const auto result = read_traces(head, std::move(body), limits);
  const auto* error = std::get_if<IngestError>(&result);
  return error == nullptr ? "taken" : std::to_string(error->http_status) + " " + error->reason;
}

/// A request with one span; `members` come after its ids.
std::string json_with(const std::string& members) {
  return R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0AF7651916CD43DD8448eb211c80319c",)"
         R"("spanId":"b7ad6b7169203331")" +
         members + "}]}]}]}";
}

StoredSpan only_span(const TraceBatch& batch) {
  StoredSpan out;
  int spans = 0;
  EXPECT_TRUE(read_spans(batch.body, stored_limits, [&](const SpanView& span) {
    out = to_stored_span(span);
    ++spans;
  }));
  EXPECT_EQ(spans, 1);
  return out;
}

std::string everything_of(const StoredSpan& span) {
  std::string out =
      span.trace_id + "|" + span.span_id + "|" + span.parent_span_id + "|" + span.name + "|" +
      span.kind + "|" + std::to_string(span.start_time) + "|" + std::to_string(span.end_time) +
      "|" + span.status_code + "|" + span.status_message + "|" + span.attributes_json + "|" +
      span.resource_attributes_json + "|" + span.scope_name + "|" + span.scope_version + "|" +
      span.trace_state + "|" + span.links_json + "|" + std::to_string(span.flags);
  for (const StoredEvent& event : span.events) {
    out += "|" + event.name + "@" + std::to_string(event.timestamp) + event.attributes_json;
  }
  return out;
}

TEST(IngestTraces, ReadsTheSameFromJsonAndFromProtobuf) {
  const std::string list =
      key_value("list", field(5, field(1, field(1, "x")) + field(1, varint_field(3, 7))));
  const std::string map =
      key_value("map", field(6, field(1, key_value("inner", varint_field(2, 1)))));
  const std::string span =
      minimal_span() + field(3, "vendor=1") + field(4, "\x01\x02\x03\x04\x05\x06\x07\x08") +
      field(5, "chat") + varint_field(6, 3) + fixed64_field(7, 1'700'000'000'000'000'000) +
      fixed64_field(8, 1'700'000'000'500'000'000) + field(9, key_value("s", field(1, "text"))) +
      field(9, key_value("i", varint_field(3, static_cast<std::uint64_t>(-5)))) +
      field(9, key_value("d", double_field(4, 0.5))) +
      field(9, key_value("b", varint_field(2, 0))) + field(9, list) + field(9, map) +
      field(9, key_value("raw", field(7, "\x01\x02"))) + field(9, key_value("none", "")) +
      varint_field(10, 2) +
      field(11, fixed64_field(1, 42) + field(2, "token") +
                    field(3, key_value("n", varint_field(3, 1)))) +
      field(13, field(1, some_trace_id) + field(2, some_span_id) + field(3, "a=b") +
                    fixed32_field(6, 1)) +
      field(15, field(2, "went wrong") + varint_field(3, 2)) + fixed32_field(16, 0x101);
  const std::string resource = field(1, key_value("service.name", field(1, "shop")));
  const std::string protobuf =
      field(1, field(1, resource) +
                   field(2, field(1, field(1, "lib") + field(2, "2.0")) + field(2, span)));

  const std::string json =
      R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
      "scopeSpans":[{"scope":{"name":"lib","version":"2.0"},"spans":[{
        "traceId":"0AF7651916CD43DD8448EB211C80319C","spanId":"b7ad6b7169203331","traceState":"vendor=1",
        "parentSpanId":"0102030405060708","name":"chat","kind":"SPAN_KIND_CLIENT",
        "startTimeUnixNano":"1700000000000000000","endTimeUnixNano":1700000000500000000,
        "attributes":[{"key":"s","value":{"stringValue":"text"}},{"key":"i","value":{"intValue":"-5"}},
          {"key":"d","value":{"doubleValue":0.5}},{"key":"b","value":{"boolValue":false}},
          {"key":"list","value":{"arrayValue":{"values":[{"stringValue":"x"},{"intValue":7}]}}},
          {"key":"map","value":{"kvlistValue":{"values":[{"key":"inner","value":{"boolValue":true}}]}}},
          {"key":"raw","value":{"bytesValue":"AQI="}},{"key":"none","value":{}}],
        "droppedAttributesCount":2,
        "events":[{"timeUnixNano":"42","name":"token","attributes":[{"key":"n","value":{"intValue":1}}]}],
        "links":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331",
          "traceState":"a=b","flags":1}],
        "status":{"message":"went wrong","code":"STATUS_CODE_ERROR"},"flags":257}]}]}]})";

  const StoredSpan from_protobuf = only_span(taken(as_protobuf, protobuf));
  const StoredSpan from_json = only_span(taken(as_json, json));
  EXPECT_EQ(everything_of(from_json), everything_of(from_protobuf));
  EXPECT_EQ(from_json.trace_id, "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(from_json.kind, "CLIENT");
  EXPECT_EQ(from_json.attributes_json,
            R"({"s":"text","i":-5,"d":0.5,"b":false,"list":["x",7],"map":{"inner":true},)"
            R"("raw":"AQI=","none":null})");
  EXPECT_EQ(from_json.links_json,
            R"([{"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331",)"
            R"("trace_state":"a=b","attributes":{}}])");
  EXPECT_EQ(from_json.flags, 257U);
  EXPECT_TRUE(from_json.is_error());
}

TEST(IngestTraces, TakesARequestWithoutSpans) {
  EXPECT_TRUE(taken(as_protobuf, "").spans.empty());
  EXPECT_TRUE(taken(as_json, "{}").spans.empty());
  EXPECT_TRUE(taken(as_json, R"({"resourceSpans":[]})").spans.empty());
  EXPECT_TRUE(taken(as_json, R"({"resourceSpans":[{"scopeSpans":[{"spans":[]}]}]})").spans.empty());
}

TEST(IngestTraces, ReadsContentTypesAsHttpWritesThem) {
  for (const char* type :
       {"application/json; charset=utf-8", "Application/JSON", " application/json ;x=y"}) {
    EXPECT_EQ(refused({.content_type = type, .content_encoding = ""}, json_with("")), "taken")
        << type;
  }
  for (const char* type : {"", "text/plain", "application/jsonl", "multipart/form-data"}) {
    EXPECT_EQ(refused({.content_type = type, .content_encoding = ""}, json_with("")),
              "415 Content-Type must be application/x-protobuf or application/json")
        << type;
  }
}

TEST(IngestTraces, NamesTheSpanAndFieldOfABadId) {
  const std::string place = "400 resourceSpans[0].scopeSpans[0].spans[0].";
  const auto with_ids = [](const std::string& ids) {
    return R"({"resourceSpans":[{"scopeSpans":[{"spans":[{)" + ids + "}]}]}]}";
  };
  EXPECT_EQ(refused(as_json, with_ids(R"("traceId":"zz","spanId":"b7ad6b7169203331")")),
            place + "traceId: must be 32 hex digits");
  EXPECT_EQ(
      refused(as_json,
              with_ids(R"("traceId":"CvdlGRbNQ92ESOshHIAxnA==","spanId":"b7ad6b7169203331")")),
      place + "traceId: must be 32 hex digits")
      << "base64 is protobuf's JSON, not OTLP's";
  EXPECT_EQ(refused(as_json, with_ids(R"("spanId":"b7ad6b7169203331")")),
            place + "traceId: must be 16 bytes (32 hex digits), not all zero");
  EXPECT_EQ(refused(as_json, with_ids(R"("traceId":"00000000000000000000000000000000")")),
            place + "traceId: must be 16 bytes (32 hex digits), not all zero");
  EXPECT_EQ(
      refused(as_json, with_ids(R"("traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"")")),
      place + "spanId: must be 8 bytes (16 hex digits), not all zero");
  EXPECT_EQ(refused(as_json, json_with(R"(,"parentSpanId":"12")")),
            place + "parentSpanId: must be 16 hex digits");
  EXPECT_EQ(refused(as_json, json_with(R"(,"parentSpanId":"")")), "taken");
  EXPECT_EQ(refused(as_json, json_with(R"(,"links":[{},{"traceId":"1"}])")),
            place + "links[1].traceId: must be 32 hex digits");

  EXPECT_EQ(refused(as_protobuf, request_of(field(1, "short") + field(2, some_span_id))),
            place + "traceId: must be 16 bytes (32 hex digits), not all zero");
  EXPECT_EQ(refused(as_protobuf, request_of(field(1, some_trace_id))),
            place + "spanId: must be 8 bytes (16 hex digits), not all zero");
  EXPECT_EQ(refused(as_protobuf, request_of(minimal_span() + field(4, "1"))),
            place + "parentSpanId: must be 8 bytes (16 hex digits), or absent");
}

TEST(IngestTraces, NamesTheFieldOfAWrongType) {
  const std::string place = "400 resourceSpans[0].scopeSpans[0].spans[0].";
  EXPECT_EQ(refused(as_json, json_with(R"(,"name":5)")), place + "name: must be text");
  EXPECT_EQ(refused(as_json, json_with(R"(,"kind":"CLIENT")")),
            place + "kind: must be a number or a name of the specification");
  EXPECT_EQ(refused(as_json, json_with(R"(,"startTimeUnixNano":"soon")")),
            place + "startTimeUnixNano: must be a whole number, not negative");
  EXPECT_EQ(refused(as_json, json_with(R"(,"startTimeUnixNano":-1)")),
            place + "startTimeUnixNano: must be a whole number, not negative");
  EXPECT_EQ(refused(as_json, json_with(R"(,"attributes":{"a":1})")),
            place + "attributes: must be an array");
  EXPECT_EQ(refused(as_json, json_with(R"(,"status":"ok")")), place + "status: must be an object");
  EXPECT_EQ(refused(as_json, json_with(R"(,"flags":4294967296)")),
            place + "flags: must fit into 32 bits");
  EXPECT_EQ(refused(as_json, json_with(R"(,"attributes":[{"key":"k","value":{"intValue":1.5}}])")),
            place + "attributes[0].value.intValue: must be a whole number");
  EXPECT_EQ(
      refused(as_json, json_with(R"(,"attributes":[{"key":"k","value":{"boolValue":"true"}}])")),
      place + "attributes[0].value.boolValue: must be true or false");
  EXPECT_EQ(
      refused(as_json, json_with(R"(,"attributes":[{"key":"k","value":{"bytesValue":"*"}}])")),
      place + "attributes[0].value.bytesValue: must be base64");
}

TEST(IngestTraces, NeverRepeatsWhatWasSent) {
  const std::string reason = refused(as_json, json_with(R"(,"kind":"sk-secret","sk-name":1)"));
  EXPECT_EQ(reason.find("sk-"), std::string::npos) << reason;
}

TEST(IngestTraces, TakesNumbersAsTextAndTextAsNumbers) {
  const StoredSpan span = only_span(
      taken(as_json,
            json_with(R"(,"kind":"3","startTimeUnixNano":1e3,"endTimeUnixNano":"2000","attributes":[
        {"key":"max","value":{"intValue":"9223372036854775807"}},
        {"key":"nan","value":{"doubleValue":"NaN"}},{"key":"inf","value":{"doubleValue":"-Infinity"}},
        {"key":"text","value":{"doubleValue":"0.25"}},{"key":"whole","value":{"intValue":5.0}}])")));
  EXPECT_EQ(span.kind, "CLIENT");
  EXPECT_EQ(span.start_time, 1000);
  EXPECT_EQ(span.end_time, 2000);
  EXPECT_EQ(span.attributes_json,
            R"({"max":9223372036854775807,"nan":"NaN","inf":"-Infinity","text":0.25,"whole":5})");
}

TEST(IngestTraces, PassesOverWhatItDoesNotKnow) {
  const StoredSpan span = only_span(
      taken(as_json,
            json_with(R"(,"name":null,"start_time_unix_nano":"7","future":{"deep":[1,{"x":null}]},
                           "name":"first","name":"last","attributes":null)")));
  EXPECT_EQ(span.name, "last");
  EXPECT_EQ(span.start_time, 0) << "snake_case is not OTLP/JSON";
  const StoredSpan other =
      only_span(taken(as_protobuf, request_of(minimal_span() + field(5, "known") +
                                              field(99, "new") + varint_field(5, 1))));
  EXPECT_EQ(other.name, "known") << "a field of another wire type is not the one we know";
}

TEST(IngestTraces, RepairsBrokenTextInsteadOfRefusingIt) {
  EXPECT_EQ(only_span(taken(as_protobuf, request_of(minimal_span() + field(5, "a\xff")))).name,
            "a\xef\xbf\xbd");
  EXPECT_EQ(only_span(taken(as_json, json_with(R"(,"name":"cut \ud83d")"))).name,
            "cut \xef\xbf\xbd")
      << "what JavaScript sends when it cuts a text inside an emoji";
  EXPECT_EQ(only_span(taken(as_json,
                            json_with(R"(,"name":"\ud83d\ude00 \"\\\/\b\f\n\r\t\u00e9 \udead")")))
                .name,
            "\xf0\x9f\x98\x80 \"\\/\b\f\n\r\t\xc3\xa9 \xef\xbf\xbd");
}

TEST(IngestTraces, CopiesAMissingTimeFromTheOtherEdge) {
  const StoredSpan running = only_span(taken(as_json, json_with(R"(,"startTimeUnixNano":"5")")));
  EXPECT_EQ(running.end_time, 5);
  const StoredSpan late =
      only_span(taken(as_json, json_with(R"(,"endTimeUnixNano":"18446744073709551615")")));
  EXPECT_EQ(late.start_time, INT64_MAX) << "times end in the year 2262";
}

TEST(IngestTraces, RefusesWhatIsNotJson) {
  EXPECT_EQ(refused(as_json, ""), "400 the body is not well-formed JSON");
  EXPECT_EQ(refused(as_json, "{"), "400 the body is not well-formed JSON");
  EXPECT_EQ(refused(as_json, "[]"), "400 the body: must be a JSON object");
  EXPECT_EQ(refused(as_json, "{} {}"), "400 the body is more than one JSON value");
  EXPECT_EQ(refused(as_json, "{\"a\":\"\xff\"}"), "400 the body is not UTF-8");
  EXPECT_EQ(refused(as_json, json_with(R"(,"name":"x)")).substr(0, 3), "400");
}

TEST(IngestTraces, RefusesBrokenProtobuf) {
  const std::string whole = request_of(minimal_span() + field(5, "a name"));
  EXPECT_EQ(refused(as_protobuf, whole.substr(0, whole.size() - 1)),
            "400 resourceSpans[0]: ends in the middle of a field");
  EXPECT_EQ(refused(as_protobuf, request_of(minimal_span() + "\x2a\x7f")),
            "400 resourceSpans[0].scopeSpans[0].spans[0]: ends in the middle of a field");
  EXPECT_EQ(refused(as_protobuf, "\x0f\x01"), "400 resourceSpans[0]: is not protobuf");
}

TEST(IngestTraces, HoldsItsLimits) {
  const std::string two_spans =
      field(1, field(2, field(2, minimal_span()) + field(2, minimal_span())));
  EXPECT_EQ(refused(as_protobuf, two_spans, {.spans = 1}),
            "400 resourceSpans[0].scopeSpans[0].spans[1]: too many spans in one request");
  EXPECT_EQ(refused(as_json, json_with(R"(,"attributes":[{"key":"a"},{"key":"b"}])"),
                    {.attributes_per_span = 1}),
            "400 resourceSpans[0].scopeSpans[0].spans[0].attributes: too many of them");
  EXPECT_EQ(refused(as_json, json_with(""), {.body_bytes = 10}), "413 the body is too large");
}

TEST(IngestTraces, RefusesValuesThatNestTooDeep) {
  std::string json = "{}";
  std::string protobuf;
  for (int i = 0; i < 33; ++i) {
    json = R"({"arrayValue":{"values":[)" + json + "]}}";
    protobuf = field(5, field(1, protobuf));
  }
  EXPECT_NE(refused(as_json, json_with(R"(,"attributes":[{"key":"k","value":)" + json + "}]"))
                .find("nested too deep"),
            std::string::npos);
  EXPECT_EQ(refused(as_protobuf, request_of(minimal_span() + field(9, key_value("k", protobuf)))),
            "400 resourceSpans[0].scopeSpans[0].spans[0].attributes: values nested too deep");
  const std::string bomb(1'000'000, '[');
  EXPECT_EQ(refused(as_json, bomb).substr(0, 3), "400");
  EXPECT_EQ(refused(as_json, R"({"unknown":)" + bomb).substr(0, 3), "400");
}

TEST(IngestTraces, GivesEveryBodyItsHash) {
  const TraceBatch one = taken(as_json, json_with(""));
  EXPECT_EQ(one.hash, taken(as_json, json_with("")).hash);
  EXPECT_NE(one.hash, taken(as_json, json_with(R"(,"name":"x")")).hash);
}

}  // namespace
}  // namespace sotto::collector
