#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include "core/clock.hpp"
#include "tests/support/temporary_folder.hpp"
#include "transport/spool.hpp"

namespace sotto::transport {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::uint64_t mine = 1;
constexpr std::uint64_t other = 2;

class Spools : public testing::Test {
 protected:
  std::unique_ptr<Spool> open(std::uint64_t max_bytes = 1 << 20,
                              std::uint64_t destination = mine) const {
    auto spool = std::make_unique<Spool>(
        SpoolOptions{.folder = folder(), .max_bytes = max_bytes, .max_age = 72h});
    spool->open({destination});
    EXPECT_FALSE(spool->take_over(std::chrono::steady_clock::time_point::max()));
    return spool;
  }
  static std::optional<SpoolEntry> store(Spool& spool, const std::string& body,
                                         std::uint64_t destination = mine,
                                         std::chrono::milliseconds age = 0ms) {
    const std::int64_t now = core::unix_now_ns() / 1'000'000;
    return spool.store(
        {.destination = destination, .written_unix_ms = now - age.count(), .spans = 1}, body);
  }
  /// What a new session finds for `mine`.
  static std::vector<std::string> bodies(Spool& spool) {
    std::vector<std::string> found;
    for (const SpoolEntry& entry : spool.take_found(mine)) {
      found.push_back(spool.read(entry).value_or("(lost)"));
    }
    return found;
  }

  std::string folder() const { return temporary_.path("spool"); }
  std::vector<fs::path> paths() const {
    std::vector<fs::path> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder()))
      all.push_back(entry.path());
    std::ranges::sort(all);
    return all;
  }
  fs::path only_file() const {
    for (const fs::path& path : paths()) {
      if (fs::is_regular_file(path)) return path;
    }
    ADD_FAILURE() << "no file is stored";
    return {};
  }
  static unsigned mode_of(const fs::path& path) {
    struct stat found {};
    EXPECT_EQ(lstat(path.c_str(), &found), 0);
    return found.st_mode & 07777;
  }

  const test::TemporaryFolder temporary_;
};

TEST_F(Spools, GiveTheNextSessionWhatWasNotRemoved) {
  {
    const auto spool = open();
    store(*spool, "first");
    const auto second = store(*spool, "second");
    store(*spool, "third");
    spool->remove(*second);
  }
  const auto spool = open();
  EXPECT_EQ(bodies(*spool), (std::vector<std::string>{"first", "third"}));
  EXPECT_TRUE(bodies(*spool).empty());
}

TEST_F(Spools, GiveTheOldestOfAllSessionsFirst) {
  auto first = open();
  auto second = open();
  store(*first, "1");
  store(*second, "2");
  store(*first, "3");
  first.reset();
  second.reset();
  EXPECT_EQ(bodies(*open()), (std::vector<std::string>{"1", "2", "3"}));
}

TEST_F(Spools, KeepBothOfTwoFilesOfTheSameName) {
  store(*open(), "one");
  const fs::path one = only_file();
  const fs::path folder_of_two = folder() + "/session-0123456789abcdef";
  fs::create_directory(folder_of_two);
  std::ofstream(folder_of_two / one.filename())
      << to_spool_file({.destination = mine, .spans = 1}, "two");
  auto found = bodies(*open());
  std::ranges::sort(found);
  EXPECT_EQ(found, (std::vector<std::string>{"one", "two"}));
}

TEST_F(Spools, TakeOverALittleAtATime) {
  {
    const auto spool = open();
    for (const char* body : {"1", "2", "3"}) store(*spool, body);
  }
  Spool spool({.folder = folder()});
  spool.open({mine});
  EXPECT_TRUE(spool.take_over(std::chrono::steady_clock::time_point::min()));
  EXPECT_TRUE(spool.take_found(mine).empty());
  spool.close();  // the session ended before it came to them
  EXPECT_EQ(bodies(*open()), (std::vector<std::string>{"1", "2", "3"}));
}

