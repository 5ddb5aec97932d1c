// The table of docs/delivery.md: what arrives of a program that ends in this way or that, with the
// backend up and down, with and without a spool.

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>

#include "tests/support/http_test_server.hpp"
#include "tests/support/otlp_spans.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using Names = std::multiset<std::string>;
using namespace std::chrono_literals;

const Names nothing = {};
const Names flushed = {"flushed"};
const Names both = {"flushed", "fresh"};

struct Ending {
  const char* way;
  Names arrives;            // while the backend is up
  Names comes_back = both;  // from the spool, when the backend was down until the program ended
};

class ProgramsThatEnd : public testing::TestWithParam<Ending> {
 protected:
  ProgramsThatEnd() {
    server_.set_handler([this](const test::SeenRequest& request) {
      if (is_down_) return test::HttpReply{.manner = test::HttpReply::Manner::hang_up};
      const auto names = test::span_names(request.plain_body());
      const std::lock_guard lock(mutex_);
      received_.insert(names.begin(), names.end());
      return test::HttpReply{};
    });
  }
  void run(const std::string& folder) {
    test::RunningSotto program({server_.url(), folder, GetParam().way});
    program.wait();
  }
  void run_a_session(const std::string& folder) {
    Config config = test::otlp_config(server_.url());
    config.spool_dir = folder;
    const test::FakeEnvironment environment;
    runtime::Instance session(config, environment);
    EXPECT_TRUE(session.stop(20s).complete());
  }
  Names received() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }

  const test::TemporaryFolder temporary_;
  std::atomic<bool> is_down_{false};
  mutable std::mutex mutex_;
  Names received_;  // guarded by mutex_
  test::HttpTestServer server_;
};

TEST_P(ProgramsThatEnd, DeliverWhatTheTableSays) {
  run("");
  EXPECT_EQ(received(), GetParam().arrives);
}

TEST_P(ProgramsThatEnd, DeliverNoLessWithASpool) {
  run(temporary_.path("spool"));
  EXPECT_EQ(received(), GetParam().arrives);
}

TEST_P(ProgramsThatEnd, LoseWhatABackendThatIsDownDidNotTake) {
  is_down_ = true;
  run("");
  is_down_ = false;
  run_a_session("");
  EXPECT_EQ(received(), nothing);
}

TEST_P(ProgramsThatEnd, LeaveInTheSpoolWhatABackendThatIsDownDidNotTake) {
  is_down_ = true;
  run(temporary_.path("spool"));
  is_down_ = false;
  run_a_session(temporary_.path("spool"));
  EXPECT_EQ(received(), GetParam().comes_back);
}

INSTANTIATE_TEST_SUITE_P(Way, ProgramsThatEnd,
                         testing::Values(Ending{"return", both}, Ending{"exit", both},
                                         Ending{"quick_exit", flushed, flushed},
                                         Ending{"abort", flushed, flushed},
                                         Ending{"terminate", flushed, flushed},
                                         Ending{"kill", flushed, flushed}),
                         [](const auto& ending) { return std::string(ending.param.way); });

}  // namespace
}  // namespace sotto
