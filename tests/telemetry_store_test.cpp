// The store of one program's counts: real files, and a clock that the test sets.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "core/os_folder.hpp"
#include "telemetry/store.hpp"
#include "tests/support/stored_counts.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::telemetry {
namespace {

using namespace std::chrono_literals;
using test::uses_in;
using test::uses_of;
using State = Store::State;
using Outcome = Store::Outcome;

constexpr std::int64_t day_s = 24 * 3600;
constexpr std::int64_t start_s = 1'700'000'000;

class Stores : public testing::Test {
 protected:
  Store make(AppInfo app = {"my-app", "1.2.3"}) {
    return Store({.folder = folder_, .app = std::move(app), .now_s = [this] { return now_s_; }});
  }
  void count(Store& store, const Counts& counts) {
    EXPECT_EQ(store.visit(counts, now_s_, false).state, State::done);
  }
  /// The report that is due then.
  std::optional<StoredReport> due(Store& store) { return store.visit({}, now_s_, true).report; }

  static std::string text_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  static mode_t mode_of(const std::string& path) {
    struct stat found {};
    EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
    return found.st_mode & 0777;
  }

  test::TemporaryFolder root_;
  std::string folder_ = root_.path("state/sotto/my-app");
  std::string counts_ = folder_ + "/counts";
  std::int64_t now_s_ = start_s;
};

TEST_F(Stores, MakeNothingAsLongAsNothingIsCounted) {
  Store store = make();
  EXPECT_EQ(store.visit({}, now_s_, true).state, State::done);
  EXPECT_FALSE(std::filesystem::exists(root_.path("state")));
  EXPECT_FALSE(store.read());
}

TEST_F(Stores, KeepWhatWasCountedForTheirOwnerAlone) {
  Store store = make();
  count(store, uses_of("search", 2));
  now_s_ += 5;
  count(store, uses_of("search"));
  const auto stored = make().read();
  ASSERT_TRUE(stored);
  EXPECT_EQ(uses_in(stored->counts, "search"), 3U);
  EXPECT_EQ(stored->since_s, start_s);
  EXPECT_EQ(stored->until_s, start_s + 5);
  EXPECT_EQ(stored->app, (AppInfo{"my-app", "1.2.3"}));
  EXPECT_EQ(mode_of(folder_), 0700U);
  EXPECT_EQ(mode_of(counts_), 0600U);
}

TEST_F(Stores, HaveNoReportBeforeOneIsDue) {
  Store store = make();
  const Store::Visit visit = store.visit(uses_of("search"), now_s_, true);
  EXPECT_FALSE(visit.report) << "not at the start";
  EXPECT_GE(visit.due_s, start_s + day_s * 9 / 10);
  EXPECT_LE(visit.due_s, start_s + day_s * 11 / 10);
  now_s_ = visit.due_s - 1;
  EXPECT_FALSE(due(store));
  now_s_ = visit.due_s;
  EXPECT_TRUE(due(store));
}

TEST_F(Stores, LetOneProcessSendAtATime) {
  Store one = make();
  Store other = make();
  now_s_ = one.visit(uses_of("search"), now_s_, true).due_s;
  const auto report = due(one);
  ASSERT_TRUE(report);
  EXPECT_FALSE(due(other));
  EXPECT_FALSE(due(one));
  ASSERT_TRUE(one.settle(*report, {}, {Outcome::acknowledged}));
  EXPECT_FALSE(due(other)) << "it was sent";
}

TEST_F(Stores, GiveTheSameReportAgainWhenItsSenderWasKilled) {
  Store killed = make();
  Store other = make();
  now_s_ = killed.visit(uses_of("search"), now_s_, true).due_s;
  const auto lost = due(killed);
  ASSERT_TRUE(lost);
  count(other, uses_of("search"));
  now_s_ = lost->lease.until_s;
  const auto again = due(other);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, lost->id);
  EXPECT_EQ(again->since_s, lost->since_s);
  EXPECT_EQ(uses_in(again->counts, "search"), 2U) << "it contains the earlier";
  EXPECT_TRUE(killed.settle(*lost, {}, {Outcome::acknowledged})) << "it was not so dead";
  EXPECT_EQ(other.read(), again) << "only who has the lease takes off";
  EXPECT_TRUE(other.settle(*again, {}, {Outcome::acknowledged}));
  EXPECT_TRUE(other.read()->counts.empty());
}

TEST_F(Stores, TakeOffWhatWasAcknowledgedAndKeepWhatCameMeanwhile) {
  Store store = make();
  now_s_ = store.visit(uses_of("search", 2), now_s_, true).due_s;
  const auto sent = due(store);
  ASSERT_TRUE(sent);
  count(store, uses_of("search", 5));
  ASSERT_TRUE(store.settle(*sent, {"body", true}, {Outcome::acknowledged}));
  const auto rest = store.read();
  EXPECT_EQ(uses_in(rest->counts, "search"), 5U);
  EXPECT_NE(rest->id, sent->id) << "nothing links two reports but time";
  EXPECT_EQ(rest->since_s, start_s + 1);
  EXPECT_GE(rest->due_s, now_s_ + day_s * 9 / 10);
  EXPECT_EQ(read_history(folder_), (std::vector<SentReport>{{now_s_, {"body", true}}}));
}