TEST_F(Spools, HoldTheFoldersOfAtMostSixtyFourSessionsAtOnce) {
  std::vector<std::unique_ptr<Spool>> sessions;
  for (int i = 0; i < 70; ++i) {
    sessions.push_back(open());
    store(*sessions.back(), "body");
  }
  sessions.clear();
  const auto first = open();
  EXPECT_EQ(bodies(*first).size(), 64U);
  EXPECT_EQ(bodies(*open()).size(), 6U);
}

TEST_F(Spools, ClearAlsoWhatTheyHaveNotTakenOverYet) {
  store(*open(), "body");
  Spool spool({.folder = folder()});
  spool.open({mine});
  spool.clear();
  EXPECT_TRUE(paths().empty());
}

TEST_F(Spools, KeepEverythingForTheirOwnerAlone) {
  const auto spool = open();
  store(*spool, "body");
  EXPECT_EQ(mode_of(folder()), 0700U);
  EXPECT_EQ(mode_of(only_file().parent_path()), 0700U);
  EXPECT_EQ(mode_of(only_file()), 0600U);
}

TEST_F(Spools, LeaveTheModeOfAFolderThatWasThereBefore) {
  fs::create_directory(folder());
  fs::permissions(folder(), fs::perms(0750));
  open();
  EXPECT_EQ(mode_of(folder()), 0750U);
}

TEST_F(Spools, TakeNothingFromASessionThatLives) {
  const auto living = open();
  store(*living, "body");
  const auto spool = open();
  EXPECT_TRUE(bodies(*spool).empty());
  spool->clear();
  EXPECT_TRUE(fs::exists(only_file()));
}

TEST_F(Spools, AreFreeWhenTheirProcessEndsThoughItsForkedChildLives) {
  int to_child[2];
  int from_child[2];
  ASSERT_EQ(pipe(to_child) + pipe(from_child), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    const auto spool = open();
    store(*spool, "body");
    if (fork() == 0) {
      spool->close_in_child();
      close(to_child[1]);
      char byte = 'x';
      if (write(from_child[1], &byte, 1) != 1) _exit(1);
      _exit(static_cast<int>(read(to_child[0], &byte, 1)));  // lives until the test is over
    }
    char byte = 0;
    _exit(static_cast<int>(read(from_child[0], &byte, 1) - 1));  // as if it were killed
  }
  int status = -1;
  ASSERT_EQ(waitpid(parent, &status, 0), parent);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(bodies(*open()), std::vector<std::string>{"body"});
  for (const int end : {to_child[0], to_child[1], from_child[0], from_child[1]}) close(end);
}

TEST_F(Spools, LeaveNoFolderOfASessionBehindThatStoresNothing) {
  { const auto spool = open(); }
  EXPECT_TRUE(paths().empty());
  store(*open(), "body");
  bodies(*open());
  EXPECT_EQ(paths().size(), 2U);  // one session's folder, and the file
}

TEST_F(Spools, KeepForLaterWhatIsForADestinationThatIsNotThere) {
  store(*open(), "body", other);
  { EXPECT_TRUE(bodies(*open()).empty()); }
  const auto spool = open(1 << 20, other);
  EXPECT_EQ(spool->take_found(other).size(), 1U);
}

TEST_F(Spools, RemoveWhatNobodyAskedForUntilItWasTooOld) {
  store(*open(), "body", other, 73h);
  const auto spool = open();
  EXPECT_EQ(spool->warnings().size(), 1U);
  spool->close();
  EXPECT_TRUE(paths().empty());
}

TEST_F(Spools, RemoveAndCountWhatIsTornOrDamaged) {
  for (const std::size_t bytes : {0U, 20U, 44U, 47U}) {
    store(*open(), "body");
    fs::resize_file(only_file(), bytes);
    const auto spool = open();
    EXPECT_TRUE(bodies(*spool).empty()) << bytes;
    EXPECT_EQ(spool->warnings().size(), 1U) << bytes;
    spool->close();
    EXPECT_TRUE(paths().empty()) << bytes;
  }
}

TEST_F(Spools, NoticeADamagedBodyWhenItIsRead) {
  store(*open(), "body");
  std::fstream(only_file(), std::ios::in | std::ios::out).seekp(-1, std::ios::end).put('x');
  const auto spool = open();
  EXPECT_EQ(bodies(*spool), std::vector<std::string>{"(lost)"});
  EXPECT_EQ(spool->warnings().size(), 1U);
}

