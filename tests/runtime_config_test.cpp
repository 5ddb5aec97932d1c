#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "runtime/config.hpp"
#include "tests/support/fake_environment.hpp"

namespace sotto::runtime {
namespace {

using test::FakeEnvironment;

/// A .env file of the given text, removed afterwards.
class DotenvFile {
 public:
  explicit DotenvFile(std::string_view text) {
    std::string name = (std::filesystem::temp_directory_path() / "sotto-env-XXXXXX").string();
    ::close(::mkstemp(name.data()));
    path_ = name;
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~DotenvFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Config from_file(std::string_view text, const FakeEnvironment& environment = {}) {
  return config_from(environment, DotenvFile(text).path());
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
      "line 2 of the .env file is not KEY=VALUE", "line 3 of the .env file is not KEY=VALUE",
      "line 4 of the .env file is not KEY=VALUE", "line 5 of the .env file is not KEY=VALUE"};
  EXPECT_EQ(config.warnings, expected);
  EXPECT_EQ(config.app_name, "a");
}

TEST(RuntimeConfig, WarnsOfAFileThatCannotBeRead) {
  const std::vector<std::string> expected = {"the .env file cannot be read"};
  EXPECT_EQ(config_from(FakeEnvironment{}, "/nonexistent/.env").warnings, expected);
  EXPECT_EQ(config_from(FakeEnvironment{}, "/").warnings.size(), 1U);
}

TEST(RuntimeConfig, SaysThatSwitchesInAFileHaveNoEffect) {
  const Config config = from_file("DO_NOT_TRACK=1\nSOTTO_APP_NAME=a\n");
  const std::vector<std::string> expected = {
      "DO_NOT_TRACK in the .env file has no effect: set it in the environment"};
  EXPECT_EQ(config.warnings, expected);
}

}  // namespace
}  // namespace sotto::runtime
