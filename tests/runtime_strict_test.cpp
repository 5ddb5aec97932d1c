// Session::start_strict and the problems that it looks for.

#include <gtest/gtest.h>

#include <fstream>

#include <sotto/provider.hpp>
#include <sotto/session.hpp>

#include "runtime/problems.hpp"
#include "tests/support/fake_environment.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using Lines = std::vector<std::string>;

Lines problems_of(Config config, const test::FakeEnvironment& environment = {}) {
  return runtime::find_problems(std::move(config), environment);
}

Config good_config() {
  return test::otlp_config("http://127.0.0.1:4318/v1/traces");
}

TEST(StrictStart, FindsNothingWrongWithAWorkingConfiguration) {
  EXPECT_EQ(problems_of(good_config()), Lines{});
  EXPECT_EQ(problems_of(Config{}), Lines{});
}

TEST(StrictStart, NamesHalfAPairOfKeys) {
  EXPECT_EQ(problems_of(Config{.langfuse_public_key = "pk-lf-1"}),
            Lines{"LANGFUSE_PUBLIC_KEY is set without LANGFUSE_SECRET_KEY: Langfuse needs both"});
}

TEST(StrictStart, NamesAnUnknownProvider) {
  EXPECT_EQ(problems_of(Config{.providers = {"langsmith"}}),
            Lines{"langsmith: SOTTO_PROVIDERS names an unknown provider"});
}

TEST(StrictStart, NamesAProviderThatLacksASetting) {
  EXPECT_EQ(problems_of(Config{.providers = {"file"}}), Lines{"file: file needs SOTTO_FILE"});
}

TEST(StrictStart, NamesARuleOfTheScrubberThatCannotBeUsed) {
  EXPECT_EQ(problems_of(Config{.scrub_rules = {{"hunter two", "a"}}}),
            Lines{"SOTTO_SCRUB_RULES: a name has 1 to 32 letters, digits and underscores"});
}

TEST(StrictStart, NamesLocalDpThatCannotBeKept) {
  Config config{.telemetry_endpoint = "http://127.0.0.1:4318/v1/metrics",
                .local_dp = LocalDp::epsilon_1,
                .weekly_questions = {.features = {"search"}}};
  ASSERT_EQ(problems_of(config).size(), 1U);
  EXPECT_TRUE(problems_of(config)[0].starts_with("SOTTO_LOCAL_DP: the program does not ask"));
  config.consent = ConsentMode::opt_in;
  EXPECT_EQ(problems_of(config), Lines{});
}

TEST(StrictStart, NamesBadUrlsWithoutRepeatingThem) {
  Config config = good_config();
  config.otlp_traces_endpoint = "http://user:hunter2@host/";
  config.telemetry_endpoint = "ftp://hunter2.example";
  EXPECT_EQ(problems_of(config),
            (Lines{"SOTTO_TELEMETRY_ENDPOINT: the scheme is neither http nor https",
                   "otlp: a user name or password in the URL"}));
}

TEST(StrictStart, NamesAFileOfCertificatesThatCannotBeUsed) {
  const test::TemporaryFolder folder;
  Config config = good_config();
  config.ca_file = folder.path("missing.pem");
  const Lines expected = {
      "OTEL_EXPORTER_OTLP_CERTIFICATE: ca_file cannot be read as PEM certificates"};
  EXPECT_EQ(problems_of(config), expected);
  std::ofstream(config.ca_file) << "no certificate";
  EXPECT_EQ(problems_of(config), expected);
}

TEST(StrictStart, NamesEachValueThatCouldNotBeRead) {
  Config config = good_config();
  config.warnings = {"SOTTO_MAX_AGE: expected a time from 1s to 7d; using 5min"};
  EXPECT_EQ(problems_of(config), config.warnings);
}

TEST(StrictStart, NamesANumberOutOfItsRange) {
  Config config = good_config();
  config.sampling_rate = 2;
  EXPECT_EQ(problems_of(config),
            Lines{"SOTTO_SAMPLING_RATE: expected a number from 0 to 1; using the nearest"});
}

TEST(StrictStart, NamesAProviderWhoseFactoryThrowsOrMakesNothing) {
  register_provider("throws", [](const Config&) -> Result<std::unique_ptr<Provider>> { throw 1; });
  register_provider("nothing", [](const Config&) {
    return Result<std::unique_ptr<Provider>>(std::unique_ptr<Provider>());
  });
  EXPECT_EQ(problems_of(Config{.providers = {"throws", "nothing"}}),
            (Lines{"throws: its factory threw an exception", "nothing: its factory made nothing"}));
}

TEST(StrictStart, DoesNotTakeAClosedGateForAnError) {
  EXPECT_EQ(problems_of(good_config(), test::FakeEnvironment{}.with("DO_NOT_TRACK", "1")), Lines{});
  Config config = good_config();
  config.enabled = false;
  const auto session = Session::start_strict(config);
  ASSERT_TRUE(session.ok());
  EXPECT_TRUE(status().running);
  EXPECT_FALSE(status().observability.open);
}

TEST(StrictStart, SaysAllThatIsWrongAtOnceAndLeavesNothingRunning) {
  Config config{.telemetry_endpoint = "none", .providers = {"langsmith"}};
  const Result<Session> session = Session::start_strict(config);
  ASSERT_FALSE(session.ok());
  const TraceError& error = session.error();
  EXPECT_EQ(error.code, ErrorCode::invalid_config);
  EXPECT_EQ(error.detail,
            "SOTTO_TELEMETRY_ENDPOINT: the scheme is neither http nor https\n"
            "langsmith: SOTTO_PROVIDERS names an unknown provider");
  EXPECT_FALSE(status().running);
  const Session after{Config{}};
  EXPECT_TRUE(status().running);
}

TEST(StrictStart, IsRefusedBesideARunningSession) {
  const Session first{Config{}};
  const Result<Session> second = Session::start_strict(Config{});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().detail, "a session is already running: the second one does nothing");
  EXPECT_TRUE(status().running);
}

TEST(StrictStart, GivesASessionThatStopsAtItsEnd) {
  {
    Result<Session> started = Session::start_strict(Config{});
    ASSERT_TRUE(started.ok());
    const Session session = std::move(started).value();
    EXPECT_TRUE(status().running);
  }
  EXPECT_FALSE(status().running);
}

}  // namespace
}  // namespace sotto
