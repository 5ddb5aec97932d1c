// What is particular to the SQLite store: its folder, its segments, other processes, full disks.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <sotto/collector.hpp>

#include "collector/store/sqlite_database.hpp"
#include "collector/store/sqlite_segment.hpp"
#include "tests/collector_store_support.hpp"

namespace sotto::collector {
namespace {

namespace fs = std::filesystem;
using namespace testing;

std::unique_ptr<Store> open(const std::string& folder, std::int64_t segment_spans = 2'000'000) {
  auto store = open_sqlite_store({.folder = folder, .segment_spans = segment_spans});
  EXPECT_TRUE(store.ok()) << store.error().detail;
  return store.ok() ? std::move(store).value() : nullptr;
}

std::string why_not(const std::string& folder) {
  const auto store = open_sqlite_store({.folder = folder});
  return store.ok() ? "opened" : store.error().detail;
}

std::size_t count_segments(const std::string& folder) {
  return list_segments(folder).value().size();
}

void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

/// Whether any file of the folder has these bytes.
bool folder_contains(const std::string& folder, const std::string& bytes) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    if (content.find(bytes) != std::string::npos) return true;
  }
  return false;
}

/// Another process that looks into a folder when it is asked to. Made before the store is opened:
/// a fork of a process with threads would leave SQLite's locks held in the child.
class OtherProcess {
 public:
  /// `looks` answers each question, a number, in the other process.
  template <typename Looks>
  explicit OtherProcess(Looks looks) {
    if (::pipe(questions_) != 0 || ::pipe(answers_) != 0) ADD_FAILURE() << "no pipes";
    child_ = ::fork();
    if (child_ != 0) {
      ::close(questions_[0]);
      ::close(answers_[1]);
      return;
    }
    ::close(questions_[1]);
    std::uint64_t question = 0;
    while (::read(questions_[0], &question, sizeof(question)) == sizeof(question)) {
      const bool answer = looks(question);
      if (::write(answers_[1], &answer, sizeof(answer)) != sizeof(answer)) break;
    }
    ::_exit(0);
  }
  OtherProcess(const OtherProcess&) = delete;
  OtherProcess& operator=(const OtherProcess&) = delete;
  ~OtherProcess() {
    ::close(questions_[1]);  // which ends it
    ::waitpid(child_, nullptr, 0);
    ::close(answers_[0]);
  }

  bool sees(std::uint64_t question) {
    bool answer = false;
    return ::write(questions_[1], &question, sizeof(question)) == sizeof(question) &&
           ::read(answers_[0], &answer, sizeof(answer)) == sizeof(answer) && answer;
  }

 private:
  int questions_[2];
  int answers_[2];
  pid_t child_;
};

TEST(SqliteStore, MakesItsFolderForItsOwnerOnly) {
  const TemporaryFolder temporary;
  const std::string folder = temporary.path("some/where/sotto.db");
  ASSERT_TRUE(open(folder));
  EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all);
}

TEST(SqliteStore, KeepsWhatItHasOverARestart) {
  const TemporaryFolder temporary;
  const std::string folder = temporary.path("db");
  ASSERT_TRUE(put(*open(folder), batch_of({{.id = 2, .parent = 1}})).ok());
  const auto store = open(folder);
  ASSERT_TRUE(put(*store, batch_of({{.id = 2, .parent = 1}})).ok()) << "a repeat";
  ASSERT_TRUE(put(*store, batch_of({{.id = 1, .name = "root"}})).ok());
  const TracePage page = store->list({}).value();
  ASSERT_EQ(page.total, 1);
  EXPECT_EQ(page.traces[0].span_count, 2);
  EXPECT_EQ(page.traces[0].root_span_name, "root");
  EXPECT_EQ(count_segments(folder), 1U);
}

TEST(SqliteStore, LeavesOneFileASegmentWhenStopped) {
  const TemporaryFolder temporary;
  const std::string folder = temporary.path("db");
  {
    const auto store = open(folder);
    ASSERT_TRUE(put(*store, batch_of({{}})).ok());
    ASSERT_EQ(store->list({}).value().total, 1);
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    EXPECT_TRUE(name == "lock" || name.ends_with(".db")) << name;
  }
}