TEST_F(Stores, GiveUpWhatTheServerRefusedWithoutCallingItHistory) {
  Store store = make();
  now_s_ = store.visit(uses_of("search"), now_s_, true).due_s;
  const auto sent = due(store);
  ASSERT_TRUE(store.settle(*sent, {"body", true}, {Outcome::refused}));
  EXPECT_TRUE(store.read()->counts.empty());
  EXPECT_TRUE(read_history(folder_).empty());
}

TEST_F(Stores, WaitLongerAfterEveryFailureAlsoOverRestarts) {
  std::int64_t last_wait_s = 0;
  now_s_ = make().read() ? 0 : [&] {
    Store store = make();
    return store.visit(uses_of("search"), now_s_, true).due_s;
  }();
  for (int attempt = 0; attempt < 8; ++attempt) {
    Store store = make();
    const auto report = due(store);
    ASSERT_TRUE(report) << attempt;
    ASSERT_TRUE(store.settle(*report, {}, {Outcome::failed}));
    const std::int64_t wait_s = store.read()->due_s - now_s_;
    EXPECT_GT(wait_s, last_wait_s);
    EXPECT_LE(wait_s, day_s * 11 / 10);
    last_wait_s = wait_s;
    now_s_ += wait_s;
  }
}

TEST_F(Stores, WaitAsLongAsTheServerAsks) {
  Store store = make();
  now_s_ = store.visit(uses_of("search"), now_s_, true).due_s;
  const auto report = due(store);
  ASSERT_TRUE(store.settle(*report, {}, {Outcome::failed, 3600s}));
  EXPECT_EQ(store.read()->due_s, now_s_ + 3600);
  EXPECT_EQ(store.read()->id, report->id);
}

TEST_F(Stores, BeginANewIntervalWithTheFirstCountAfterALongPause) {
  Store store = make();
  now_s_ = store.visit(uses_of("search"), now_s_, true).due_s;
  ASSERT_TRUE(store.settle(*due(store), {}, {Outcome::acknowledged}));
  now_s_ += 100 * day_s;
  const Store::Visit visit = store.visit(uses_of("search"), now_s_, true);
  EXPECT_FALSE(visit.report) << "a report of one event would tell when it happened";
  EXPECT_GE(visit.due_s, now_s_ + day_s * 9 / 10);
}

TEST_F(Stores, DoNotBelieveTimesOfAClockThatWasWrong) {
  now_s_ = start_s + 1000 * day_s;
  Store store = make();
  count(store, uses_of("search"));
  now_s_ = start_s;
  count(store, uses_of("search"));
  const auto stored = store.read();
  EXPECT_LE(stored->due_s, start_s + day_s * 11 / 10);
  EXPECT_LE(stored->since_s, start_s);
}

TEST_F(Stores, KeepThirtyReportsAsHistory) {
  Store store = make();
  for (int i = 0; i < 33; ++i) {
    now_s_ = store.visit(uses_of("search"), now_s_, false).due_s;
    const auto report = due(store);
    ASSERT_TRUE(report);
    ASSERT_TRUE(store.settle(*report, {std::to_string(i), false}, {Outcome::acknowledged}));
  }
  const auto history = read_history(folder_);
  ASSERT_EQ(history.size(), 30U);
  EXPECT_EQ(history.front().body.bytes, "3");
  EXPECT_EQ(history.back(), (SentReport{now_s_, {"32", false}}));
  EXPECT_EQ(mode_of(folder_ + "/history"), 0600U);
}

TEST_F(Stores, PutWhatIsDamagedAsideAndBeginAnew) {
  Store store = make();
  for (const char* text : {"", "no store", "sotto telemetry counts 1\n"}) {
    count(store, uses_of("search"));
    std::ofstream(counts_) << text;
    count(store, uses_of("find"));
    EXPECT_EQ(uses_in(store.read()->counts, "search"), 0U);
    EXPECT_EQ(uses_in(store.read()->counts, "find"), 1U);
    EXPECT_EQ(text_of(folder_ + "/counts.damaged"), text);
    EXPECT_TRUE(store.found_damage());
    store.clear();
  }
}

TEST_F(Stores, FollowNoLinks) {
  Store store = make();
  count(store, uses_of("search"));
  const std::string elsewhere = root_.path("elsewhere");
  std::filesystem::rename(counts_, elsewhere);
  std::filesystem::create_symlink(elsewhere, counts_);
  const std::string before = text_of(elsewhere);
  count(store, uses_of("find"));
  EXPECT_EQ(text_of(elsewhere), before);
  EXPECT_EQ(uses_in(store.read()->counts, "search"), 0U);
  EXPECT_FALSE(std::filesystem::is_symlink(counts_));
}

