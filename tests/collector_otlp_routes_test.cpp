// What an exporter is told.

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "collector/http/otlp_routes.hpp"
#include "tests/support/otlp_json.hpp"
#include "tests/support/route_call.hpp"
#include "tests/support/scripted_store.hpp"

namespace sotto::collector {
namespace {

using test::ScriptedStore;

const std::string json_type = "application/json";
const std::string protobuf_type = "application/x-protobuf";
const std::pair<std::string, std::string> retry_after{"Retry-After", "1"};

// One span with the ids 0a.. and 0b.., a name and two times; see opentelemetry/proto/trace/v1.
std::string protobuf_export() {
  const std::string span = "\x0a\x10" + std::string(16, '\x0a') + "\x12\x08" +
                           std::string(8, '\x0b') + "\x2a\x04work" + "\x39" +
                           std::string(8, '\x01') + "\x41" + std::string(8, '\x02');
  const auto field = [](char tag, const std::string& content) {
    return std::string{tag, static_cast<char>(content.size())} + content;
  };
  return field('\x0a', field('\x12', field('\x12', span)));
}

class OtlpRoutes : public testing::Test {
 protected:
  Response post(std::string path, std::string type, std::string body) {
    Router router;
    add_otlp_routes(router, store_, {.body_bytes = 4096});
    return test::call(router,
                      test::request_for("POST", std::move(path), std::move(body), std::move(type)));
  }
  Response post_json() { return post("/v1/traces", json_type, test::one_span(1)); }

  ScriptedStore store_;
};

TEST_F(OtlpRoutes, TakeTracesWhereEachSdkSendsThem) {
  for (const char* path : {"/v1/traces", "/api/v1/traces/export", "/api/public/otel/v1/traces",
                           "/api/otel/v1/traces"}) {
    EXPECT_EQ(post(path, json_type, test::one_span(1)).status, 200) << path;
  }
  EXPECT_EQ(store_.spans(), 4U);
}

TEST_F(OtlpRoutes, AnswerInTheTypeOfTheRequest) {
  const Response json = post_json();
  EXPECT_EQ(json.content_type, json_type);
  EXPECT_EQ(json.body, R"({"partialSuccess":{}})");
  const Response protobuf = post("/v1/traces", protobuf_type, protobuf_export());
  EXPECT_EQ(protobuf.status, 200);
  EXPECT_EQ(protobuf.content_type, protobuf_type);
  EXPECT_EQ(protobuf.body, "");
}

TEST_F(OtlpRoutes, TakeMetrics) {
  EXPECT_EQ(post("/v1/metrics", json_type,
                 R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"n","sum":)"
                 R"({"dataPoints":[{"asInt":"1","timeUnixNano":"1"}]}}]}]}]})")
                .status,
            200);
}

TEST_F(OtlpRoutes, TakeARequestWithoutSpans) {
  store_.puts = ScriptedStore::Puts::full;  // and do not need the store for it
  EXPECT_EQ(post("/v1/traces", protobuf_type, "").status, 200);
  EXPECT_EQ(post("/v1/traces", json_type, "{}").status, 200);
}

TEST_F(OtlpRoutes, RefuseWhatIsNotOtlp) {
  const Response json = post("/v1/traces", json_type, "{");
  EXPECT_EQ(json.status, 400);
  EXPECT_TRUE(json.body.starts_with(R"({"code":3,"message":")")) << json.body;
  const Response protobuf = post("/v1/traces", protobuf_type, "\xff");
  EXPECT_EQ(protobuf.status, 400);
  EXPECT_EQ(protobuf.content_type, protobuf_type);
  EXPECT_TRUE(protobuf.body.starts_with("\x08\x03\x12"));
}

TEST_F(OtlpRoutes, RefuseATypeThatIsNotTheirs) {
  const Response response = post("/v1/traces", "text/plain", test::one_span(1));
  EXPECT_EQ(response.status, 415);
  EXPECT_TRUE(response.body.starts_with(R"({"code":3,"message":")")) << response.body;
}

TEST_F(OtlpRoutes, RefuseABodyThatIsTooLarge) {
  EXPECT_EQ(post("/v1/traces", json_type, "{}" + std::string(5000, ' ')).status, 413);
}

TEST_F(OtlpRoutes, AskToComeBackWhenTheQueueIsFull) {
  store_.puts = ScriptedStore::Puts::full;
  const Response response = post_json();
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.headers.at(0), retry_after);
}

TEST_F(OtlpRoutes, AskToComeBackWhenTheStoreFails) {
  store_.puts = ScriptedStore::Puts::failed;
  const Response response = post_json();
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers.at(0), retry_after);
  EXPECT_EQ(response.body, R"({"code":14,"message":"not stored: the disk is broken"})");
}

}  // namespace
}  // namespace sotto::collector