TEST(SqliteStore, SaysInOneLineWhatIsWrongWithTheFolder) {
  const TemporaryFolder temporary;
  write_file(temporary.path("file"), "x");
  EXPECT_EQ(why_not(temporary.path("file")),
            "db-path: is a file; the observer stores in a folder of its own");
  EXPECT_EQ(why_not(temporary.path("file/db")), "db-path: the folder cannot be made");

  const std::string in_use = temporary.path("in_use");
  const auto store = open(in_use);
  EXPECT_EQ(why_not(in_use), "db-path: the folder is in use by another observer");
}

TEST(SqliteStore, SaysThatAFolderIsNotWritable) {
  const TemporaryFolder temporary;
  const std::string folder = temporary.path("db");
  fs::create_directory(folder);
  constexpr auto enter = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  fs::permissions(temporary.path(""), enter, fs::perm_options::add);
  fs::permissions(folder, enter);
  constexpr uid_t nobody = 65534;  // root may write everywhere
  const uid_t self = ::geteuid();
  ASSERT_EQ(::seteuid(self == 0 ? nobody : self), 0);
  const std::string reason = why_not(folder);
  ASSERT_EQ(::seteuid(self), 0);
  EXPECT_EQ(reason, "db-path: the folder is not writable");
  fs::permissions(folder, fs::perms::owner_all);
}

TEST(SqliteStore, RefusesSegmentsThatAreNotItsOwn) {
  const TemporaryFolder temporary;
  const auto with_segment = [&](const std::string& name, const std::string& sql) {
    const std::string folder = temporary.path(name);
    fs::create_directory(folder);
    auto database =
        Database::open(folder + "/seg-20260101T000000Z-000001.db", Database::Mode::write);
    database.value().run(sql.c_str());
    EXPECT_FALSE(database.value().has_failed());
    return folder;
  };
  EXPECT_EQ(why_not(with_segment("foreign", "CREATE TABLE t(x); PRAGMA application_id = 7")),
            "db-path: segment 1 is another program's database");
  EXPECT_EQ(why_not(with_segment("newer",
                                 "CREATE TABLE t(x); PRAGMA application_id = 1936684148;"
                                 "PRAGMA user_version = 99")),
            "db-path: segment 1 was written by a newer version of sotto");
  fs::create_directory(temporary.path("text"));
  write_file(temporary.path("text/seg-20260101T000000Z-000001.db"), std::string(8192, 'x'));
  EXPECT_EQ(why_not(temporary.path("text")), "db-path: a segment is not a SQLite database");
}

TEST(SqliteStore, PassesOverFilesThatAreNoSegments) {
  const TemporaryFolder temporary;
  fs::create_directory(temporary.path("db"));
  write_file(temporary.path("db/notes.txt"), "x");
  write_file(temporary.path("db/seg-x.db"), "x");
  write_file(temporary.path("db/seg-20260101T000000Z-000003.db"), "");  // killed while it was made
  const auto store = open(temporary.path("db"));
  ASSERT_TRUE(put(*store, batch_of({{}})).ok());
  EXPECT_EQ(store->list({}).value().total, 1);
}

