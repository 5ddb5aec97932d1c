// Providers in shared objects, good and broken, loaded into this program.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <sotto/sotto.hpp>

#include "observability/plugin.hpp"
#include "runtime/problems.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using observability::provider_of;
using Lines = std::vector<std::string>;

/// A copy of a plug-in that this build made, which its owner alone may write to.
class Plugin : public testing::Test {
 protected:
  std::string copy_of(const std::string& name) const {
    const std::string path = folder_.path(name + ".so");
    fs::copy_file(SOTTO_PLUGIN_DIR "/" + name + ".so", path);
    fs::permissions(path, fs::perms::owner_all);
    return path;
  }

  static std::string refusal_of(const std::string& path) {
    const auto name = provider_of(path);
    if (name) return "none: " + name.value();
    constexpr std::string_view start = "SOTTO_PROVIDERS names a plug-in that is not used: ";
    EXPECT_TRUE(name.error().detail.starts_with(start)) << name.error().detail;
    return name.error().detail.substr(start.size());
  }

  test::TemporaryFolder folder_;
  test::FakeEnvironment environment_;
};

/// The example, from one place in all tests: a process loads a plug-in once, for good.
const std::string& csv_plugin() {
  static const test::TemporaryFolder& folder = *new test::TemporaryFolder;
  static const std::string& path = *new std::string([] {
    const std::string copy = folder.path("csv.so");
    fs::copy_file(SOTTO_PLUGIN_DIR "/csv.so", copy);
    fs::permissions(copy, fs::perms::owner_all);
    return copy;
  }());
  return path;
}

TEST_F(Plugin, RecordsBesideOtherProviders) {
  test::HttpTestServer server;
  Config config = test::otlp_config(server.url("/v1/traces"));
  config.providers = {csv_plugin(), "otlp"};
  config.file_path = folder_.path("spans.csv");
  runtime::Instance session(config, environment_);
  EXPECT_EQ(session.status().providers, (Lines{"csv", "otlp"}));
  EXPECT_TRUE(session.status().warnings.empty());
  { const auto span = start_span("a \"step\""); }
  EXPECT_EQ(session.stop(20s).delivered, 2U);
  std::ifstream file(config.file_path);
  std::string line;
  std::getline(file, line);
  EXPECT_TRUE(line.starts_with("\"a \"\"step\"\"\",")) << line;
}

TEST_F(Plugin, ServesSessionsThatFollowEachOther) {
  Config config{.providers = {csv_plugin()}, .file_path = folder_.path("spans.csv")};
  for (int i = 0; i < 2; ++i) {
    const runtime::Instance session(config, environment_);
    EXPECT_EQ(session.status().providers, Lines{"csv"});
  }
}

TEST_F(Plugin, IsMadeByItsPath) {
  EXPECT_TRUE(make_provider(csv_plugin(), {.file_path = "spans.csv"}).ok());
  const auto incomplete = make_provider(csv_plugin(), {});
  ASSERT_FALSE(incomplete.ok());
  EXPECT_EQ(incomplete.error().detail, "csv needs SOTTO_FILE");
}

TEST_F(Plugin, ThatIsBrokenIsNamedAndTheRestWorks) {
  test::HttpTestServer server;
  Config config = test::otlp_config(server.url("/v1/traces"));
  config.providers = {folder_.path("missing.so"), "otlp"};
  runtime::Instance session(config, environment_);
  EXPECT_EQ(session.status().warnings,
            Lines{"SOTTO_PROVIDERS names a plug-in that is not used: there is no such file"});
  { const auto span = start_span("work"); }
  EXPECT_EQ(session.stop(20s).delivered, 1U);
}

TEST_F(Plugin, IsNotEvenLookedForBehindAClosedGate) {
  const Config config{.providers = {folder_.path("missing.so")}};
  environment_.with("DO_NOT_TRACK", "1");
  const runtime::Instance session(config, environment_);
  EXPECT_TRUE(session.status().warnings.empty());
  EXPECT_TRUE(runtime::find_problems(config, environment_).empty());
}

TEST_F(Plugin, ThatIsBrokenStopsAStrictStart) {
  const Config config{.providers = {folder_.path("missing.so")}};
  EXPECT_EQ(runtime::find_problems(config, environment_),
            Lines{"SOTTO_PROVIDERS names a plug-in that is not used: there is no such file"});
}

TEST_F(Plugin, IsRefusedWithoutAnAbsolutePath) {
  EXPECT_EQ(refusal_of("./csv.so"), "its path is not absolute");
  EXPECT_EQ(refusal_of("plugins/csv.so"), "its path is not absolute");
}

TEST_F(Plugin, IsRefusedWhenItIsNoFileOrNoSharedObject) {
  EXPECT_EQ(refusal_of(folder_.path("")), "it is no file");
  const std::string text = folder_.path("text.so");
  std::ofstream(text) << "no shared object";
  EXPECT_EQ(refusal_of(text), "the system's loader refuses its file");
}

TEST_F(Plugin, IsRefusedWhenOthersMayWriteToIt) {
  const std::string path = copy_of("no_entry");
  fs::permissions(path, fs::perms::others_write, fs::perm_options::add);
  EXPECT_EQ(refusal_of(path), "others may write to its file");
  fs::permissions(path, fs::perms::owner_all | fs::perms::group_write);
  EXPECT_EQ(refusal_of(path), "others may write to its file");
}

TEST_F(Plugin, IsRefusedWhenOthersMayReplaceIt) {
  fs::create_directory(folder_.path("open"));
  fs::create_directory(folder_.path("open/own"));
  fs::copy_file(copy_of("no_entry"), folder_.path("open/own/plugin.so"));
  fs::permissions(folder_.path("open"), fs::perms::all);
  EXPECT_EQ(refusal_of(folder_.path("open/own/plugin.so")),
            "others may write to a folder above its file");
  fs::create_symlink(folder_.path("open/own/plugin.so"), folder_.path("link.so"));
  EXPECT_EQ(refusal_of(folder_.path("link.so")), "others may write to a folder above its file");
  fs::permissions(folder_.path("open"), fs::perms::sticky_bit, fs::perm_options::add);
  EXPECT_EQ(refusal_of(folder_.path("link.so")), "it has no entry point sotto_provider_plugin");
}

struct Broken {
  const char* name;
  const char* refusal;
};

class BrokenPlugin : public Plugin, public testing::WithParamInterface<Broken> {};

TEST_P(BrokenPlugin, IsRefused) {
  EXPECT_EQ(refusal_of(copy_of(GetParam().name)), GetParam().refusal);
}

INSTANTIATE_TEST_SUITE_P(
    , BrokenPlugin,
    testing::Values(Broken{"no_entry", "it has no entry point sotto_provider_plugin"},
                    Broken{"gives_nothing", "its entry point gives nothing"},
                    Broken{"other_abi", "it was built for another version of sotto"},
                    Broken{
                        "other_fingerprint",
                        "it was built with another version of sotto or another standard library"},
                    Broken{"no_name", "its name is missing or that of another provider"},
                    Broken{"taken_name", "its name is missing or that of another provider"}),
    [](const auto& info) { return info.param.name; });

TEST_F(Plugin, WhoseFactoryFailsIsNamedByItsProvider) {
  Config config{.providers = {copy_of("throws"), copy_of("makes_nothing")}};
  const runtime::Instance session(config, environment_);
  EXPECT_EQ(session.status().warnings,
            (Lines{"plugin-that-throws: its factory threw an exception",
                   "plugin-that-makes-nothing: its factory made nothing"}));
}

}  // namespace
}  // namespace sotto
