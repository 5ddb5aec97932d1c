// consent.hpp in a real process: its environment, its home folder, a terminal and a server.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <sotto/consent.hpp>
#include <sotto/sotto.hpp>

#include "tests/support/http_test_server.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using consent::Answer;
using consent::Asked;
namespace fs = std::filesystem;

/// A process with nothing in its environment but a home folder.
class ConsentOfAProcess : public testing::Test {
 protected:
  ConsentOfAProcess() {
    ::clearenv();
    ::setenv("HOME", home_.path("").c_str(), 1);
    ::setenv("SOTTO_APP_NAME", "app", 1);
  }

  Config opt_in() const {
    Config config = Config::from_env();
    config.consent = ConsentMode::opt_in;
    config.telemetry_endpoint = server_.url("/v1/metrics");
    return config;
  }

  test::TemporaryFolder home_;
  test::HttpTestServer server_;
};

/// Standard input and standard error are a terminal for as long as this lives.
class Terminal {
 public:
  Terminal() : master_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    ::grantpt(master_);
    ::unlockpt(master_);
    const int terminal = ::open(::ptsname(master_), O_RDWR | O_NOCTTY);
    for (std::size_t i = 0; i < 2; ++i) {
      saved_[i] = ::dup(descriptors[i]);
      ::dup2(terminal, descriptors[i]);
    }
    ::close(terminal);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    for (std::size_t i = 0; i < 2; ++i) {
      ::dup2(saved_[i], descriptors[i]);
      ::close(saved_[i]);
    }
    ::close(master_);
  }

 private:
  static constexpr int descriptors[] = {STDIN_FILENO, STDERR_FILENO};
  int master_;
  int saved_[2] = {-1, -1};
};

TEST_F(ConsentOfAProcess, IsGivenInATerminal) {
  const Terminal terminal;
  EXPECT_TRUE(consent::status().can_be_given);
  ASSERT_TRUE(consent::give().ok());
  EXPECT_EQ(consent::status().answer, Answer::yes);
  EXPECT_EQ(consent::status().agreed_version, consent::notice_version());
}

TEST_F(ConsentOfAProcess, IsNotGivenWithoutATerminal) {
  const int null = ::open("/dev/null", O_RDWR);
  const int input = ::dup(STDIN_FILENO);
  ::dup2(null, STDIN_FILENO);
  const auto given = consent::give();
  ::dup2(input, STDIN_FILENO);
  ASSERT_FALSE(given.ok());
  EXPECT_EQ(given.error().code, ErrorCode::gate_closed);
  EXPECT_EQ(given.error().detail, "without a terminal nobody can have read the notice");
  EXPECT_EQ(consent::status().answer, Answer::none);
}

TEST_F(ConsentOfAProcess, IsGivenInAProgramsOwnDialog) {
  ASSERT_TRUE(consent::give(consent::notice_version(), Asked::in_dialog).ok());
  EXPECT_EQ(consent::status().answer, Answer::yes);
}

TEST_F(ConsentOfAProcess, IsNotGivenByACodingAgent) {
  ::setenv("CLAUDECODE", "1", 1);
  const Terminal terminal;
  for (const Asked asked : {Asked::in_terminal, Asked::in_dialog}) {
    const auto given = consent::give(consent::notice_version(), asked);
    ASSERT_FALSE(given.ok());
    EXPECT_EQ(given.error().detail, "inside of Claude Code nobody can answer for a person");
    EXPECT_FALSE(notice_shown(consent::notice_version(), asked).ok());
  }
  EXPECT_FALSE(consent::status().can_be_given);
  EXPECT_FALSE(fs::exists(home_.path(".config")));
}

TEST_F(ConsentOfAProcess, IsNotGivenOnABuildServer) {
  ::setenv("GITHUB_ACTIONS", "true", 1);
  EXPECT_FALSE(consent::give(consent::notice_version(), Asked::in_dialog).ok());
  EXPECT_EQ(consent::status().obstacle,
            "on a build server (GitHub Actions) there is nobody to answer");
}

TEST_F(ConsentOfAProcess, IsTakenBackByACodingAgentToo) {
  ASSERT_TRUE(consent::give(consent::notice_version(), Asked::in_dialog).ok());
  ::setenv("CLAUDECODE", "1", 1);
  ASSERT_TRUE(consent::revoke().ok());
  EXPECT_EQ(consent::status().answer, Answer::no);
}

TEST_F(ConsentOfAProcess, IsNotGivenToANoticeThatDoesNotExist) {
  for (const int version : {0, -1, consent::notice_version() + 1}) {
    const auto given = consent::give(version, Asked::in_dialog);
    ASSERT_FALSE(given.ok());
    EXPECT_EQ(given.error().code, ErrorCode::invalid_config);
  }
}