TEST_F(Stores, SayWhenTheFolderCannotBeUsed) {
  std::filesystem::create_directories(root_.path("state"));
  std::ofstream(root_.path("state/sotto")) << "a file";
  Store store = make();
  EXPECT_EQ(store.visit(uses_of("search"), now_s_, false).state, State::unusable);
}

TEST_F(Stores, SayWhenAnotherProcessHoldsThem) {
  Store store = make();
  count(store, uses_of("search"));
  core::HeldFolder held;
  ASSERT_TRUE(held.hold(folder_));
  EXPECT_EQ(store.visit(uses_of("search"), now_s_, false).state, State::busy);
  held.release();
  count(store, uses_of("search"));
  EXPECT_EQ(uses_in(store.read()->counts, "search"), 2U);
}

TEST_F(Stores, DeleteAllThatIsTheirsAndNothingElse) {
  Store store = make();
  now_s_ = store.visit(uses_of("search"), now_s_, true).due_s;
  const auto report = due(store);
  ASSERT_TRUE(store.settle(*report, {"body", true}, {Outcome::acknowledged}));
  std::ofstream(counts_) << "damaged";
  count(store, uses_of("search"));
  std::ofstream(folder_ + "/counts.new") << "of a process that was killed";
  std::ofstream(folder_ + "/mine") << "of the user";
  store.clear();
  EXPECT_EQ(text_of(folder_ + "/mine"), "of the user");
  std::filesystem::remove(folder_ + "/mine");
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
  count(store, uses_of("search"));
  store.clear();
  EXPECT_FALSE(std::filesystem::exists(folder_));
  EXPECT_TRUE(store.settle(*report, {}, {Outcome::acknowledged})) << "there is nothing to settle";
  EXPECT_FALSE(std::filesystem::exists(folder_));
}

TEST_F(Stores, TellTheProgramsNameAsALabelCanHoldIt) {
  Store store = make({"my app/..", ""});
  count(store, uses_of("search"));
  EXPECT_EQ(store.read()->app, (AppInfo{"my_app_..", ""}));
}

/// Runs `test` in a process of its own that may mount file systems; its result, or 77 when the
/// machine does not allow that.
int run_with_tiny_disk(const std::string& folder, const std::function<int()>& test) {
  const gid_t gid = ::getgid();
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string ids = "0 " + std::to_string(::getuid()) + " 1";
    const bool may_mount = ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0;
    std::ofstream("/proc/self/uid_map") << ids;
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/gid_map") << "0 " << gid << " 1";
    const bool is_mounted =
        may_mount && ::mount("tiny", folder.c_str(), "tmpfs", 0, "size=8k") == 0;
    ::_exit(is_mounted ? test() : 77);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(Stores, KeepWhatTheyHadWhenTheDiskIsFull) {
  std::filesystem::create_directories(folder_);
  const int result = run_with_tiny_disk(folder_, [this] {
    Store store = make();
    if (store.visit(uses_of("search"), now_s_, false).state != State::done) return 1;
    std::ofstream(folder_ + "/filler") << std::string(8192, 'x');
    if (store.visit(uses_of("search"), now_s_, false).state != State::unusable) return 2;
    if (uses_in(store.read()->counts, "search") != 1) return 3;
    std::filesystem::remove(folder_ + "/filler");
    if (store.visit(uses_of("search"), now_s_, false).state != State::done) return 4;
    return uses_in(store.read()->counts, "search") == 2 ? 0 : 5;
  });
  if (result == 77) GTEST_SKIP() << "no file system can be mounted here";
  EXPECT_EQ(result, 0);
}

TEST(HistoryFile, IsReadBackAsItWasWritten) {
  const std::vector<SentReport> reports{{1, {std::string("\x1f\x8b\0", 3), true}},
                                        {2, {"x", false}}};
  EXPECT_EQ(to_history_file(reports), "1 gzip H4sA\n2 identity eA==\n");
  EXPECT_EQ(read_history_file(to_history_file(reports)), reports);
}

TEST(HistoryFile, SkipsWhatIsNoneOfItsLines) {
  const std::vector<SentReport> rest{{2, {"x", false}}};
  for (const char* line :
       {"", "1", "1 gzip", "gzip eA==", "-1 gzip eA==", "1 zip eA==", "1 gzip ?"}) {
    EXPECT_EQ(read_history_file(std::string(line) + "\n2 identity eA==\n"), rest) << line;
  }
  EXPECT_EQ(read_history_file("2 identity eA=="), rest) << "the last line needs no end";
}

TEST(HistoryFile, LeavesTheOldestOutWhenItGrowsTooLarge) {
  const std::string large(most_history_bytes / 2, 'x');
  const auto kept = read_history_file(
      to_history_file({{1, {large, false}}, {2, {large, false}}, {3, {"x", false}}}));
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].sent_s, 2);
}

}  // namespace
}  // namespace sotto::telemetry
