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

std::unique_ptr<Provider> otlp(const Config& config = sample_config()) {
  return make_provider("otlp", config).value();
}

std::string text_of(const SpanRecord& span, const Config& config = sample_config()) {
  std::string out;
  EXPECT_TRUE(otlp(config)->encode({&span, 1}, out).ok());
  return test::otlp_text(out);
}

std::string url_for(std::string base, std::string traces = {}) {
  Config config;
  config.otlp_endpoint = std::move(base);
  config.otlp_traces_endpoint = std::move(traces);
  return otlp(config)->endpoint().url;
}

TEST(Otlp, SendsWhatTheGoldenFileSays) {
  std::string out;
  ASSERT_TRUE(otlp()->encode(test::sample_spans(), out).ok());
  EXPECT_TRUE(test::is_golden(test::otlp_text(out), SOTTO_GOLDEN_DIR "/otlp.txt"));
}

TEST(Otlp, AppendsThePathOfTracesToTheBaseEndpoint) {
  EXPECT_EQ(url_for("http://host:4318"), "http://host:4318/v1/traces");
  EXPECT_EQ(url_for("http://host:4318/"), "http://host:4318/v1/traces");
  EXPECT_EQ(url_for("https://host/otlp/"), "https://host/otlp/v1/traces");
}

TEST(Otlp, TakesTheEndpointForTracesAsItIs) {
  EXPECT_EQ(url_for("http://host:4318", "https://other/in"), "https://other/in");
  EXPECT_EQ(url_for("", "https://other/"), "https://other/");
}

TEST(Otlp, NamesTheSettingWhenThereIsNoEndpoint) {
  const auto provider = make_provider("otlp", Config{});
  ASSERT_FALSE(provider.ok());
  EXPECT_NE(provider.error().detail.find("OTEL_EXPORTER_OTLP_ENDPOINT"), std::string::npos);
}

TEST(Otlp, PassesHeadersCompressionAndCertificatesOn) {
  Config config = sample_config();
  config.otlp_headers = {{"x-tenant", "1"}};
  config.otlp_gzip = false;
  config.ca_file = "ca.pem";
  config.client_certificate_file = "client.pem";
  config.client_key_file = "client.key";
  const ProviderEndpoint endpoint = otlp(config)->endpoint();
  EXPECT_EQ(endpoint.headers, config.otlp_headers);
  EXPECT_FALSE(endpoint.gzip);
  EXPECT_EQ(endpoint.ca_file, "ca.pem");
  EXPECT_EQ(endpoint.client_certificate_file, "client.pem");
  EXPECT_EQ(endpoint.client_key_file, "client.key");
}

TEST(Otlp, SpeaksJsonWhenItIsToldTo) {
  Config config = sample_config();
  EXPECT_EQ(otlp(config)->endpoint().content_type, "application/x-protobuf");
  config.otlp_protocol = OtlpProtocol::http_json;
  EXPECT_EQ(otlp(config)->endpoint().content_type, "application/json");
  std::string out;
  ASSERT_TRUE(otlp(config)->encode(test::sample_spans(), out).ok());
  EXPECT_TRUE(out.starts_with("{\"resourceSpans\":["));
}

TEST(Otlp, SaysWhoSpeaksAndNothingOfTheMachine) {
  const std::string text = text_of(a_span(), Config{.otlp_endpoint = "http://127.0.0.1:4318"});
  EXPECT_EQ(text.substr(0, text.find("scope")),
            "resource\n"
            "    service.name = \"unknown_service\"\n"
            "    telemetry.sdk.name = \"sotto\"\n"
            "    telemetry.sdk.language = \"cpp\"\n"
            "    telemetry.sdk.version = \"VERSION\"\n");
}

TEST(Otlp, CarriesTheResourceAttributesThatSomebodyAdded) {
  const std::string text = text_of(a_span(), Config{.app_name = "shop",
                                                    .resource_attributes = {{"team", "a"}},
                                                    .otlp_endpoint = "http://127.0.0.1:4318"});
  EXPECT_TRUE(
      text.starts_with("resource\n"
                       "    service.name = \"shop\"\n"
                       "    team = \"a\"\n"
                       "    telemetry.sdk.name"))
      << text;
}

TEST(Otlp, WritesMessagesOnlyWhenTheInputIsMessages) {
  using observability::is_messages_json;
  EXPECT_TRUE(is_messages_json(R"([{"role":"user","parts":[]}])"));
  EXPECT_TRUE(is_messages_json(R"( [ { "parts" : [{"role":1}] , "role" : "user" } ])"));
  EXPECT_FALSE(is_messages_json(R"([{"role":"user","content":"parts"}])"));
  EXPECT_FALSE(is_messages_json(R"([{"role":"parts","content":{"parts":1}}])"));
  EXPECT_FALSE(is_messages_json(R"([{"a":"\"role\":","parts":[]}])"));
  EXPECT_FALSE(is_messages_json(R"([{"role":"user"},{"parts":[]}])"));
  EXPECT_FALSE(is_messages_json("[1, 2]"));
  EXPECT_FALSE(is_messages_json("Hello"));
  EXPECT_FALSE(is_messages_json(""));
}

TEST(Otlp, NamesTheTypeOfContent) {
  SpanRecord span = a_span();
  span.input = " {\"a\":1}\n";
  span.output = "{not closed";
  const std::string text = text_of(span);
  EXPECT_EQ(value_of(text, "input.mime_type"), "\"application/json\"");
  EXPECT_EQ(value_of(text, "output.mime_type"), "\"text/plain\"");
}

TEST(Otlp, KeepsAnInputThatIsEmpty) {
  SpanRecord span = a_span();
  span.input = "";
  EXPECT_EQ(value_of(text_of(span), "input.value"), "\"\"");
  EXPECT_EQ(value_of(text_of(span), "output.value"), "(absent)");
}

TEST(Otlp, MergesMetadataOfTraceAndSpan) {
  const Attribute of_trace[] = {{"tenant", "a"}, {"shard", 7}};
  const Attribute of_span[] = {{"tenant", "b"}};
  TraceRecord trace;
  trace.metadata = of_trace;
  SpanRecord span = a_span();
  span.trace = &trace;
  span.metadata = of_span;
  EXPECT_EQ(value_of(text_of(span), "metadata"), R"("{\"shard\":7,\"tenant\":\"b\"}")");
}

TEST(Otlp, MarksWhetherTheParentIsRemote) {
  SpanRecord span = a_span();
  EXPECT_NE(text_of(span).find(" flags 257 "), std::string::npos);  // 0x101
  span.parent_is_remote = true;
  EXPECT_NE(text_of(span).find(" flags 769 "), std::string::npos);  // 0x301
}

TEST(Otlp, RecordsAFailureAsAnExceptionEvent) {
  SpanRecord span = a_span();
  span.status = SpanStatus::error;
  span.error_type = "TimeoutError";
  const std::string text = text_of(span);
  EXPECT_NE(text.find("event \"exception\""), std::string::npos);
  EXPECT_EQ(value_of(text, "exception.type"), "\"TimeoutError\"");
  EXPECT_EQ(value_of(text, "exception.message"), "(absent)");
}

TEST(Otlp, CountsSpansThatTheServerRefused) {
  const Answer answer = otlp()->read_answer(200, R"({"partialSuccess":{"rejectedSpans":"5"}})");
  EXPECT_EQ(answer.outcome, Outcome::accepted);
  EXPECT_EQ(answer.rejected_spans, 5U);
  EXPECT_EQ(otlp()->read_answer(500, "").outcome, Outcome::refused);
}

}  // namespace
}  // namespace sotto
