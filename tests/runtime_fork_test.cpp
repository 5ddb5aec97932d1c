// fork() while a session runs: each process sends what it recorded, once.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <sotto/sotto.hpp>

#include "pipeline/thread_slot.hpp"
#include "runtime/fork.hpp"
#include "runtime/holder.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/otlp_spans.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

std::ptrdiff_t threads_of_this_process() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return std::distance(begin(tasks), end(tasks));
}

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

TEST_F(Forks, GiveTheChildASessionOfItsOwn) {
  EXPECT_TRUE(in_child([] {
    for (int i = 0; i < 10; ++i) {
      const auto span = start_span("child");
    }
    return shutdown(20s).pending == 0 && get_metrics().tracer.processed == 10;
  }));
  EXPECT_EQ(received_.load(), 10U);
}

TEST_F(Forks, NeverSendAnythingTwice) {
  auto open = start_span("open");
  { const auto span = start_span("queued"); }
  track_feature_usage("search");
  EXPECT_TRUE(in_child([&open] {
    open.end();
    const auto metrics = get_metrics();
    return metrics.telemetry.feature_usage.empty() && flush(20s).delivered == 0;
  }));
  open.end();
  EXPECT_EQ(shutdown(20s).pending, 0U);
  EXPECT_EQ(received_.load(), 2U);
}

TEST_F(Forks, LeaveTheSpoolToTheParent) {
  const test::TemporaryFolder folder;
  Config spooling = test::otlp_config(server_.url());
  spooling.spool_dir = folder.path("spool");
  runtime::holder().set(nullptr);
  std::atomic<bool> is_down{true};
  server_.set_handler([&](const test::SeenRequest& request) {
    if (is_down) return test::HttpReply{.manner = test::HttpReply::Manner::hang_up};
    received_ += test::count_spans(request.plain_body());
    return test::HttpReply{};
  });
  runtime::holder().set(std::make_shared<runtime::Instance>(spooling, environment_));
  { const auto span = start_span("parent"); }
  while (flush(50ms).spooled != 1) {
  }
  is_down = false;
  EXPECT_TRUE(in_child([] {
    { const auto span = start_span("child"); }
    const FlushResult result = shutdown(20s);
    return result.delivered == 1 && result.pending == 0 && get_metrics().tracer.submitted == 1;
  }));
  EXPECT_EQ(received_.load(), 1U);
  EXPECT_EQ(shutdown(20s).pending, 0U);
  EXPECT_EQ(received_.load(), 2U);
}

TEST_F(Forks, CountTheChildsCallsFromTheFork) {
  track_feature_usage("search");
  EXPECT_TRUE(in_child([] {
    track_feature_usage("search");
    return get_metrics().telemetry.feature_usage.at("search") == 1;
  }));
}

TEST_F(Forks, MayBeForkedAgain) {
  EXPECT_TRUE(in_child([] {
    { const auto span = start_span("child"); }
    const bool grandchild = in_child([] {
      { const auto span = start_span("grandchild"); }
      return shutdown(20s).pending == 0;
    });
    return grandchild && shutdown(20s).pending == 0;
  }));
  EXPECT_EQ(received_.load(), 2U);
}

TEST_F(Forks, MayComeFromAnyThread) {
  std::thread([] {
    auto open = start_span("of the parent");
    EXPECT_TRUE(in_child([&open] {
      open.end();
      { const auto span = start_span("child"); }
      std::thread([] { const auto span = start_span("of a thread of the child"); }).join();
      return shutdown(20s).pending == 0 && get_metrics().tracer.processed == 2;
    }));
  }).join();
  shutdown(20s);
  EXPECT_EQ(received_.load(), 3U);
}

TEST_F(Forks, LeaveTheParentAsItWasHoweverManyThereAre) {
  const auto descriptors = [] {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  { const auto span = start_span("parent"); }
  flush(20s);
  const auto descriptors_before = descriptors();
  const auto threads_before = threads_of_this_process();
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(in_child([] {
      { const auto span = start_span("child"); }
      return shutdown(20s).pending == 0;
    }));
  }
  EXPECT_TRUE(server_.wait_for_open_connections(1));
  EXPECT_EQ(descriptors(), descriptors_before);
  EXPECT_EQ(threads_of_this_process(), threads_before);
  EXPECT_EQ(received_.load(), 101U);
}

/// What a thread of this process does: 'R' it runs, 'S' it waits.
char state_of(pid_t thread) {
  std::ifstream stat("/proc/self/task/" + std::to_string(thread) + "/stat");
  std::string number;
  std::string name;
  char state = '?';
  stat >> number >> name >> state;
  return state;
}

TEST_F(Forks, HangNobodyWhileAnotherThreadEndsASpanOfTheForkingOne) {
  { const auto span = start_span("first"); }
  pipeline::ThreadSlot& slot = *pipeline::this_thread_slot();
  std::atomic<bool> is_ending{false};
  std::thread other([&slot, &is_ending, forking = gettid()] {
    const std::lock_guard lock(slot.foreign_mutex);  // as the end of a span of that thread holds it
    slot.has_foreign_ends = true;
    is_ending = true;
    while (state_of(forking) != 'S') std::this_thread::yield();
  });
  while (!is_ending.load()) std::this_thread::yield();
  EXPECT_TRUE(in_child([] {
    alarm(20);
    const auto span = start_span("child");
    return span.is_recording();
  }));
  other.join();
}

TEST_F(Forks, MakeNoThreadInAChildThatRecordsNothing) {
  EXPECT_TRUE(in_child([] { return shutdown(1h).complete() && threads_of_this_process() == 1; }));
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
    EXPECT_TRUE(in_child([] { return shutdown(1h).complete(); }));
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
