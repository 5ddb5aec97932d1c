#include <gtest/gtest.h>

#include "observability/otlp_answer.hpp"
#include "tests/proto/otlp_trace_oracle.pb.h"

namespace sotto::observability {
namespace {

std::string partial_success(std::int64_t rejected, std::string_view message) {
  test::oracle::Response response;
  response.mutable_partial_success()->set_rejected_spans(rejected);
  response.mutable_partial_success()->set_error_message(std::string(message));
  return response.SerializeAsString();
}

TEST(OtlpAnswer, TakesAnEmptyBodyForFullSuccess) {
  EXPECT_EQ(read_otlp_answer(200, "").outcome, Outcome::accepted);
  EXPECT_EQ(read_otlp_answer(200, "").rejected_spans, 0U);
  EXPECT_EQ(read_otlp_answer(202, "{}").rejected_spans, 0U);
}

TEST(OtlpAnswer, CountsThePartialSuccessOfProtobuf) {
  EXPECT_EQ(rejected_spans(partial_success(7, "no room")), 7U);
  EXPECT_EQ(rejected_spans(partial_success(0, "only a warning")), 0U);
  EXPECT_EQ(rejected_spans(partial_success(-7, "")), 0U);
  // Its first byte is a line feed to JSON, and its second byte a brace.
  EXPECT_EQ(rejected_spans(partial_success(3, std::string(119, 'x'))), 3U);
}

TEST(OtlpAnswer, CountsThePartialSuccessOfJson) {
  EXPECT_EQ(rejected_spans(R"({"partialSuccess":{"rejectedSpans":"12"}})"), 12U);
  EXPECT_EQ(rejected_spans(R"({ "partialSuccess" : { "rejectedSpans" : 12 } })"), 12U);
  EXPECT_EQ(rejected_spans(R"({"partialSuccess":{"errorMessage":"\"rejectedSpans\":9"}})"),
            std::nullopt);
}

TEST(OtlpAnswer, ReadsNothingFromABodyThatIsNeither) {
  EXPECT_EQ(rejected_spans("<html>200 OK</html>"), std::nullopt);
  EXPECT_EQ(rejected_spans(R"({"partialSuccess":{"rejectedSpans":)"), std::nullopt);
  EXPECT_EQ(rejected_spans(R"({"rejectedSpans":"99999999999999999999999"})"), std::nullopt);
  EXPECT_EQ(rejected_spans(std::string(64, '\xff')), std::nullopt);
  EXPECT_EQ(rejected_spans("\x0a\x7f"), std::nullopt);
  EXPECT_EQ(rejected_spans(std::string_view("\x0a\x02\x08\x80", 4)), std::nullopt);
}

TEST(OtlpAnswer, ReadsTheSameFromEveryCutOfAnAnswerOrNothing) {
  const std::string body = partial_success(300, "too old");
  for (std::size_t cut = 0; cut < body.size(); ++cut) {
    EXPECT_EQ(rejected_spans(std::string_view(body).substr(0, cut)), std::nullopt) << cut;
  }
}

TEST(OtlpAnswer, WarnsOfSpansThatWereRefused) {
  const Answer answer = read_otlp_answer(200, partial_success(7, "content of a span"));
  EXPECT_EQ(answer.outcome, Outcome::accepted);
  EXPECT_EQ(answer.rejected_spans, 7U);
  EXPECT_EQ(answer.message, "answered 200: it took a batch but refused some of its spans");
}

TEST(OtlpAnswer, SaysWhatWasAnsweredAndWhatItMeans) {
  EXPECT_EQ(answer_of_status(401).message, "answered 401: it does not accept the key");
}

}  // namespace
}  // namespace sotto::observability
