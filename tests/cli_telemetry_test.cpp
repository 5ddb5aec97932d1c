// `sotto telemetry`: what programs counted, what they would send, and how to stop it.

#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <sotto/sotto.hpp>

#include "core/notice_version.hpp"
#include "privacy/consent.hpp"
#include "telemetry/body.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/program.hpp"
#include "tests/support/stored_counts.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using runtime::Instance;
using test::ProgramResult;

class CliTelemetry : public testing::Test {
 protected:
  CliTelemetry() { std::filesystem::create_directory(home_); }

  ProgramResult run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "telemetry");
    return test::run_sotto(arguments, {"HOME=" + home_});
  }
  Config config(const std::string& app = "demo") const {
    Config config;
    config.app_name = app;
    config.app_version = "1.2.3";
    config.telemetry_endpoint = server_.url("/v1/metrics");
    return config;
  }
  /// A program counts so often and ends.
  void count(int times, const std::string& app = "demo") const {
    Instance session(config(app), environment_);
    for (int i = 0; i < times; ++i) track_feature_usage("search");
    session.stop(20s);
  }
  bool exists(const std::string& path) const { return std::filesystem::exists(home_ + "/" + path); }

  test::TemporaryFolder folder_;
  std::string home_ = folder_.path("home");
  test::HttpTestServer server_;
  // An endpoint in the environment needs no notice.
  test::FakeEnvironment environment_ = test::FakeEnvironment{}.with_folder(home_).with(
      "SOTTO_TELEMETRY_ENDPOINT", server_.url("/v1/metrics"));
};

