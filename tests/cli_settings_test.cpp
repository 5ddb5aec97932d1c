// `sotto settings`, and what `sotto status` says of programs in these surroundings.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "core/settings.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto {
namespace {

using test::ProgramResult;
using test::run_sotto;

class CliSettings : public testing::Test {
 protected:
  /// With a home folder, so that no gate is closed for want of one.
  ProgramResult run(const std::vector<std::string>& arguments,
                    std::vector<std::string> environment = {}) const {
    environment.push_back("HOME=" + folder_.path(""));
    environment.push_back("SOTTO_SERVER_DB_PATH=" + folder_.path("db"));
    return run_sotto(arguments, environment);
  }

  /// The line of a table that begins with `name`, with single blanks.
  static std::string line_of(const std::string& out, const std::string& name) {
    std::istringstream lines(out);
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with(name + " ")) continue;
      const auto both_blank = [](char a, char b) { return a == ' ' && b == ' '; };
      line.erase(std::unique(line.begin(), line.end(), both_blank), line.end());
      return line;
    }
    return {};
  }

  test::TemporaryFolder folder_;
  test::HttpTestServer server_;
};

TEST_F(CliSettings, ShowsEachSettingOfTheTable) {
  const ProgramResult result = run({"settings"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.out.starts_with("SETTING ")) << result.out;
  for (const core::Setting& row : core::settings()) {
    EXPECT_NE(line_of(result.out, std::string(row.name)), "") << row.name;
  }
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'),
            static_cast<std::ptrdiff_t>(core::settings().size() + 1));
}

TEST_F(CliSettings, SaysWhereAValueComesFrom) {
  const std::string env_file = folder_.path("env");
  std::ofstream(env_file) << "SOTTO_APP_VERSION=2\nDO_NOT_TRACK=1\nSOTTO_ENABLED=yes\n"
                             "SOTTO_ENABLE_TRACING_IN_CI=1\n";
  const std::string out =
      run({"settings", "--env-file", env_file}, {"OTEL_SERVICE_NAME=shop", "SOTTO_MAX_AGE=long"})
          .out;
  EXPECT_EQ(line_of(out, "SOTTO_APP_NAME"), "SOTTO_APP_NAME shop OTEL_SERVICE_NAME -");
  EXPECT_EQ(line_of(out, "SOTTO_APP_VERSION"),
            "SOTTO_APP_VERSION 2 SOTTO_APP_VERSION in the .env file -");
  EXPECT_EQ(line_of(out, "DO_NOT_TRACK"), "DO_NOT_TRACK yes DO_NOT_TRACK in the .env file no");
  EXPECT_EQ(line_of(out, "SOTTO_ENABLED"), "SOTTO_ENABLED yes default yes");
  EXPECT_EQ(line_of(out, "SOTTO_ENABLE_TRACING_IN_CI"), "SOTTO_ENABLE_TRACING_IN_CI no default no");
  EXPECT_EQ(line_of(out, "LANGFUSE_BASE_URL"),
            "LANGFUSE_BASE_URL https://cloud.langfuse.com default https://cloud.langfuse.com");
  EXPECT_EQ(line_of(out, "SOTTO_MAX_AGE"), "SOTTO_MAX_AGE 5min default 5min");
  EXPECT_NE(out.find("warning  SOTTO_MAX_AGE: expected a time"), std::string::npos) << out;
}

TEST_F(CliSettings, ShowsNoSecret) {
  for (const char* format : {"--json", "--env-file=/dev/null"}) {
    const std::string out = run({"settings", format}, {"LANGFUSE_SECRET_KEY=sk-lf-hunter2"}).out;
    EXPECT_EQ(out.find("hunter2"), std::string::npos);
    EXPECT_NE(out.find("set"), std::string::npos);
  }
  EXPECT_EQ(line_of(run({"settings"}).out, "LANGWATCH_API_KEY"),
            "LANGWATCH_API_KEY not set default -");
}

TEST_F(CliSettings, WritesJson) {
  const std::string out = run({"settings", "--json"}, {"OTEL_BSP_MAX_QUEUE_SIZE=77"}).out;
  EXPECT_NE(out.find(R"({"name":"SOTTO_TRACE_QUEUE_SIZE","value":"77","source":"environment",)"
                     R"("variable":"OTEL_BSP_MAX_QUEUE_SIZE","default":"16384","secret":false})"),
            std::string::npos)
      << out;
  EXPECT_TRUE(out.ends_with("\"warnings\":[]}\n")) << out;
}

