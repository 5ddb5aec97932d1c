// What SOTTO_SPOOL_DIR keeps from one session for the next.

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include <sotto/sotto.hpp>

#include "runtime/metrics_json.hpp"
#include "tests/support/changing_environment.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/otlp_spans.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using runtime::Instance;
using test::HttpReply;
using test::SeenRequest;
using namespace std::chrono_literals;

class SpoolingSessions : public testing::Test {
 protected:
  SpoolingSessions() {
    server_.set_handler([this](const SeenRequest& request) {
      if (is_down_) return HttpReply{.manner = HttpReply::Manner::hang_up};
      const auto names = test::span_names(request.plain_body());
      const std::lock_guard lock(mutex_);
      received_.insert(names.begin(), names.end());
      return HttpReply{};
    });
  }

  Config config() const {
    Config config = test::otlp_config(server_.url("/v1/traces"));
    config.spool_dir = folder();
    return config;
  }
  std::string folder() const { return temporary_.path("spool"); }

  /// So few that they fit into the ring of a thread, however slow the pipeline is.
  static std::set<std::string> record(int from, int to) {
    std::set<std::string> names;
    for (int i = from; i < to; ++i) {
      const std::string name = "span-" + std::to_string(i);
      { const auto span = start_span(name); }
      names.insert(name);
    }
    return names;
  }
  std::multiset<std::string> received() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> all;
    std::error_code error;  // there may be no folder
    for (const auto& entry : fs::recursive_directory_iterator(folder(), error)) {
      if (entry.is_regular_file()) all.push_back(entry.path());
    }
    return all;
  }
  /// A session that could deliver nothing and left `spans` behind.
  void leave_behind(int spans) {
    is_down_ = true;
    Instance session(config(), environment_);
    record(0, spans);
    EXPECT_EQ(session.stop(20s).spooled, static_cast<std::uint64_t>(spans));
    is_down_ = false;
  }

  const test::TemporaryFolder temporary_;
  test::FakeEnvironment environment_;
  std::atomic<bool> is_down_{false};
  mutable std::mutex mutex_;
  std::multiset<std::string> received_;  // guarded by mutex_
  test::HttpTestServer server_;
};

TEST_F(SpoolingSessions, LeaveNothingOnDiskWhenAllIsDelivered) {
  Instance session(config(), environment_);
  record(0, 1000);
  EXPECT_TRUE(session.stop(20s).complete());
  EXPECT_TRUE(fs::is_empty(folder()));
}

TEST_F(SpoolingSessions, DeliverAfterARestartWhatAnOutageHeldBack) {
  is_down_ = true;
  std::set<std::string> names;
  {
    Instance session(config(), environment_);
    names = record(0, 1000);
    const FlushResult result = session.stop(20s);
    EXPECT_EQ(result.dropped, 0U);
    EXPECT_EQ(result.pending, 1000U);
    EXPECT_EQ(result.spooled, 1000U);
    const Metrics metrics = session.metrics();
    EXPECT_EQ(metrics.tracer.submitted, test::sum(metrics.tracer));
    EXPECT_NE(runtime::to_json(metrics).find(R"("pending":1000,"spooled":1000)"),
              std::string::npos);
  }
  is_down_ = false;
  Instance session(config(), environment_);
  names.merge(record(1000, 1100));
  const FlushResult result = session.stop(20s);
  EXPECT_EQ(result.delivered, 1100U);
  const auto tracer = session.metrics().tracer;
  EXPECT_EQ(tracer.submitted, 1100U);
  EXPECT_EQ(tracer.submitted, test::sum(tracer));
  EXPECT_EQ(received(), (std::multiset<std::string>{names.begin(), names.end()}));
  EXPECT_TRUE(files().empty());
}

TEST_F(SpoolingSessions, DeliverOnceTheBackendIsBackWithoutARestart) {
  server_.add_reply({.status = 503});
  Instance session(config(), environment_);
  const auto names = record(0, 1000);
  EXPECT_EQ(session.flush(20s).delivered, 1000U);
  EXPECT_EQ(received(), (std::multiset<std::string>{names.begin(), names.end()}));
}

TEST_F(SpoolingSessions, LoseNothingWhenTheyAreStoppedAtOnce) {
  is_down_ = true;
  Instance session(config(), environment_);
  record(0, 10);  // what takes far less than the 20 ms that are given to it
  const FlushResult result = session.stop(0ms);
  EXPECT_EQ(result.dropped, 0U);
  EXPECT_EQ(result.spooled, 10U);
}

TEST_F(SpoolingSessions, SayWhatIsSafeOnDiskWhileTheyRun) {
  server_.set_reply({.manner = HttpReply::Manner::silent});
  Instance session(config(), environment_);
  record(0, 3);
  FlushResult result;
  while (result.spooled != 3) result = session.flush(50ms);
  EXPECT_EQ(result.pending, 3U);
}