TEST_F(ConsentOfAProcess, OpensFromTheNextSessionOn) {
  {
    const Session session(opt_in());
    EXPECT_EQ(status().telemetry.reason, "consent_missing");
    ASSERT_TRUE(consent::give(consent::notice_version(), Asked::in_dialog).ok());
    track_feature_usage("search");
    flush(20s);
    EXPECT_EQ(status().telemetry.reason, "consent_missing");
  }
  EXPECT_EQ(server_.connections(), 0U);
  const Session session(opt_in());
  EXPECT_TRUE(status().telemetry.open);
}

TEST_F(ConsentOfAProcess, RevokedSilencesTheSessionBeforeTheCallReturns) {
  ASSERT_TRUE(consent::give(consent::notice_version(), Asked::in_dialog).ok());
  Config config = opt_in();
  config.providers = {"otlp"};
  config.otlp_traces_endpoint = server_.url("/v1/traces");
  config.flush_interval = 1h;
  config.spool_dir = home_.path("spool");
  const Session session(config);
  ASSERT_TRUE(status().observability.open);
  track_feature_usage("search");
  const std::string store = home_.path(".local/state/sotto/app");
  while (!fs::exists(store)) flush(20s);
  { const auto span = start_span("work"); }

  ASSERT_TRUE(consent::revoke().ok());
  EXPECT_FALSE(fs::exists(store));
  EXPECT_EQ(status().telemetry.reason, "consent_refused");
  EXPECT_EQ(status().observability.reason, "consent_refused");
  const auto tracer = get_metrics().tracer;
  EXPECT_EQ(tracer.pending, 0U);
  EXPECT_EQ(tracer.dropped_by_reason.at("opted_out"), 1U);
  for (const auto& entry : fs::recursive_directory_iterator(home_.path("spool"))) {
    EXPECT_FALSE(entry.is_regular_file() && entry.file_size() != 0) << entry.path();
  }
  track_feature_usage("search");
  { const auto span = start_span("work"); }
  flush(20s);
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(ConsentOfAProcess, RevokedWithoutASessionDeletesWhatIsStored) {
  const std::string store = home_.path(".local/state/sotto/app");
  fs::create_directories(store);
  std::ofstream(store + "/counts") << "of an earlier run";
  ASSERT_TRUE(consent::revoke().ok());
  EXPECT_FALSE(fs::exists(store));
}

#if !defined( \
    __SANITIZE_ADDRESS__)  // it opens a pipe to look at memory, and the test leaves it none
TEST_F(ConsentOfAProcess, RevokedSilencesTheSessionEvenWhenThatCannotBeKept) {
  ASSERT_TRUE(consent::give(consent::notice_version(), Asked::in_dialog).ok());
  const Session session(opt_in());
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &none);
  const auto revoked = consent::revoke();
  ::setrlimit(RLIMIT_NOFILE, &before);
  ASSERT_FALSE(revoked.ok());
  EXPECT_EQ(revoked.error().code, ErrorCode::storage);
  EXPECT_EQ(status().telemetry.reason, "consent_refused");
  EXPECT_EQ(status().telemetry.detail, "consent::revoke");
  track_feature_usage("search");
  flush(20s);
  EXPECT_EQ(server_.connections(), 0U);
}
#endif

TEST_F(ConsentOfAProcess, IsAskedForInPlainWords) {
  const std::string notice = consent::notice(opt_in());
  EXPECT_TRUE(notice.starts_with("app counts")) << notice;
  for (const std::string& part :
       {std::string("http://127.0.0.1:"), std::string("once in 24 hours"),
        std::string("touch ~/.no-telemetry"), std::string("sotto telemetry preview")}) {
    EXPECT_NE(notice.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(notice.find("SOTTO_LOCAL_DP"), std::string::npos) << "it would do nothing here";
  Config asking = opt_in();
  asking.weekly_questions.features = {"search"};
  EXPECT_NE(consent::notice(asking).find("SOTTO_LOCAL_DP=1"), std::string::npos);
  Config typed;
  typed.telemetry_endpoint = "https://user:secret@telemetry.example/v1/metrics?key=secret";
  EXPECT_EQ(consent::notice(typed).find("secret"), std::string::npos);
}

TEST_F(ConsentOfAProcess, BelongsToTheProgramThatRuns) {
  Config config;
  config.app_name = "mine";
  const Session session(config);
  ASSERT_TRUE(consent::revoke().ok());
  EXPECT_TRUE(fs::exists(home_.path(".config/sotto/mine/refused")));
  EXPECT_EQ(consent::status("app").answer, Answer::none);
}

}  // namespace
}  // namespace sotto
