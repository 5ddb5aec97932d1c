// auth_check against real servers, good, bad and silent.

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include <sotto/provider.hpp>

#include "observability/auth_check.hpp"
#include "tests/support/fake_environment.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::observability {
namespace {

using namespace std::chrono_literals;
using test::HttpReply;

class AuthCheck : public testing::Test {
 protected:
  Config langfuse() const {
    Config config;
    config.langfuse_base_url = server_.url("");
    config.langfuse_public_key = "pk-lf-hunter2";
    config.langfuse_secret_key = "sk-lf-hunter2";
    return config;
  }
  Config langwatch() const {
    Config config;
    config.langwatch_endpoint = server_.url("");
    config.langwatch_api_key = "sk-lw-hunter2";
    return config;
  }
  Config otlp() const {
    Config config;
    config.otlp_endpoint = server_.url("");
    config.otlp_headers = {{"api-key", "hunter2"}};
    return config;
  }

  Result<Done> check(std::string_view provider, const Config& config,
                     std::chrono::milliseconds timeout = 20s) const {
    return check_access(provider, config, timeout, environment_);
  }
  /// What the check says when the server answers `status`.
  Error refusal(std::string_view provider, const Config& config, int status) {
    server_.set_reply({.status = status});
    const auto checked = check(provider, config);
    EXPECT_FALSE(checked.ok());
    if (checked.ok()) return {};
    EXPECT_EQ(checked.error().detail.find("hunter2"), std::string::npos);
    EXPECT_EQ(checked.error().detail.find("127.0.0.1"), std::string::npos);
    return checked.error();
  }

  test::HttpTestServer server_;
  test::FakeEnvironment environment_;
};

TEST_F(AuthCheck, AsksLangfuseForItsProject) {
  EXPECT_TRUE(check("langfuse", langfuse()).ok());
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].method, "GET");
  EXPECT_EQ(requests[0].target, "/api/public/projects");
  EXPECT_TRUE(requests[0].header("authorization").starts_with("Basic "));
  EXPECT_EQ(requests[0].body, "");
}

TEST_F(AuthCheck, SendsLangWatchAnExportOfNothing) {
  EXPECT_TRUE(check("langwatch", langwatch()).ok());
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].target, "/api/otel/v1/traces");
  EXPECT_EQ(requests[0].header("authorization"), "Bearer sk-lw-hunter2");
  EXPECT_EQ(requests[0].header("content-encoding"), "");
  EXPECT_EQ(requests[0].body, "");
}

TEST_F(AuthCheck, SendsAnOtlpReceiverAnExportOfNothing) {
  EXPECT_TRUE(check("otlp", otlp()).ok());
  Config json = otlp();
  json.otlp_protocol = OtlpProtocol::http_json;
  EXPECT_TRUE(check("otlp", json).ok());
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].target, "/v1/traces");
  EXPECT_EQ(requests[0].header("api-key"), "hunter2");
  EXPECT_EQ(requests[0].header("content-type"), "application/x-protobuf");
  EXPECT_EQ(requests[0].body, "");
  EXPECT_EQ(requests[1].header("content-type"), "application/json");
  EXPECT_EQ(requests[1].body, "{}");
}

TEST_F(AuthCheck, SaysWhatABackendThatRefusesMeans) {
  EXPECT_EQ(refusal("langfuse", langfuse(), 401).code, ErrorCode::rejected);
  EXPECT_EQ(refusal("langfuse", langfuse(), 401).detail,
            "langfuse: answered 401: it does not accept the key; see LANGFUSE_BASE_URL, "
            "LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY");
  EXPECT_EQ(refusal("langwatch", langwatch(), 403).detail,
            "langwatch: answered 403: the key may not send traces; see LANGWATCH_ENDPOINT, "
            "LANGWATCH_API_KEY and LANGWATCH_PROJECT_ID");
  EXPECT_EQ(refusal("otlp", otlp(), 404).detail,
            "otlp: answered 404: the endpoint takes no traces; see OTEL_EXPORTER_OTLP_ENDPOINT and "
            "OTEL_EXPORTER_OTLP_HEADERS");
  EXPECT_TRUE(refusal("otlp", otlp(), 503).detail.starts_with("otlp: answered 503"));
  EXPECT_TRUE(refusal("otlp", otlp(), 302).detail.starts_with("otlp: answered 302"));
}

TEST_F(AuthCheck, SaysThatNobodyListens) {
  Config config = otlp();
  config.otlp_endpoint = "http://127.0.0.1:1";
  const auto checked = check("otlp", config);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().code, ErrorCode::unreachable);
}

TEST_F(AuthCheck, GivesUpOnASilentServerInTime) {
  server_.set_reply({.manner = HttpReply::Manner::silent});
  const auto checked = check("otlp", otlp(), 50ms);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().code, ErrorCode::timeout);
}

TEST_F(AuthCheck, NamesASettingThatIsMissingOrWrong) {
  const auto incomplete = check("langwatch", {});
  ASSERT_FALSE(incomplete.ok());
  EXPECT_EQ(incomplete.error().code, ErrorCode::invalid_config);
  EXPECT_EQ(incomplete.error().detail, "langwatch: langwatch needs LANGWATCH_API_KEY");
  EXPECT_EQ(check("langsmith", {}).error().code, ErrorCode::invalid_config);
  Config config = otlp();
  config.otlp_endpoint = "hunter2";
  EXPECT_EQ(check("otlp", config).error().code, ErrorCode::invalid_endpoint);
}

TEST_F(AuthCheck, OpensNothingBehindAClosedGate) {
  environment_.with_file("~/.no-tracing");
  const auto checked = check("otlp", otlp());
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().code, ErrorCode::gate_closed);
  EXPECT_EQ(checked.error().detail, "observability is closed: opt_out_file (~/.no-tracing)");
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(AuthCheck, SaysWhetherAFileCanBeWritten) {
  const test::TemporaryFolder folder;
  EXPECT_TRUE(check("file", {.file_path = folder.path("traces.jsonl")}).ok());
  EXPECT_EQ(std::filesystem::file_size(folder.path("traces.jsonl")), 0U);
  const auto checked = check("file", {.file_path = folder.path("missing/traces.jsonl")});
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().code, ErrorCode::storage);
  EXPECT_EQ(checked.error().detail, "file: its file cannot be written; see SOTTO_FILE");
}

TEST_F(AuthCheck, SaysWhetherStandardErrorCanBeWritten) {
  EXPECT_TRUE(check("console", {}).ok());
}

}  // namespace
}  // namespace sotto::observability
