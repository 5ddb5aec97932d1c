#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "privacy/gate.hpp"
#include "runtime/config.hpp"
#include "tests/support/fake_environment.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::runtime {
namespace {

using test::FakeEnvironment;

Config from_file(std::string_view text, const FakeEnvironment& environment = {}) {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path("env"), std::ios::binary) << text;
  return config_from(environment, folder.path("env"));
}

TEST(RuntimeConfig, ReadsTheEnvironment) {
  const auto environment = FakeEnvironment{}
                               .with("SOTTO_APP_NAME", "my-app")
                               .with("LANGFUSE_PUBLIC_KEY", "pk")
                               .with("LANGFUSE_SECRET_KEY", "sk");
  const Config config = config_from(environment);
  EXPECT_EQ(config.app_name, "my-app");
  EXPECT_EQ(config.providers, std::vector<std::string>{"langfuse"});
}

TEST(RuntimeConfig, ReadsTheProcessesEnvironment) {
  ::setenv("SOTTO_APP_VERSION", "1.2.3", 1);
  EXPECT_EQ(Config::from_env().app_version, "1.2.3");
  EXPECT_EQ(Config::from_dotenv("/nonexistent/.env").app_version, "1.2.3");
  ::unsetenv("SOTTO_APP_VERSION");
}

TEST(RuntimeConfig, ReadsLinesOfADotenvFile) {
  const Config config = from_file(
      "\xef\xbb\xbf# a comment\r\n"
      "SOTTO_APP_NAME=my-app # and why\r\n"
      "\r\n"
      "export SOTTO_APP_VERSION = 1.2\r\n"
      "SOTTO_ENVIRONMENT='a # b'\r\n"
      "SOTTO_RELEASE=\"say \\\"hi\\\"\" # quoted\r\n"
      "LANGFUSE_PUBLIC_KEY=a#b\r\n"
      "LANGFUSE_SECRET_KEY=\"x\"");
  EXPECT_EQ(config.app_name, "my-app");
  EXPECT_EQ(config.app_version, "1.2");
  EXPECT_EQ(config.environment, "a # b");
  EXPECT_EQ(config.release, "say \"hi\"");
  EXPECT_EQ(config.langfuse_public_key, "a#b");
  EXPECT_EQ(config.langfuse_secret_key, "x");
  EXPECT_TRUE(config.warnings.empty());
}

TEST(RuntimeConfig, PrefersTheEnvironmentToTheFile) {
  const auto environment = FakeEnvironment{}.with("SOTTO_APP_NAME", "environment");
  EXPECT_EQ(from_file("SOTTO_APP_NAME=file", environment).app_name, "environment");
}

TEST(RuntimeConfig, TakesTheLastOfTwoLines) {
  EXPECT_EQ(from_file("SOTTO_APP_NAME=first\nSOTTO_APP_NAME=second\n").app_name, "second");
}

TEST(RuntimeConfig, NamesTheLinesThatItCannotRead) {
  const Config config = from_file("SOTTO_APP_NAME=a\nsecret words\n=x\nA='open\nB=\"a\" b\n");
  const std::vector<std::string> expected = {
      "line 2 of the .env file is not NAME=VALUE", "line 3 of the .env file is not NAME=VALUE",
      "line 4 of the .env file is not NAME=VALUE", "line 5 of the .env file is not NAME=VALUE"};
  EXPECT_EQ(config.warnings, expected);
  EXPECT_EQ(config.app_name, "a");
}

TEST(RuntimeConfig, WarnsOfAFileThatCannotBeRead) {
  const std::vector<std::string> expected = {"the .env file cannot be read"};
  EXPECT_EQ(config_from(FakeEnvironment{}, "/nonexistent/.env").warnings, expected);
  EXPECT_EQ(config_from(FakeEnvironment{}, "/").warnings.size(), 1U);
}

TEST(RuntimeConfig, ReadsTheFileForAVariableThatIsEmpty) {
  const auto environment = FakeEnvironment{}.with("SOTTO_APP_NAME", "");
  EXPECT_EQ(from_file("SOTTO_APP_NAME=file", environment).app_name, "file");
}