TEST_F(CliTelemetry, SaysThatNothingIsStored) {
  const ProgramResult status = run({"status"});
  EXPECT_EQ(status.exit_code, 0);
  EXPECT_NE(status.out.find("nothing is stored"), std::string::npos) << status.out;
  EXPECT_EQ(run({"preview"}).exit_code, 1);
  EXPECT_EQ(run({"history"}).exit_code, 1);
  EXPECT_EQ(run({"clean"}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::is_empty(home_)) << "looking makes nothing";
}

TEST_F(CliTelemetry, ShowsWhatEachProgramStored) {
  count(3);
  count(1, "other");
  const ProgramResult status = run({"status"});
  EXPECT_NE(status.out.find("demo "), std::string::npos) << status.out;
  EXPECT_NE(status.out.find("other "), std::string::npos) << status.out;
  const ProgramResult json = run({"status", "--json", "--app", "demo"});
  EXPECT_NE(json.out.find(R"("app":"demo")"), std::string::npos) << json.out;
  EXPECT_NE(json.out.find(R"("events":3)"), std::string::npos) << json.out;
  EXPECT_EQ(json.out.find("other"), std::string::npos) << json.out;
}

TEST_F(CliTelemetry, PreviewsExactlyTheBytesThatLeaveNext) {
  count(3);
  EXPECT_TRUE(server_.requests().empty()) << "no report leaves because a program ends";
  const ProgramResult raw = run({"preview", "--raw"});
  const ProgramResult readable = run({"preview"});
  EXPECT_EQ(raw.exit_code, 0);
  {
    Config due = config();
    due.telemetry_interval = 100ms;  // what is due in a day is due in a moment
    Instance session(due, environment_);
    ASSERT_TRUE(server_.wait_for_requests(1));
    session.flush(20s);
  }
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(raw.out, requests[0].body);
  EXPECT_EQ(requests[0].header("content-encoding"), "gzip");
  EXPECT_EQ(run({"history", "--raw", "1"}).out, requests[0].body);
  EXPECT_NE(readable.out.find("\"stringValue\": \"search\""), std::string::npos) << readable.out;
  EXPECT_NE(readable.out.find("\"asInt\": \"3\""), std::string::npos) << readable.out;
  EXPECT_EQ(run({"preview"}).out, "{}\n") << "it was sent";
  EXPECT_EQ(run({"preview", "--raw"}).out, "");
}

TEST_F(CliTelemetry, PreviewsTheEpsilonOfEachWeeklyQuestion) {
  Config weekly = config();
  weekly.consent = ConsentMode::opt_in;
  weekly.local_dp = LocalDp::epsilon_1;
  weekly.weekly_questions = {.features = {"search"}, .timers = {"load"}};
  ASSERT_TRUE(privacy::store_yes(environment_, "demo", core::notice_version).ok());
  {
    Instance session(weekly, environment_);
    track_feature_usage("search");
    track_feature_usage("unasked");
    session.stop(20s);
  }
  const ProgramResult preview = run({"preview"});
  EXPECT_EQ(preview.exit_code, 0);
  EXPECT_EQ(preview.out, "{}\n") << "nothing is drawn yet";
  for (const char* line :
       {"the answers about this week are drawn when it is over, at ",
        "feature search: krr, epsilon 0.5, 10% of 10,000 is told as 10% +- 3.88%\n",
        "timer load: oue, epsilon 0.5, 10% of 10,000 is told as 10% +- 7.78%\n",
        "epsilon of the week: 1\n"}) {
    EXPECT_NE(preview.err.find(line), std::string::npos) << line << preview.err;
  }
  const ProgramResult status = run({"status", "--json"});
  EXPECT_NE(status.out.find(R"("local_dp":{"epsilon":1,"questions":2,"week_ends_unix_s":)"),
            std::string::npos)
      << status.out;
  EXPECT_NE(status.out.find(R"("events":1,"withheld_events":1)"), std::string::npos) << status.out;
  EXPECT_NE(run({"status"}).out.find("demo "), std::string::npos);
}

TEST_F(CliTelemetry, PreviewsTheAnswersOfAWeekToTheByte) {
  const telemetry::StoredReport stored = test::sample_weekly_report();
  const std::string folder = home_ + "/.local/state/sotto/demo";
  ASSERT_TRUE(std::filesystem::create_directories(folder));
  std::ofstream(folder + "/weekly") << to_store_file(stored);
  EXPECT_EQ(run({"preview", "--raw"}).out, to_body(report_of(stored)).bytes);
  const ProgramResult preview = run({"preview"});
  EXPECT_NE(preview.out.find("\"stringValue\": \"yes\""), std::string::npos) << preview.out;
  EXPECT_NE(preview.err.find("feature export: krr, epsilon 0.25"), std::string::npos);
  EXPECT_NE(preview.err.find("epsilon of the week: 1\n"), std::string::npos);
  EXPECT_NE(run({"status", "--json"}).out.find(R"("next_report":{"answers":4)"), std::string::npos);
}

TEST_F(CliTelemetry, AsksWhichProgramIsMeant) {
  count(1);
  count(1, "other");
  const ProgramResult unnamed = run({"preview"});
  EXPECT_EQ(unnamed.exit_code, 1);
  EXPECT_NE(unnamed.err.find("--app: demo other"), std::string::npos) << unnamed.err;
  EXPECT_EQ(run({"preview", "--app", "other"}).exit_code, 0);
  EXPECT_EQ(run({"preview", "--app", "third"}).exit_code, 1);
  EXPECT_EQ(run({"preview", "--app", "../demo"}).exit_code, 2);
}

TEST_F(CliTelemetry, SaysThatAStoreIsDamaged) {
  count(1);
  std::ofstream(home_ + "/.local/state/sotto/demo/counts") << "damaged";
  EXPECT_NE(run({"status"}).out.find("damaged"), std::string::npos);
  EXPECT_EQ(run({"preview"}).exit_code, 1);
}

TEST_F(CliTelemetry, OffStopsEveryProgramAndDeletesWhatIsStored) {
  count(1);
  count(1, "other");
  const ProgramResult off = run({"off"});
  EXPECT_EQ(off.exit_code, 0);
  EXPECT_NE(off.out.find("~/.no-telemetry"), std::string::npos) << off.out;
  EXPECT_TRUE(exists(".no-telemetry"));
  EXPECT_TRUE(std::filesystem::is_empty(home_ + "/.local/state/sotto"));
  EXPECT_EQ(run({"off"}).exit_code, 0) << "also when it is off";
  count(1);
  EXPECT_TRUE(std::filesystem::is_empty(home_ + "/.local/state/sotto"));
}

TEST_F(CliTelemetry, OffStopsOneProgram) {
  count(1);
  count(1, "other");
  EXPECT_EQ(run({"off", "--app", "demo"}).exit_code, 0);
  EXPECT_TRUE(exists(".demo-no-telemetry"));
  EXPECT_FALSE(exists(".local/state/sotto/demo"));
  EXPECT_TRUE(exists(".local/state/sotto/other"));
}

TEST_F(CliTelemetry, OffDeletesWhatARunningProgramWritesMeanwhile) {
  Instance session(config(), environment_);
  track_feature_usage("search");
  session.flush(20s);
  EXPECT_EQ(run({"off"}).exit_code, 0);
  for (int i = 0; i < 1000 && session.status().telemetry.open; ++i) {
    track_feature_usage("search");
    session.flush(20s);
  }
  EXPECT_EQ(session.status().telemetry.reason, "opt_out_file");
  session.stop(20s);
  EXPECT_FALSE(exists(".local/state/sotto/demo"));
}

TEST_F(CliTelemetry, OnIsNotForPrograms) {
  run({"off"});
  const ProgramResult on = run({"on"});
  EXPECT_EQ(on.exit_code, 1);
  EXPECT_NE(on.err.find("terminal"), std::string::npos) << on.err;
  EXPECT_TRUE(exists(".no-telemetry"));
}

/// What the program says in a terminal of its own.
std::string run_in_terminal(std::vector<std::string> arguments,
                            std::vector<std::string> environment) {
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
  };
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) {
    ::execve(SOTTO_PROGRAM, pointers(arguments).data(), pointers(environment).data());
    ::_exit(127);
  }
  std::string said;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(terminal, buffer, sizeof(buffer))) > 0;) {
    said.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(terminal);
  ::waitpid(child, nullptr, 0);
  return said;
}

