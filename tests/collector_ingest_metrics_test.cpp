#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "collector/ingest/ingest.hpp"
#include "tests/collector_otlp_support.hpp"

namespace sotto::collector {
namespace {

using namespace testing;

constexpr IngestHead as_json = {.content_type = "application/json", .content_encoding = ""};
constexpr IngestHead as_protobuf = {.content_type = "application/x-protobuf",
                                    .content_encoding = ""};

/// "5 points", or status and reason.
std::string outcome(const IngestHead& head, const std::string& body) {
  const auto result = read_metrics(head, body, {});
  if (const auto* error = std::get_if<IngestError>(&result)) {
    return std::to_string(error->http_status) + " " + error->reason;
  }
  return std::to_string(std::get<MetricsBatch>(result).points) + " points";
}

std::string with_metrics(const std::string& metrics) {
  return R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[)" + metrics + "]}]}]}";
}

TEST(IngestMetrics, CountsTheDataPointsOfEveryKind) {
  EXPECT_EQ(outcome(as_protobuf, ""), "0 points");
  EXPECT_EQ(
      outcome(
          as_json,
          with_metrics(
              R"({"name":"g","gauge":{"dataPoints":[{"asDouble":1.5,"timeUnixNano":"1"},{"asInt":"-3"}]}},
                {"name":"s","sum":{"aggregationTemporality":"AGGREGATION_TEMPORALITY_DELTA","isMonotonic":true,
                  "dataPoints":[{"asInt":3,"attributes":[{"key":"k","value":{"stringValue":"v"}}]}]}},
                {"name":"h","histogram":{"dataPoints":[{"count":"3","sum":2.5,"bucketCounts":["1",2],
                  "explicitBounds":[1.0],"exemplars":[{"asDouble":1,"traceId":"0af7651916cd43dd8448eb211c80319c"}]}]}},
                {"name":"e","exponentialHistogram":{"dataPoints":[{"scale":-2,"zeroCount":"1",
                  "positive":{"offset":-4,"bucketCounts":["1","2"]},"negative":{}}]}},
                {"name":"q","summary":{"dataPoints":[{"quantileValues":[{"quantile":0.5,"value":2}]}]}})")),
      "6 points");
}

TEST(IngestMetrics, WritesJsonAsTheProtobufThatTheSameMetricHas) {
  const auto result = read_metrics(
      as_json,
      with_metrics(R"({"name":"e","exponentialHistogram":{"dataPoints":[{"scale":-2,"zeroCount":"1",
          "positive":{"offset":-4,"bucketCounts":["300"]},"min":0.5}],"aggregationTemporality":1}},
          {"sum":{"dataPoints":[{"asInt":"-3","flags":1}]}})"),
      {});
  const std::string point = varint_field(6, 3) + fixed64_field(7, 1) +
                            field(8, varint_field(1, 7) + varint_field(2, 300)) +
                            double_field(12, 0.5);
  const std::string first = field(1, "e") + field(10, field(1, point) + varint_field(2, 1));
  const std::string second =
      field(7, field(1, fixed64_field(6, static_cast<std::uint64_t>(-3)) + varint_field(8, 1)));
  EXPECT_EQ(std::get<MetricsBatch>(result).body,
            field(1, field(2, field(2, first) + field(2, second))));
}

TEST(IngestMetrics, RefusesBrokenRequests) {
  EXPECT_EQ(outcome(as_protobuf, "\x0a\x05\x01"),
            "400 resourceMetrics: ends in the middle of a field");
  EXPECT_EQ(outcome(as_protobuf, field(1, "\x0f")), "400 resourceMetrics: is not protobuf");
  EXPECT_EQ(outcome(as_json, with_metrics(R"({"gauge":{"dataPoints":[{"asInt":"many"}]}})")),
            "400 resourceMetrics[0].scopeMetrics[0].metrics[0].gauge.dataPoints[0].asInt:"
            " must be a whole number");
}

TEST(IngestMetrics, RefusesValuesThatNestTooDeep) {
  std::string value;
  for (int i = 0; i < 33; ++i) value = field(5, field(1, value));
  const std::string metric = field(5, field(1, field(7, key_value("k", value))));
  EXPECT_EQ(outcome(as_protobuf, field(1, field(2, field(2, metric)))),
            "400 resourceMetrics: values nested too deep");
}

}  // namespace
}  // namespace sotto::collector