TEST(SqliteStore, JoinsATraceThatGoesOnInTheNextSegment) {
  const TemporaryFolder temporary;
  const std::string folder = temporary.path("db");
  const auto store = open(folder, 2);
  ASSERT_TRUE(put(*store, batch_of({{.trace = 1,
                                     .id = 2,
                                     .parent = 1,
                                     .start_ns = 100,
                                     .end_ns = 5'000'000'000,
                                     .is_error = true},
                                    {.trace = 2}}))
                  .ok());
  ASSERT_TRUE(
      put(*store, batch_of({{.trace = 1, .id = 1, .name = "root", .start_ns = 50, .end_ns = 60}}))
          .ok());
  ASSERT_EQ(count_segments(folder), 2U);

  const auto check = [](Store& any) {
    const TracePage page = any.list({}).value();
    ASSERT_EQ(page.total, 2);
    ASSERT_EQ(page.traces.size(), 2U);
    EXPECT_EQ(page.traces[0].trace_id, trace_hex(1)) << "the newest arrival";
    EXPECT_EQ(page.traces[0].span_count, 2);
    EXPECT_EQ(page.traces[0].error_count, 1);
    EXPECT_EQ(page.traces[0].start_time, 50);
    EXPECT_EQ(page.traces[0].end_time, 5'000'000'000);
    EXPECT_EQ(page.traces[0].root_span_name, "root");
    EXPECT_EQ(any.list({.min_duration_ms = 4000}).value().total, 1);
    EXPECT_EQ(any.list({.has_errors = true, .offset = 1}).value().traces.size(), 0U);
    EXPECT_EQ(any.get(trace_hex(1)).value().spans.size(), 2U);
    EXPECT_EQ(any.get(trace_hex(1)).value().summary.span_count, 2);
    const StoreStats stats = any.stats().value();
    EXPECT_EQ(stats.total_traces, 2);
    EXPECT_EQ(stats.traces_with_errors, 1);
    EXPECT_EQ(stats.total_spans, 3);
  };
  check(*store);
  const auto reader = open_sqlite_store_for_reading(folder);
  ASSERT_TRUE(reader.ok());
  check(*reader.value());

  ASSERT_TRUE(store->erase(trace_hex(1)).ok());
  EXPECT_EQ(store->list({}).value().total, 1);
  EXPECT_EQ(store->get(trace_hex(1)).error().code, ErrorCode::not_found);
}

TEST(SqliteStore, JoinsATraceThatGoesOnAfterARestart) {
  const TemporaryFolder temporary;
  const std::string folder = temporary.path("db");
  ASSERT_TRUE(put(*open(folder, 1), batch_of({{.id = 1}})).ok());
  const auto store = open(folder, 1);
  ASSERT_TRUE(put(*store, batch_of({{.id = 2, .parent = 1}})).ok());
  ASSERT_EQ(store->list({}).value().total, 1);
  EXPECT_EQ(store->list({}).value().traces[0].span_count, 2);
}

TEST(SqliteStore, PagesOverSegments) {
  const TemporaryFolder temporary;
  const auto store = open(temporary.path("db"), 2);
  for (std::uint64_t trace = 1; trace <= 9; ++trace) {
    ASSERT_TRUE(put(*store, batch_of({{.trace = trace}})).ok());
  }
  std::string order;
  for (std::size_t offset = 0; offset < 9; offset += 4) {
    const TracePage page = store->list({.limit = 4, .offset = offset}).value();
    for (const TraceSummary& trace : page.traces) order += trace.trace_id.back();
  }
  EXPECT_EQ(order, "987654321");
}

TEST(SqliteStore, LeavesNoTextOfAnErasedTraceInAnyFile) {
  const TemporaryFolder temporary;
  const std::string folder = temporary.path("db");
  const auto store = open(folder, 3);
  const std::string secret = "session-of-somebody";
  for (std::uint64_t id = 1; id <= 3; ++id) {
    ASSERT_TRUE(
        put(*store,
            batch_of({{.trace = 1, .id = id, .attributes = text_attribute("session.id", secret)},
                      {.trace = 10 + id}}))
            .ok());
  }
  ASSERT_GT(count_segments(folder), 1U);
  ASSERT_TRUE(folder_contains(folder, secret));
  ASSERT_TRUE(store->erase(trace_hex(1)).ok());
  EXPECT_FALSE(folder_contains(folder, secret));
  EXPECT_EQ(store->list({}).value().total, 3);
}

TEST(SqliteStore, RemovesTheFilesWhenCleared) {
  const TemporaryFolder temporary;
  const std::string folder = temporary.path("db");
  const auto store = open(folder, 1);
  for (std::uint64_t trace = 1; trace <= 3; ++trace) {
    ASSERT_TRUE(put(*store, batch_of({{.trace = trace}})).ok());
  }
  ASSERT_TRUE(store->clear().ok());
  EXPECT_EQ(count_segments(folder), 1U);
}

TEST(SqliteStore, ReportsAFrameThatIsDamaged) {
  const TemporaryFolder temporary;
  const std::string folder = temporary.path("db");
  ASSERT_TRUE(put(*open(folder), batch_of({{}})).ok());
  {
    auto database = Database::open(list_segments(folder).value().at(0).path, Database::Mode::write);
    database.value().run("UPDATE frames SET body = zeroblob(10)");
  }
  const auto store = open(folder);
  EXPECT_EQ(store->get(trace_hex(1)).error().detail, "db-path: a frame of segment 1 is damaged");
  EXPECT_EQ(store->list({}).value().total, 1) << "everything else goes on";
}

TEST(SqliteStore, IsReadByAnotherProcessWhileItWrites) {
  const TemporaryFolder temporary;
  const std::string folder = temporary.path("db");
  OtherProcess reader([&folder](std::uint64_t traces) {
    const auto store = TraceStore::open(folder);
    return store.ok() && store.value().list().value().total == static_cast<std::int64_t>(traces) &&
           store.value().get(trace_hex(traces)).ok();
  });
  const auto store = open(folder, 5);
  for (std::uint64_t trace = 1; trace <= 12; ++trace) {
    ASSERT_TRUE(put(*store, batch_of({{.trace = trace}})).ok());
    if (trace % 4 != 0) continue;
    EXPECT_TRUE(reader.sees(trace)) << trace;
  }
}

TEST(TraceStore, ReadsAStoppedStoreAndChangesNothing) {
  const TemporaryFolder temporary;
  const std::string folder = temporary.path("db");
  ASSERT_TRUE(put(*open(folder), batch_of({{}, {.id = 2, .parent = 1}})).ok());
  const auto files = [&] {
    std::string names;
    for (const auto& entry : fs::directory_iterator(folder))
      names += entry.path().filename().string() + " ";
    return names;
  };
  const std::string before = files();
  auto store = TraceStore::open(folder);
  ASSERT_TRUE(store.ok()) << store.error().detail;
  EXPECT_EQ(store.value().get("0000").value().spans.size(), 2U);
  EXPECT_EQ(store.value().stats().value().total_spans, 2);
  EXPECT_EQ(files(), before);
}

TEST(TraceStore, RefusesAFolderThatIsNotAnObservers) {
  const TemporaryFolder temporary;
  EXPECT_EQ(TraceStore::open(temporary.path("none")).error().detail,
            "db-path: there is no such folder");
  fs::create_directory(temporary.path("other"));
  EXPECT_EQ(TraceStore::open(temporary.path("other")).error().detail,
            "db-path: no observer has stored to this folder");
}

TEST(TraceStore, CannotBeWrittenTo) {
  const TemporaryFolder temporary;
  (void)open(temporary.path("db"));
  const auto reader = open_sqlite_store_for_reading(temporary.path("db"));
  ASSERT_TRUE(reader.ok());
  EXPECT_FALSE(put(*reader.value(), batch_of({{}})).ok());
  EXPECT_FALSE(reader.value()->erase(trace_hex(1)).ok());
  EXPECT_FALSE(reader.value()->clear().ok());
}

TEST(SqliteStore, TakesOneBatchHoweverLargeAndThenRefusesWhileItIsQueued) {
  const TemporaryFolder temporary;
  std::promise<void> go_on;
  std::promise<void> is_answered;
  auto made = open_sqlite_store({.folder = temporary.path("db"), .queue_bytes = 1});
  ASSERT_TRUE(made.ok());
  const auto store = std::move(made).value();
  // The answer comes from the store's thread, which stands still until we let it go.
  ASSERT_TRUE(store->put(batch_of({{.trace = 1}}), [&](Result<Done> stored) {
    EXPECT_TRUE(stored.ok());
    is_answered.set_value();
    go_on.get_future().wait();
  }));
  is_answered.get_future().wait();
  EXPECT_TRUE(store->put(batch_of({{.trace = 2}}), nullptr)) << "the queue is empty again";
  EXPECT_FALSE(store->put(batch_of({{.trace = 3}}), nullptr)) << "and full with one";
  go_on.set_value();
}

/// No file can grow beyond so many bytes while this lives. Writing fails with EFBIG, which SQLite
/// treats as it does a disk that is full or broken; filling a real file system takes privileges.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST(SqliteStore, RefusesWhatADiskCannotTakeAndGoesOnWhenItCan) {
  const TemporaryFolder temporary;
  const std::string folder = temporary.path("db");
  const auto store = open(folder);
  ASSERT_TRUE(
      put(*store, batch_of({{.trace = 1, .attributes = text_attribute("user.id", "known")}})).ok());
  const auto late = [] {
    return batch_of({{.trace = 1, .id = 2, .attributes = text_attribute("session.id", "new text")},
                     {.trace = 2}});
  };
  {
    const FileSizeLimit full(1024);
    const auto refused = put(*store, late());
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::storage);
    EXPECT_EQ(store->list({}).value().total, 1) << "reading goes on";
  }
  ASSERT_TRUE(put(*store, late()).ok()) << "the same request, not taken for a repeat";
  const TracePage page = store->list({}).value();
  ASSERT_EQ(page.total, 2);
  EXPECT_EQ(page.traces[1].span_count, 2);
  EXPECT_EQ(page.traces[1].session_id, "new text");
  EXPECT_EQ(store->get(trace_hex(2)).value().spans.size(), 1U);
}

}  // namespace
}  // namespace sotto::collector
