// Programs that are killed while they record: what reached the spool arrives, whenever that was.

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "tests/support/gunzip.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/otlp_spans.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_session.hpp"
#include "transport/spool_record.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class KilledPrograms : public testing::Test {
 protected:
  KilledPrograms() {
    server_.set_handler([this](const test::SeenRequest& request) {
      const std::lock_guard lock(mutex_);
      if (fails_ && random_() % 4 == 0) return test::HttpReply{.status = 503};
      for (const std::string& name : test::span_names(request.plain_body())) ++received_[name];
      return test::HttpReply{};
    });
  }

  /// Starts the program; it records when this returns.
  std::unique_ptr<test::RunningSotto> start(int first) {
    auto program = std::make_unique<test::RunningSotto>(
        std::vector<std::string>{server_.url("/v1/traces"), folder(), std::to_string(first)});
    EXPECT_EQ(program->read_line(), "open");
    return program;
  }
  static void kill(test::RunningSotto& program) {
    program.send_signal(SIGKILL);
    EXPECT_EQ(program.wait(), 128 + SIGKILL);
  }
  void wait_at_random() {
    std::uniform_int_distribution<int> ms(1, 120);
    std::unique_lock lock(mutex_);
    const std::chrono::milliseconds time(ms(random_));
    lock.unlock();
    std::this_thread::sleep_for(time);  // when the kill comes is what the test varies
  }

  /// The spans of all whole files of the spool.
  std::set<std::string> stored() const {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path());
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      const auto body = transport::read_spool_body(text);
      if (!body) continue;  // the kill came while it was written
      for (std::string& name : test::span_names(test::gunzip(*body).value())) {
        names.insert(std::move(name));
      }
    }
    return names;
  }
  std::size_t files() const {
    const fs::recursive_directory_iterator all(folder());
    return static_cast<std::size_t>(std::count_if(
        begin(all), end(all), [](const auto& entry) { return entry.is_regular_file(); }));
  }

  /// One more session, which is allowed to deliver everything.
  FlushResult deliver_the_rest() {
    {
      const std::lock_guard lock(mutex_);
      fails_ = false;
    }
    Config config = test::otlp_config(server_.url("/v1/traces"));
    config.spool_dir = folder();
    const test::FakeEnvironment environment;
    runtime::Instance session(config, environment);
    return session.stop(20s);
  }
  std::map<std::string, int> received() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }

  std::string folder() const { return temporary_.path("spool"); }

  const test::TemporaryFolder temporary_;
  mutable std::mutex mutex_;
  std::mt19937 random_{20'240'607};      // guarded by mutex_
  bool fails_ = true;                    // guarded by mutex_
  std::map<std::string, int> received_;  // guarded by mutex_: by the name of the span
  test::HttpTestServer server_;
};

TEST_F(KilledPrograms, LoseNothingThatReachedTheSpoolAndRepeatAtMostTheBatchUnderWay) {
  constexpr int kills = 15;
  constexpr int most_in_a_batch = 16;
  std::set<std::string> promised;
  for (int i = 0; i < kills; ++i) {
    const auto program = start(i * 1'000'000);
    wait_at_random();
    kill(*program);
    promised.merge(stored());
  }
  EXPECT_FALSE(promised.empty());
  EXPECT_TRUE(deliver_the_rest().complete());
  EXPECT_EQ(files(), 0U);
  const auto all = received();
  for (const std::string& name : promised) EXPECT_TRUE(all.contains(name)) << name;
  const auto repeated =
      std::count_if(all.begin(), all.end(), [](const auto& span) { return span.second > 1; });
  EXPECT_LE(repeated, kills * most_in_a_batch);
}

TEST_F(KilledPrograms, ThatShareAFolderTakeNothingFromEachOther) {
  const auto first = start(0);
  const auto second = start(1'000'000);
  wait_at_random();
  kill(*first);
  const auto third = start(2'000'000);  // takes over what the first left, beside the second
  wait_at_random();
  kill(*second);
  kill(*third);
  const std::set<std::string> promised = stored();
  EXPECT_TRUE(deliver_the_rest().complete());
  const auto all = received();
  for (const std::string& name : promised) EXPECT_TRUE(all.contains(name)) << name;
  constexpr int most_in_a_batch = 16;
  const auto repeated =
      std::count_if(all.begin(), all.end(), [](const auto& span) { return span.second > 1; });
  EXPECT_LE(repeated, 3 * most_in_a_batch);
}

}  // namespace
}  // namespace sotto
