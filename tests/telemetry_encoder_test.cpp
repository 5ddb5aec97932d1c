#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <string>

#include "telemetry/metrics_encoder.hpp"
#include "tests/proto/otlp_metrics_oracle.pb.h"
#include "tests/support/golden.hpp"
#include "tests/support/sample_report.hpp"

namespace sotto::telemetry {
namespace {

namespace oracle = test::metrics_oracle;
using google::protobuf::util::JsonStringToMessage;
using google::protobuf::util::MessageDifferencer;

oracle::ExportMetricsServiceRequest decoded(const std::string& bytes) {
  oracle::ExportMetricsServiceRequest request;
  EXPECT_TRUE(request.ParseFromString(bytes));
  return request;
}

TEST(MetricsEncoder, WritesAsManyBytesAsProtobufsOwnEncoder) {
  const std::string bytes = to_protobuf(test::sample_report());
  EXPECT_EQ(decoded(bytes).ByteSizeLong(), bytes.size());
}

TEST(MetricsEncoder, WritesNoFieldThatTheOracleDoesNotKnow) {
  oracle::ExportMetricsServiceRequest request = decoded(to_protobuf(test::sample_report()));
  const std::string before = request.SerializeAsString();
  request.DiscardUnknownFields();
  EXPECT_EQ(request.SerializeAsString(), before);
}

TEST(MetricsEncoder, WritesWhatTheGoldenFileShows) {
  EXPECT_TRUE(test::is_golden(decoded(to_protobuf(test::sample_report())).DebugString(),
                              SOTTO_GOLDEN_DIR "/telemetry_report.txt"));
}

TEST(MetricsEncoder, WritesTheJsonThatTheGoldenFileShows) {
  EXPECT_TRUE(test::is_golden(to_json(test::sample_report()) + "\n",
                              SOTTO_GOLDEN_DIR "/telemetry_report.json"));
}

TEST(MetricsEncoder, SaysTheSameInJsonAsInProtobuf) {
  oracle::ExportMetricsServiceRequest from_json;
  const auto status = JsonStringToMessage(to_json(test::sample_report()), &from_json);
  ASSERT_TRUE(status.ok()) << status.ToString();
  EXPECT_TRUE(MessageDifferencer::Equals(from_json, decoded(to_protobuf(test::sample_report()))));
}

TEST(MetricsEncoder, WritesAnEmptyObjectForAReportWithoutMetrics) {
  Report report = test::sample_report();
  report.metrics.clear();
  EXPECT_EQ(to_json(report), "{}");
}

}  // namespace
}  // namespace sotto::telemetry
