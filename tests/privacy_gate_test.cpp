// The promises of PRIVACY.md, "When nothing is sent", one test for each.
#include <gtest/gtest.h>

#include "privacy/gate.hpp"
#include "tests/support/fake_environment.hpp"

namespace sotto::privacy {
namespace {

using test::FakeEnvironment;

Verdicts judge(const FakeEnvironment& environment) {
  return privacy::judge(environment, Config{});
}

/// Both gates, for the rules that close both.
void expect_both(const Verdicts& verdicts, Reason reason, std::string_view detail) {
  EXPECT_EQ(verdicts.telemetry.reason, reason);
  EXPECT_EQ(verdicts.telemetry.detail, detail);
  EXPECT_EQ(verdicts.observability.reason, reason);
  EXPECT_EQ(verdicts.observability.detail, detail);
}

TEST(PrivacyGate, IsOpenOnAPlainMachine) {
  expect_both(judge(FakeEnvironment{}), Reason::open, "");
}

// Rule 2: kill switches

TEST(PrivacyGate, ClosesBothByDisableAllTracing) {
  expect_both(judge(FakeEnvironment{}.with("SOTTO_DISABLE_ALL_TRACING", "1")), Reason::kill_switch,
              "SOTTO_DISABLE_ALL_TRACING");
}

TEST(PrivacyGate, ClosesBothByTheEmbeddingProgramsOwnSwitch) {
  Config config;
  config.env_prefix = "MYAPP";
  const auto environment = FakeEnvironment{}.with("MYAPP_DISABLE_ALL_TRACING", "true");
  expect_both(privacy::judge(environment, config), Reason::kill_switch,
              "MYAPP_DISABLE_ALL_TRACING");
  expect_both(judge(environment), Reason::open, "");
}

TEST(PrivacyGate, ClosesBothByOtelSdkDisabled) {
  expect_both(judge(FakeEnvironment{}.with("OTEL_SDK_DISABLED", "true")), Reason::kill_switch,
              "OTEL_SDK_DISABLED");
}

TEST(PrivacyGate, TakesATypoInAKillSwitchForAYes) {
  EXPECT_FALSE(judge(FakeEnvironment{}.with("SOTTO_DISABLE_ALL_TRACING", "ture")).telemetry.open());
}

TEST(PrivacyGate, ClosesBothByTracingModeNone) {
  for (const char* value : {"none", "noop", " NONE ", "langfuse, None"}) {
    expect_both(judge(FakeEnvironment{}.with("TRACING_MODE", value)), Reason::tracing_mode_none,
                "TRACING_MODE");
    expect_both(judge(FakeEnvironment{}.with("SOTTO_TRACING_MODE", value)),
                Reason::tracing_mode_none, "SOTTO_TRACING_MODE");
  }
  expect_both(judge(FakeEnvironment{}.with("TRACING_MODE", "langfuse")), Reason::open, "");
}

// Rule 3: opt-out files

TEST(PrivacyGate, ClosesBothByANoTracingFile) {
  for (const char* path :
       {"~/.no-tracing", "$XDG_CONFIG_HOME/sotto/no-tracing", "/etc/sotto/no-tracing"}) {
    expect_both(judge(FakeEnvironment{}.with_file(path)), Reason::opt_out_file, path);
  }
}

TEST(PrivacyGate, ClosesBothByAFileNamedAfterTheProgram) {
  Config config;
  config.app_name = "my-app";
  const auto environment = FakeEnvironment{}.with_file("~/.my-app-no-tracing");
  expect_both(privacy::judge(environment, config), Reason::opt_out_file, "~/.my-app-no-tracing");
}

TEST(PrivacyGate, ClosesTelemetryAloneByANoTelemetryFile) {
  Config config;
  config.app_name = "my-app";
  for (const char* path : {"~/.no-telemetry", "~/.my-app-no-telemetry"}) {
    const auto verdicts = privacy::judge(FakeEnvironment{}.with_file(path), config);
    EXPECT_EQ(verdicts.telemetry.reason, Reason::opt_out_file);
    EXPECT_EQ(verdicts.telemetry.detail, path);
    EXPECT_TRUE(verdicts.observability.open());
  }
}

TEST(PrivacyGate, LooksForNoFileUnderAnUnsafeProgramName) {
  Config config;
  for (const char* name : {"../../etc/passwd#", "a/b", "a b"}) {
    config.app_name = name;
    const auto environment = FakeEnvironment{}.with_file(std::string("~/.") + name + "-no-tracing");
    EXPECT_TRUE(privacy::judge(environment, config).telemetry.open()) << name;
  }
}

TEST(PrivacyGate, ClosesTelemetryWithoutAReadableHomeFolder) {
  const auto verdicts = judge(FakeEnvironment{}.without_home());
  EXPECT_EQ(verdicts.telemetry.reason, Reason::no_home);
  EXPECT_EQ(verdicts.telemetry.detail, "~/.no-tracing");
  EXPECT_TRUE(verdicts.observability.open());
}

TEST(PrivacyGate, NamesAnOptOutFileRatherThanTheFolderThatCannotBeRead) {
  const auto environment = FakeEnvironment{}.without_home().with_file("/etc/sotto/no-tracing");
  expect_both(judge(environment), Reason::opt_out_file, "/etc/sotto/no-tracing");
}

TEST(PrivacyGate, AsksForTheFilesAloneWhileTheProgramRuns) {
  const auto environment = FakeEnvironment{}.with("DO_NOT_TRACK", "1").with_file("~/.no-telemetry");
  const auto verdicts = judge_files(environment, Config{});
  EXPECT_EQ(verdicts.telemetry.reason, Reason::opt_out_file);
  EXPECT_TRUE(verdicts.observability.open());
}

// Rule 4: DO_NOT_TRACK

TEST(PrivacyGate, ClosesBothByDoNotTrack) {
  expect_both(judge(FakeEnvironment{}.with("DO_NOT_TRACK", "1")), Reason::do_not_track,
              "DO_NOT_TRACK");
}

TEST(PrivacyGate, OpensObservabilityAloneToAUserWhoAsksForTracesDespiteDoNotTrack) {
  const auto verdicts =
      judge(FakeEnvironment{}.with("DO_NOT_TRACK", "1").with("SOTTO_OBSERVABILITY_ENABLED", "yes"));
  EXPECT_EQ(verdicts.telemetry.reason, Reason::do_not_track);
  EXPECT_TRUE(verdicts.observability.open());
}

TEST(PrivacyGate, LetsNoOtherYesOverruleDoNotTrack) {
  Config config;
  config.env_prefix = "MYAPP";
  const auto environment = FakeEnvironment{}
                               .with("DO_NOT_TRACK", "1")
                               .with("SOTTO_ENABLED", "yes")
                               .with("SOTTO_TELEMETRY_ENABLED", "yes")
                               .with("MYAPP_OBSERVABILITY_ENABLED", "yes");
  expect_both(privacy::judge(environment, config), Reason::do_not_track, "DO_NOT_TRACK");
}

// Rule 5: switches that are not on

TEST(PrivacyGate, ClosesWhatASwitchDoesNotClearlyTurnOn) {
  for (const char* value : {"0", "false", "no", "off", "", "ture", "2", "y e s"}) {
    expect_both(judge(FakeEnvironment{}.with("SOTTO_ENABLED", value)), Reason::switched_off,
                "SOTTO_ENABLED");
  }
  for (const char* value : {"1", "true", "yes", "on", "TRUE", " Yes "}) {
    expect_both(judge(FakeEnvironment{}.with("SOTTO_ENABLED", value)), Reason::open, "");
  }
}

TEST(PrivacyGate, ClosesEachLayerByItsOwnSwitch) {
  auto verdicts = judge(FakeEnvironment{}.with("SOTTO_TELEMETRY_ENABLED", "no"));
  EXPECT_EQ(verdicts.telemetry.detail, "SOTTO_TELEMETRY_ENABLED");
  EXPECT_TRUE(verdicts.observability.open());
  verdicts = judge(FakeEnvironment{}.with("SOTTO_OBSERVABILITY_ENABLED", "no"));
  EXPECT_EQ(verdicts.observability.detail, "SOTTO_OBSERVABILITY_ENABLED");
  EXPECT_TRUE(verdicts.telemetry.open());
}

TEST(PrivacyGate, ClosesByTheProgramsOwnSwitchesAndConfig) {
  Config config;
  config.env_prefix = "MYAPP";
  expect_both(privacy::judge(FakeEnvironment{}.with("MYAPP_ENABLED", "no"), config),
              Reason::switched_off, "MYAPP_ENABLED");
  config.telemetry_enabled = false;
  auto verdicts = privacy::judge(FakeEnvironment{}, config);
  EXPECT_EQ(verdicts.telemetry.detail, "Config::telemetry_enabled");
  EXPECT_TRUE(verdicts.observability.open());
  config.observability_enabled = false;
  verdicts = privacy::judge(FakeEnvironment{}, config);
  EXPECT_EQ(verdicts.observability.detail, "Config::observability_enabled");
  config.enabled = false;
  expect_both(privacy::judge(FakeEnvironment{}, config), Reason::switched_off, "Config::enabled");
}

TEST(PrivacyGate, IsNotOpenedByTheConfigAgainstTheUser) {
  Config config;
  config.enabled = config.telemetry_enabled = config.observability_enabled = true;
  const auto environment = FakeEnvironment{}.with("SOTTO_ENABLED", "no");
  expect_both(privacy::judge(environment, config), Reason::switched_off, "SOTTO_ENABLED");
}

// Rule 6: build servers

TEST(PrivacyGate, ClosesBothOnABuildServer) {
  expect_both(judge(FakeEnvironment{}.with("GITHUB_ACTIONS", "true")), Reason::ci,
              "GitHub Actions");
}

TEST(PrivacyGate, OpensOnABuildServerOnRequest) {
  for (const char* name : {"SOTTO_ENABLE_TRACING_IN_CI", "SOTTO_ENABLE_IN_CI"}) {
    const auto environment = FakeEnvironment{}.with("CI", "true");
    expect_both(judge(FakeEnvironment(environment).with(name, "yes")), Reason::open, "");
    expect_both(judge(FakeEnvironment(environment).with(name, "maybe")), Reason::ci, "CI");
  }
}

TEST(PrivacyGate, IsNotOpenedByTheBuildServerSwitchAgainstAnotherRule) {
  const auto base = FakeEnvironment{}.with("CI", "true").with("SOTTO_ENABLE_TRACING_IN_CI", "yes");
  expect_both(judge(FakeEnvironment(base).with("DO_NOT_TRACK", "1")), Reason::do_not_track,
              "DO_NOT_TRACK");
  expect_both(judge(FakeEnvironment(base).with_file("~/.no-tracing")), Reason::opt_out_file,
              "~/.no-tracing");
  expect_both(judge(FakeEnvironment(base).with("SOTTO_ENABLED", "no")), Reason::switched_off,
              "SOTTO_ENABLED");
}

TEST(PrivacyGate, SaysEachReasonInOneWord) {
  EXPECT_EQ(to_string(Reason::open), "open");
  EXPECT_EQ(to_string(Reason::opt_out_file), "opt_out_file");
  EXPECT_EQ(to_string(Reason::not_configured), "not_configured");
}

}  // namespace
}  // namespace sotto::privacy