TEST_F(CliTelemetry, OnTakesOffBackForAPerson) {
  run({"off"});
  run({"off", "--app", "demo"});
  const std::string said = run_in_terminal({"sotto", "telemetry", "on"}, {"HOME=" + home_});
  EXPECT_NE(said.find("telemetry: open"), std::string::npos) << said;
  EXPECT_FALSE(exists(".no-telemetry"));
  EXPECT_TRUE(exists(".demo-no-telemetry"));
  run_in_terminal({"sotto", "telemetry", "on", "--app", "demo"}, {"HOME=" + home_});
  EXPECT_FALSE(exists(".demo-no-telemetry"));
}

TEST_F(CliTelemetry, OnIsNotForCodingAgentsThoughTheyHaveATerminal) {
  run({"off"});
  run_in_terminal({"sotto", "telemetry", "on"}, {"HOME=" + home_, "AI_AGENT=some-agent"});
  EXPECT_TRUE(exists(".no-telemetry"));
}

TEST_F(CliTelemetry, OnTakesTheNoBackThatAProgramWasGiven) {
  for (const char* const app : {"demo", "other"}) {
    ASSERT_TRUE(privacy::store_notice(environment_, app, consent::notice_version()));
    ASSERT_TRUE(privacy::store_no(environment_, app));
  }
  const std::string all = run_in_terminal({"sotto", "telemetry", "on"}, {"HOME=" + home_});
  EXPECT_NE(all.find("refused, until `sotto telemetry on --app NAME`: demo other"),
            std::string::npos)
      << all;
  EXPECT_TRUE(exists(".config/sotto/demo/refused")) << "one program's no is not all programs'";

  const std::string said =
      run_in_terminal({"sotto", "telemetry", "on", "--app", "demo"}, {"HOME=" + home_});
  EXPECT_EQ(said.find("refused"), std::string::npos) << said;
  EXPECT_NE(said.find("consent::give()"), std::string::npos) << said;
  EXPECT_TRUE(exists(".config/sotto/other/refused"));
  const privacy::ConsentRecord record = privacy::read_consent(environment_, "demo");
  EXPECT_EQ(record.refused, privacy::Presence::absent);
  EXPECT_EQ(record.agreed_version, 0) << "what a yes agrees to stands in the program's notice";
  EXPECT_EQ(record.shown_version, 0) << "it shows the notice again";
}

TEST_F(CliTelemetry, OnLeavesANoToCodingAgents) {
  ASSERT_TRUE(privacy::store_no(environment_, "demo"));
  run_in_terminal({"sotto", "telemetry", "on", "--app", "demo"},
                  {"HOME=" + home_, "AI_AGENT=some-agent"});
  run({"on", "--app", "demo"});
  EXPECT_TRUE(exists(".config/sotto/demo/refused"));
}

TEST_F(CliTelemetry, OnKeepsAYes) {
  ASSERT_TRUE(privacy::store_yes(environment_, "demo", consent::notice_version()));
  const std::string said =
      run_in_terminal({"sotto", "telemetry", "on", "--app", "demo"}, {"HOME=" + home_});
  EXPECT_EQ(said.find("consent::give()"), std::string::npos) << said;
  EXPECT_EQ(privacy::read_consent(environment_, "demo").agreed_version, consent::notice_version());
}

TEST_F(CliTelemetry, OnSaysWhatElseIsClosed) {
  run({"off"});
  const std::string said =
      run_in_terminal({"sotto", "telemetry", "on"}, {"HOME=" + home_, "DO_NOT_TRACK=1"});
  EXPECT_NE(said.find("do_not_track"), std::string::npos) << said;
}

TEST_F(CliTelemetry, CleanDeletesWhatIsStoredAndCountingGoesOn) {
  Instance session(config(), environment_);
  track_feature_usage("search");
  session.flush(20s);
  EXPECT_NE(run({"clean"}).out.find("1 program"), std::string::npos);
  EXPECT_FALSE(exists(".local/state/sotto/demo"));
  track_feature_usage("search");
  session.flush(20s);
  EXPECT_NE(run({"status", "--json"}).out.find(R"("events":1)"), std::string::npos);
}

}  // namespace
}  // namespace sotto