TEST_F(SpoolingSessions, KeepTheSumAtEveryMoment) {
  leave_behind(1000);
  std::atomic<unsigned> requests{0};
  server_.set_handler(
      [&](const SeenRequest&) { return HttpReply{.status = ++requests % 4 == 0 ? 503 : 200}; });
  Instance session(config(), environment_);
  std::atomic<bool> is_done{false};
  std::thread watcher([&] {
    while (!is_done.load()) {
      const auto tracer = session.metrics().tracer;
      ASSERT_EQ(test::sum(tracer), tracer.submitted);
      ASSERT_LE(tracer.spooled, tracer.pending);
    }
  });
  record(0, 1000);
  session.flush(20s);
  is_done = true;
  watcher.join();
  session.stop(20s);
  const auto tracer = session.metrics().tracer;
  EXPECT_EQ(tracer.submitted, 2000U);
  EXPECT_EQ(tracer.processed, 2000U);
}

TEST_F(SpoolingSessions, KeepForEachDestinationWhatItDidNotTake) {
  Config both = config();
  both.providers = {"otlp", "langfuse"};
  both.langfuse_base_url = "http://127.0.0.1:1";
  both.langfuse_public_key = "pk-lf-1";
  both.langfuse_secret_key = "sk-lf-1";
  {
    Instance session(both, environment_);
    record(0, 10);
    const FlushResult result = session.stop(20s);
    EXPECT_EQ(result.delivered, 10U);
    EXPECT_EQ(result.spooled, 10U);
  }
  Instance session(config(), environment_);  // otlp alone: nothing on disk is for it
  EXPECT_EQ(session.stop(20s).delivered, 0U);
  EXPECT_EQ(received().size(), 10U);
  EXPECT_EQ(files().size(), 1U);
}

TEST_F(SpoolingSessions, NeverWriteWhatTheScrubberReplaces) {
  constexpr std::string_view canary = "sk-canary0123456789abcdefghijklmnopqrstuvwxyzABCD";
  is_down_ = true;
  Config plain = config();
  plain.otlp_gzip = false;
  plain.otlp_headers = {{"Authorization", "Bearer of-the-header"}};
  Instance session(plain, environment_);
  {
    auto span = start_span("visible-name", {{"api_key", canary}});
    span.set_input(std::string("my key is ") + std::string(canary));
    span.set_error("Refused", canary);
  }
  session.stop(20s);
  ASSERT_EQ(files().size(), 1U);
  std::ifstream file(files()[0]);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_NE(text.find("visible-name"), std::string::npos);
  for (const std::string_view secret : {"canary", "of-the-header", "127.0.0.1"}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  }
}

TEST_F(SpoolingSessions, DeleteWhatIsStoredWhenTheUserOptsOutMeanwhile) {
  leave_behind(10);
  is_down_ = true;
  test::ChangingEnvironment environment;
  Instance session(config(), environment);
  record(0, 10);
  while (session.flush(50ms).spooled != 20) {
  }
  environment.opted_out = true;
  while (session.status().observability.open) std::this_thread::yield();
  is_down_ = false;
  session.stop(20s);
  EXPECT_TRUE(fs::is_empty(folder()));
  const auto tracer = session.metrics().tracer;
  EXPECT_EQ(tracer.dropped_by_reason.at("opted_out"), 20U);
  EXPECT_EQ(tracer.submitted, test::sum(tracer));
  EXPECT_TRUE(received().empty());
}

TEST_F(SpoolingSessions, DeleteWhatIsStoredBehindAGateThatIsClosedAtStart) {
  leave_behind(10);
  environment_.with("DO_NOT_TRACK", "1");
  Instance session(config(), environment_);
  EXPECT_TRUE(fs::is_empty(folder()));
  EXPECT_TRUE(received().empty());
}

TEST_F(SpoolingSessions, MakeNothingBehindAClosedGate) {
  environment_.with("DO_NOT_TRACK", "1");
  Instance session(config(), environment_);
  EXPECT_FALSE(fs::exists(folder()));
}

TEST_F(SpoolingSessions, KeepWhatIsStoredWhileNoProviderIsConfigured) {
  leave_behind(10);
  Config none;
  none.spool_dir = folder();
  { Instance session(none, environment_); }
  EXPECT_EQ(files().size(), 1U);
}

TEST_F(SpoolingSessions, WorkAsWithoutASpoolWhenItsFolderCannotBeUsed) {
  std::ofstream(folder()) << "a file";
  Instance session(config(), environment_);
  record(0, 10);
  EXPECT_EQ(session.flush(20s).delivered, 10U);
  const auto warnings = session.status().warnings;
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_TRUE(warnings[0].starts_with("SOTTO_SPOOL_DIR: "));
  EXPECT_EQ(warnings[0].find(folder()), std::string::npos);
}

TEST_F(SpoolingSessions, CountWhatIsDroppedWhenTheSpoolIsFull) {
  is_down_ = true;
  Config small = config();
  small.spool_max_bytes = 64 << 10;  // 16 files, a block each
  small.batch_size = 1;
  Instance session(small, environment_);
  record(0, 100);
  const FlushResult result = session.stop(20s);
  EXPECT_EQ(result.spooled, 16U);
  EXPECT_EQ(result.dropped, 84U);
  EXPECT_EQ(session.status().warnings.size(), 2U);  // that of the backend, and that of the spool
}

}  // namespace
}  // namespace sotto