struct FileSwitch {
  const char* line;
  privacy::Reason telemetry;
  privacy::Reason observability;
};

class FileSwitches : public testing::TestWithParam<FileSwitch> {};

TEST_P(FileSwitches, CloseWhatTheyWouldCloseInTheEnvironment) {
  const std::string line = GetParam().line;
  const std::string name = line.substr(0, line.find('='));
  Config config = from_file(line);
  config.env_prefix = "MYAPP";
  const privacy::Verdicts verdicts = privacy::judge(FakeEnvironment{}, config);
  EXPECT_EQ(verdicts.telemetry.reason, GetParam().telemetry);
  EXPECT_EQ(verdicts.observability.reason, GetParam().observability);
  EXPECT_EQ(verdicts.observability.detail, name + " in the .env file");
  EXPECT_TRUE(config.warnings.empty());
}

using enum privacy::Reason;
INSTANTIATE_TEST_SUITE_P(
    , FileSwitches,
    testing::Values(FileSwitch{"SOTTO_DISABLE_ALL_TRACING=1", kill_switch, kill_switch},
                    FileSwitch{"SOTTO_DISABLE_ALL=yes", kill_switch, kill_switch},
                    FileSwitch{"OTEL_SDK_DISABLED=true", kill_switch, kill_switch},
                    FileSwitch{"MYAPP_DISABLE_ALL_TRACING=1", kill_switch, kill_switch},
                    FileSwitch{"TRACING_MODE=none", tracing_mode_none, tracing_mode_none},
                    FileSwitch{"DO_NOT_TRACK=1", do_not_track, do_not_track},
                    FileSwitch{"SOTTO_ENABLED=no", switched_off, switched_off},
                    FileSwitch{"SOTTO_OBSERVABILITY_ENABLED=0", open, switched_off},
                    FileSwitch{"MYAPP_ENABLED=", switched_off, switched_off},
                    FileSwitch{"OTEL_TRACES_EXPORTER=none", open, switched_off},
                    FileSwitch{"OTEL_TRACES_SAMPLER=always_off", open, switched_off}),
    [](const auto& info) {
      const std::string line = info.param.line;
      return line.substr(0, line.find('='));
    });

TEST(RuntimeConfig, LetsTheEnvironmentOverruleASwitchOfTheFile) {
  const auto environment = FakeEnvironment{}.with("SOTTO_ENABLED", "yes");
  EXPECT_TRUE(
      privacy::judge(environment, from_file("SOTTO_ENABLED=no", environment)).observability.open());
}

TEST(RuntimeConfig, OpensNothingThroughAFile) {
  const auto tracked_not = FakeEnvironment{}.with("DO_NOT_TRACK", "1");
  const Config asked = from_file("SOTTO_OBSERVABILITY_ENABLED=true\nSOTTO_ENABLED=1", tracked_not);
  EXPECT_FALSE(privacy::judge(tracked_not, asked).observability.open());

  const auto ci = FakeEnvironment{}.with("CI", "true");
  const Config in_ci = from_file("SOTTO_ENABLE_TRACING_IN_CI=1", ci);
  EXPECT_EQ(privacy::judge(ci, in_ci).observability.reason, privacy::Reason::ci);
  EXPECT_EQ(in_ci.warnings,
            std::vector<std::string>{"SOTTO_ENABLE_TRACING_IN_CI in the .env file has no effect: "
                                     "set it in the environment"});
}

TEST(RuntimeConfig, TakesNoPluginFromAFile) {
  const Config config = from_file("SOTTO_PROVIDERS=console, ./evil.so, /tmp/evil.so, file");
  EXPECT_EQ(config.providers, (std::vector<std::string>{"console", "file"}));
  EXPECT_EQ(config.warnings,
            std::vector<std::string>{"SOTTO_PROVIDERS in the .env file may not name a plug-in: set "
                                     "it in the environment"});
  const auto environment = FakeEnvironment{}.with("SOTTO_PROVIDERS", "/opt/mine.so");
  EXPECT_EQ(from_file("SOTTO_PROVIDERS=/tmp/evil.so", environment).providers,
            std::vector<std::string>{"/opt/mine.so"});
}

}  // namespace
}  // namespace sotto::runtime
