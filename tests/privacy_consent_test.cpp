// Rule 7: what a person was told, what they answered, and what follows from it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/notice_version.hpp"
#include "privacy/consent.hpp"
#include "privacy/gate.hpp"
#include "tests/support/fake_environment.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::privacy {
namespace {

namespace fs = std::filesystem;
using core::notice_version;
using test::FakeEnvironment;

/// A program with an endpoint of its own, in a home folder of its own.
class Consent : public testing::Test {
 protected:
  Consent() {
    environment_.with_folder(home_.path(""));
    config_.app_name = "app";
    config_.telemetry_endpoint = "https://telemetry.example/v1/metrics";
  }

  Verdict telemetry() const { return judge(environment_, config_).telemetry; }
  Verdict traces() const { return judge(environment_, config_).observability; }

  std::string path(const std::string& name) const {
    return home_.path(".config/sotto/app/" + name);
  }
  std::string text(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path(name)).rdbuf();
    return text.str();
  }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories(path(""));
    std::ofstream(path(name)) << text;
  }
  /// As if the notice had been shown by the program when it ran before.
  void show_in_an_earlier_run(int version = notice_version) const {
    write("notice", "notice_version = " + std::to_string(version) + "\nrun = 1\n");
  }

  test::TemporaryFolder home_;
  FakeEnvironment environment_;
  Config config_;
};

// Where nobody was asked

TEST_F(Consent, IsNotAskedForAnEndpointThatTheUserTyped) {
  environment_.with("SOTTO_TELEMETRY_ENDPOINT", config_.telemetry_endpoint);
  EXPECT_TRUE(telemetry().open());
}

TEST_F(Consent, IsNotAskedWhereNothingCanLeave) {
  config_.telemetry_endpoint.clear();
  EXPECT_TRUE(telemetry().open());
  EXPECT_FALSE(fs::exists(home_.path(".config")));
}

TEST_F(Consent, NeedsANoticeForAnEndpointOfTheProgram) {
  EXPECT_EQ(telemetry().reason, Reason::notice_not_shown);
  EXPECT_EQ(telemetry().detail, "Config::telemetry_endpoint");
  EXPECT_TRUE(traces().open());
}

TEST_F(Consent, SendsNothingInTheRunThatShowsTheNotice) {
  ASSERT_TRUE(store_notice(environment_, "app", notice_version).ok());
  EXPECT_EQ(telemetry().reason, Reason::notice_not_shown);
}

TEST_F(Consent, IsAssumedFromTheRunAfterTheNotice) {
  show_in_an_earlier_run();
  EXPECT_TRUE(telemetry().open());
}

TEST_F(Consent, IsStillAssumedByAProgramThatShowsItsNoticeAtEveryStart) {
  show_in_an_earlier_run();
  ASSERT_TRUE(store_notice(environment_, "app", notice_version).ok());
  EXPECT_TRUE(telemetry().open());
}

TEST_F(Consent, IsNotAssumedAfterTheNoticeOfAnEarlierVersion) {
  show_in_an_earlier_run(notice_version - 1);
  EXPECT_EQ(telemetry().reason, Reason::notice_not_shown);
}

TEST_F(Consent, IsNotAssumedInAHostedEditor) {
  show_in_an_earlier_run();
  environment_.with("GITPOD_WORKSPACE_ID", "x");
  EXPECT_EQ(telemetry().reason, Reason::consent_missing);
  EXPECT_EQ(telemetry().detail, "Gitpod");
  ASSERT_TRUE(store_yes(environment_, "app", notice_version).ok());
  EXPECT_TRUE(telemetry().open());
}

// A yes

TEST_F(Consent, IsNeededWhereTheProgramSaysSo) {
  config_.consent = ConsentMode::opt_in;
  show_in_an_earlier_run();
  EXPECT_EQ(telemetry().reason, Reason::consent_missing);
  EXPECT_EQ(telemetry().detail, "Config::consent");
  EXPECT_EQ(traces().reason, Reason::consent_missing);
  environment_.with("SOTTO_TELEMETRY_ENDPOINT", config_.telemetry_endpoint);
  EXPECT_EQ(telemetry().reason, Reason::consent_missing);
}

TEST_F(Consent, OpensWhatNeededIt) {
  config_.consent = ConsentMode::opt_in;
  ASSERT_TRUE(store_yes(environment_, "app", notice_version).ok());
  EXPECT_TRUE(telemetry().open());
  EXPECT_TRUE(traces().open());
}

TEST_F(Consent, OfAnEarlierNoticeIsNoConsent) {
  config_.consent = ConsentMode::opt_in;
  ASSERT_TRUE(store_yes(environment_, "app", notice_version - 1).ok());
  EXPECT_EQ(telemetry().reason, Reason::consent_missing);
}

