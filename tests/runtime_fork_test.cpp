// fork() while a session runs: the child is silent, the parent goes on.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include <sotto/sotto.hpp>

#include "runtime/fork.hpp"
#include "runtime/holder.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/otlp_spans.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

class Forks : public testing::Test {
 protected:
  Forks() {
    server_.set_handler([this](const test::SeenRequest& request) {
      received_ += test::count_spans(request.plain_body());
      return test::HttpReply{};
    });
    runtime::handle_forks();
    runtime::holder().set(
        std::make_shared<runtime::Instance>(test::otlp_config(server_.url()), environment_));
  }
  ~Forks() override { runtime::holder().set(nullptr); }

  /// Runs `child` in a forked process; the exit status says whether it returned true.
  template <typename Child>
  static bool in_child(Child&& child) {
    const pid_t pid = fork();
    if (pid == 0) _exit(child() ? 0 : 1);
    int status = 0;
    EXPECT_EQ(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

  test::FakeEnvironment environment_;
  std::atomic<std::uint64_t> received_{0};
  test::HttpTestServer server_;
};

TEST_F(Forks, LeaveTheChildWithoutASession) {
  EXPECT_TRUE(in_child([] {
    track_feature_usage("search");
    const bool is_silent = !start_span("child").is_recording();
    return is_silent && !status().running && flush(1h).complete() && shutdown(1h).complete();
  }));
}

TEST_F(Forks, NeverSendAnythingTwice) {
  auto open = start_span("open");
  { const auto span = start_span("queued"); }
  EXPECT_TRUE(in_child([&open] {
    open.end();
    return flush(1h).delivered == 0;
  }));
  open.end();
  EXPECT_EQ(shutdown(20s).pending, 0U);
  EXPECT_EQ(received_.load(), 2U);
}

TEST_F(Forks, HangNobodyWhileOtherThreadsRecord) {
  std::atomic<bool> is_done{false};
  std::vector<std::thread> recorders;
  for (int i = 0; i < 3; ++i) {
    recorders.emplace_back([&is_done] {
      while (!is_done.load()) {
        const auto span = start_span("work");
        track_feature_usage("search");
        std::thread([] { const auto other = start_span("short-lived"); }).join();
      }
    });
  }
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(in_child([] { return !start_span("child").is_recording(); }));
  }
  is_done = true;
  for (auto& recorder : recorders) recorder.join();
  shutdown(60s);
  const auto tracer = get_metrics().tracer;
  EXPECT_EQ(test::sum(tracer), tracer.submitted);
  EXPECT_EQ(received_.load(), tracer.processed);
}

}  // namespace
}  // namespace sotto