TEST_F(CliSettings, WritesThePageOfTheDocumentation) {
  std::ifstream file(SOTTO_SOURCE_DIR "/docs/settings.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(run({"settings", "--markdown"}).out, page);
}

TEST_F(CliSettings, NamesTheOptionsOfTheProgramAsItsHelpDoes) {
  const std::string help = run_sotto({"start", "--help"}).out;
  std::size_t options = 0;
  for (const core::Setting& row : core::settings()) {
    const auto* const target = std::get_if<core::setting::CommandOption>(&row.target);
    if (target == nullptr) continue;
    const std::string option(target->option.substr(target->option.find("--")));
    const std::size_t at = help.find(option);
    ASSERT_NE(at, std::string::npos) << option << " is not in\n" << help;
    const std::string line = help.substr(at, help.find('\n', at) - at);
    const std::string end =
        "=" + std::string(row.default_text) + " (Env:" + std::string(row.name) + ")";
    EXPECT_TRUE(line.ends_with(end)) << line;
    ++options;
  }
  const auto in_help = [&help](std::size_t from) { return help.find("(Env:", from); };
  std::size_t documented = 0;
  for (auto at = in_help(0); at != std::string::npos; at = in_help(at + 1)) ++documented;
  EXPECT_EQ(options, documented);
}

TEST_F(CliSettings, TellsWhichRuleClosesAGate) {
  const std::string by_variable = run({"status"}, {"DO_NOT_TRACK=1"}).out;
  EXPECT_EQ(line_of(by_variable, "telemetry"), "telemetry closed: do_not_track (DO_NOT_TRACK)");
  EXPECT_EQ(line_of(by_variable, "traces"), "traces closed: do_not_track (DO_NOT_TRACK)");
  const std::string by_default = run({"status"}).out;
  EXPECT_EQ(line_of(by_default, "traces"), "traces closed: not_configured (SOTTO_PROVIDERS)");
  std::ofstream(folder_.path(".no-tracing")) << "";
  const std::string by_file = run({"status", "--json"}).out;
  EXPECT_NE(by_file.find(R"("observability":{"open":false,"reason":"opt_out_file",)"
                         R"("detail":"~/.no-tracing"})"),
            std::string::npos)
      << by_file;
}

TEST_F(CliSettings, NamesTheDestinationsWithoutTheirPaths) {
  const std::string out =
      run({"status"}, {"OTEL_EXPORTER_OTLP_ENDPOINT=" + server_.url("/hunter2"),
                       "SOTTO_PROVIDERS=otlp,langsmith,/opt/mine.so", "SOTTO_MAX_AGE=long"})
          .out;
  EXPECT_NE(out.find("provider   otlp, http://127.0.0.1:"), std::string::npos) << out;
  EXPECT_NE(out.find("provider   langsmith: SOTTO_PROVIDERS names an unknown provider\n"),
            std::string::npos)
      << out;
  EXPECT_NE(out.find("provider   /opt/mine.so\n"), std::string::npos) << out;
  EXPECT_NE(out.find("warning    SOTTO_MAX_AGE: expected"), std::string::npos) << out;
  EXPECT_EQ(out.find("hunter2"), std::string::npos);
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(CliSettings, ChecksTheKeysWhenAsked) {
  const std::vector<std::string> environment = {"OTEL_EXPORTER_OTLP_ENDPOINT=" + server_.url("")};
  const ProgramResult good = run({"status", "--check"}, environment);
  EXPECT_EQ(good.exit_code, 0) << good.out;
  EXPECT_NE(good.out.find(", takes traces\n"), std::string::npos) << good.out;

  server_.set_reply({.status = 401});
  const ProgramResult bad = run({"status", "--check"}, environment);
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_NE(bad.out.find("provider   otlp: answered 401: it does not accept the key; see "),
            std::string::npos)
      << bad.out;
  EXPECT_NE(run({"status", "--check", "--json"}, environment).out.find(R"("takes_traces":false)"),
            std::string::npos);
  EXPECT_EQ(run({"status", "--check"}).exit_code, 1);
}

TEST_F(CliSettings, AsksNobodyBehindAClosedGate) {
  const ProgramResult result =
      run({"status", "--check"},
          {"OTEL_EXPORTER_OTLP_ENDPOINT=" + server_.url(""), "SOTTO_DISABLE_ALL=1"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.out.find("observability is closed: kill_switch (SOTTO_DISABLE_ALL)"),
            std::string::npos)
      << result.out;
  EXPECT_EQ(server_.connections(), 0U);
}

}  // namespace
}  // namespace sotto