TEST_F(Spools, LeaveFilesAloneThatAreNotTheirs) {
  const std::vector<std::string> foreign = {folder() + "/notes.txt",
                                            folder() + "/session-notes/00000000000000000001.batch",
                                            folder() + "/session-0123456789abcdef/notes.txt",
                                            folder() + "/session-0123456789abcdef/1.batch"};
  for (const std::string& path : foreign) {
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path) << "mine";
  }
  const auto spool = open();
  EXPECT_TRUE(bodies(*spool).empty());
  spool->clear();
  for (const std::string& path : foreign) EXPECT_EQ(fs::file_size(path), 4U) << path;
}

TEST_F(Spools, FollowNoSymbolicLink) {
  const std::string elsewhere = temporary_.path("elsewhere");
  fs::create_directories(folder());
  fs::create_directories(elsewhere);
  const std::string name = "/00000000000000000001.batch";
  const std::string file = to_spool_file({.destination = mine, .spans = 1}, "body");
  std::ofstream(elsewhere + name) << file;
  fs::create_directory_symlink(elsewhere, folder() + "/session-0123456789abcdef");
  fs::create_directory(folder() + "/session-1123456789abcdef");
  fs::create_symlink(elsewhere + name, folder() + "/session-1123456789abcdef" + name);
  const auto spool = open();
  EXPECT_TRUE(bodies(*spool).empty());
  spool->clear();
  EXPECT_EQ(fs::file_size(elsewhere + name), file.size());
}

TEST_F(Spools, StoreNoMoreThanTheirLimit) {
  const auto spool = open(3 * 4096);
  const auto first = store(*spool, std::string(4000, 'x'));
  EXPECT_TRUE(store(*spool, std::string(4096, 'x')));  // with its head it takes two blocks
  EXPECT_FALSE(spool->has_room());
  EXPECT_FALSE(store(*spool, "x"));
  EXPECT_EQ(spool->warnings().size(), 1U);
  spool->remove(*first);
  EXPECT_TRUE(store(*spool, "x"));
}

TEST_F(Spools, CountWhatTheyFindAgainstTheLimit) {
  {
    const auto spool = open();
    store(*spool, "one");
    store(*spool, "two", other);
  }
  const auto spool = open(2 * 4096);
  EXPECT_FALSE(spool->has_room());
}

TEST_F(Spools, RemoveEverythingAfterAnOptOut) {
  store(*open(), "left behind", other);
  const auto spool = open();
  store(*spool, "mine");
  spool->clear();
  EXPECT_TRUE(paths().empty());
  EXPECT_FALSE(store(*spool, "late"));
}

TEST_F(Spools, ClearWhatIsLeftBehindWithoutMakingAnything) {
  clear_spool(folder());
  EXPECT_FALSE(fs::exists(folder()));
  store(*open(), "left behind");
  clear_spool(folder());
  EXPECT_TRUE(paths().empty());
}

TEST_F(Spools, SayWhenTheirFolderCannotBeUsed) {
  std::ofstream(folder()) << "a file";
  const auto spool = open();
  EXPECT_FALSE(spool->has_room());
  EXPECT_FALSE(store(*spool, "body"));
  ASSERT_EQ(spool->warnings().size(), 1U);
  EXPECT_EQ(spool->warnings()[0].find(folder()), std::string::npos);
}

TEST_F(Spools, CountWhatTheDiskDoesNotTake) {
  const auto spool = open();
  fs::remove_all(paths().front());
  EXPECT_FALSE(store(*spool, "body"));
  EXPECT_EQ(spool->warnings().size(), 1U);
}

TEST_F(Spools, MakeTheFoldersAboveTheirs) {
  Spool spool({.folder = temporary_.path("a/b/c")});
  spool.open({});
  EXPECT_TRUE(fs::is_directory(temporary_.path("a/b/c")));
}

}  // namespace
}  // namespace sotto::transport