TEST_F(Consent, IsNotNeededForTracesThatTheUserSendsSomewhere) {
  config_.consent = ConsentMode::opt_in;
  for (const char* name :
       {"SOTTO_PROVIDERS", "TRACING_MODE", "SOTTO_TRACING_MODE", "LANGFUSE_PUBLIC_KEY",
        "LANGWATCH_API_KEY", "OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "SOTTO_FILE"}) {
    const auto environment = FakeEnvironment(environment_).with(name, "otlp");
    EXPECT_TRUE(judge(environment, config_).observability.open()) << name;
    EXPECT_EQ(judge(environment, config_).telemetry.reason, Reason::consent_missing) << name;
  }
  environment_.with("LANGFUSE_PUBLIC_KEY", " ");
  EXPECT_EQ(traces().reason, Reason::consent_missing);
}

TEST_F(Consent, OfAnotherProgramIsNone) {
  config_.consent = ConsentMode::opt_in;
  ASSERT_TRUE(store_yes(environment_, "other", notice_version).ok());
  EXPECT_EQ(telemetry().reason, Reason::consent_missing);
}

TEST_F(Consent, OverrulesNoEarlierRule) {
  ASSERT_TRUE(store_yes(environment_, "app", notice_version).ok());
  environment_.with("DO_NOT_TRACK", "1");
  EXPECT_EQ(telemetry().reason, Reason::do_not_track);
}

TEST_F(Consent, IsNotReadOutOfAFileThatSaysAnythingElse) {
  config_.consent = ConsentMode::opt_in;
  for (const char* text :
       {"", "yes", "notice_version = ", "notice_version = x", "notice_version = -1",
        "notice_version = 1x", "version = 1\n", "notice_version = 99999999999999999999"}) {
    write("consent", text);
    EXPECT_EQ(telemetry().reason, Reason::consent_missing) << text;
  }
  write("consent", std::string(1 << 20, 'x'));
  EXPECT_EQ(telemetry().reason, Reason::consent_missing);
  fs::remove(path("consent"));
  fs::create_directory(path("consent"));
  EXPECT_EQ(telemetry().reason, Reason::consent_missing);
}

// A no

TEST_F(Consent, RefusedClosesBoth) {
  show_in_an_earlier_run();
  ASSERT_TRUE(store_no(environment_, "app").ok());
  EXPECT_EQ(telemetry().reason, Reason::consent_refused);
  EXPECT_EQ(telemetry().detail, "$XDG_CONFIG_HOME/sotto/app/refused");
  EXPECT_EQ(traces().reason, Reason::consent_refused);
}

TEST_F(Consent, RefusedClosesWhateverElseIsConfigured) {
  ASSERT_TRUE(store_no(environment_, "app").ok());
  config_.telemetry_endpoint.clear();
  EXPECT_EQ(telemetry().reason, Reason::consent_refused);
  environment_.with("SOTTO_TELEMETRY_ENDPOINT", "https://mine.example");
  EXPECT_EQ(telemetry().reason, Reason::consent_refused);
}

TEST_F(Consent, RefusedLeavesTheUserTheirOwnTraces) {
  ASSERT_TRUE(store_no(environment_, "app").ok());
  environment_.with("SOTTO_OBSERVABILITY_ENABLED", "yes");
  EXPECT_EQ(telemetry().reason, Reason::consent_refused);
  EXPECT_TRUE(traces().open());
}

TEST_F(Consent, RefusedClosesARunningProgram) {
  EXPECT_TRUE(judge_files(environment_, config_).telemetry.open());
  ASSERT_TRUE(store_no(environment_, "app").ok());
  EXPECT_EQ(judge_files(environment_, config_).telemetry.reason, Reason::consent_refused);
  EXPECT_EQ(judge_files(environment_, config_).observability.reason, Reason::consent_refused);
}

TEST_F(Consent, IsDoubtedWhereTheAnswerCannotBeAskedFor) {
  show_in_an_earlier_run();
  environment_.with_file(refusal_path("app"), Presence::unknown);
  EXPECT_EQ(telemetry().reason, Reason::consent_refused);
  EXPECT_TRUE(traces().open());
}

TEST_F(Consent, IsTheLastAnswer) {
  config_.consent = ConsentMode::opt_in;
  ASSERT_TRUE(store_yes(environment_, "app", notice_version).ok());
  ASSERT_TRUE(store_no(environment_, "app").ok());
  EXPECT_EQ(telemetry().reason, Reason::consent_refused);
  EXPECT_EQ(read_consent(environment_, "app").agreed_version, 0);
  ASSERT_TRUE(store_yes(environment_, "app", notice_version).ok());
  EXPECT_TRUE(telemetry().open());
}

// The files

TEST_F(Consent, IsKeptInFilesThatOnlyTheirOwnerReads) {
  ASSERT_TRUE(store_yes(environment_, "app", 1).ok());
  EXPECT_EQ(text("consent"), "notice_version = 1\n");
  EXPECT_EQ(fs::status(path("consent")).permissions(), fs::perms(0600));
  EXPECT_EQ(fs::status(path("")).permissions(), fs::perms(0700));
}

TEST_F(Consent, CanBeForgotten) {
  ASSERT_TRUE(store_no(environment_, "app").ok());
  ASSERT_TRUE(store_notice(environment_, "app", 1).ok());
  ASSERT_TRUE(forget_consent(environment_, "app").ok());
  EXPECT_TRUE(fs::is_empty(path("")));
}

TEST_F(Consent, StaysBelowItsFolderWhateverTheProgramIsCalled) {
  for (const char* name : {"../../x", "..", ".", "a/b", ""}) {
    ASSERT_TRUE(store_no(environment_, name).ok()) << name;
    EXPECT_EQ(read_consent(environment_, name).refused, Presence::present) << name;
  }
  for (const auto& entry : fs::recursive_directory_iterator(home_.path(""))) {
    if (entry.is_regular_file()) {
      EXPECT_EQ(entry.path().parent_path().parent_path(), home_.path(".config/sotto"));
    }
  }
}

TEST_F(Consent, SaysWhenItCannotBeKept) {
  std::ofstream(home_.path(".config")) << "a file where the folder should be";
  const auto stored = store_yes(environment_, "app", 1);
  ASSERT_FALSE(stored.ok());
  EXPECT_EQ(stored.error().code, ErrorCode::storage);
  EXPECT_NE(stored.error().detail.find("consent"), std::string::npos);
  EXPECT_FALSE(store_no(FakeEnvironment{}, "app").ok());
}

}  // namespace
}  // namespace sotto::privacy
