// A store that is killed: what it acknowledged is there, once, and nothing is damaged.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <string>
#include <vector>

#include "collector/store/sqlite_database.hpp"
#include "collector/store/sqlite_segment.hpp"
#include "tests/collector_store_support.hpp"

namespace sotto::collector {
namespace {

using namespace testing;

constexpr std::int64_t segment_spans = 60;  // so that kills hit the sealing of segments too
constexpr std::uint64_t spans_per_batch = 8;

/// Batch n holds spans of its own trace and one of a trace that four batches share.
TraceBatch batch_number(std::uint64_t number) {
  std::vector<TestSpan> spans;
  for (std::uint64_t i = 1; i < spans_per_batch; ++i) {
    spans.push_back({.trace = 1'000'000 + number, .id = i});
  }
  spans.push_back({.trace = 1 + number / 4, .id = number + 1});
  return batch_of(spans);
}

/// Stores batches from `first` on until it is killed. Writes the number of each to `acknowledged`
/// once it is durable; keeps several in flight.
[[noreturn]] void store_until_killed(const std::string& folder, std::uint64_t first,
                                     int acknowledged) {
  auto store = open_sqlite_store({.folder = folder, .segment_spans = segment_spans});
  if (!store) ::_exit(1);
  for (std::uint64_t number = first;; ++number) {
    const auto answer = [=](const Result<Done>& stored) {
      if (!stored || ::write(acknowledged, &number, sizeof(number)) != sizeof(number)) ::_exit(2);
    };
    if (number % 5 == 0) {
      if (!put(*store.value(), batch_number(number))) ::_exit(3);
      answer(Done{});
    } else {
      while (!store.value()->put(batch_number(number), answer)) {
      }
    }
  }
}

/// Kills the child when it has acknowledged `enough` batches; gives the numbers of all it did.
std::vector<std::uint64_t> run_and_kill(const std::string& folder, std::uint64_t first,
                                        std::size_t enough) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) store_until_killed(folder, first, ends[1]);
  ::close(ends[1]);
  std::vector<std::uint64_t> numbers;
  std::uint64_t number = 0;
  while (::read(ends[0], &number, sizeof(number)) == sizeof(number)) {
    numbers.push_back(number);
    if (numbers.size() == enough) ::kill(child, SIGKILL);
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << status;
  return numbers;
}

void expect_sound_segments(const std::string& folder) {
  const auto files = list_segments(folder);
  ASSERT_TRUE(files.ok());
  for (const SegmentFile& file : files.value()) {
    auto opened = Database::open(file.path, Database::Mode::write);
    ASSERT_TRUE(opened.ok());
    Database& database = opened.value();
    if (check_segment(database, file).value() == SegmentState::unfinished) continue;
    Statement& check = database.statement("PRAGMA integrity_check").bind();
    ASSERT_TRUE(check.next());
    EXPECT_EQ(check.text(0), "ok");
    check.reset();
    EXPECT_EQ(database.number("SELECT count(*) FROM frames WHERE body IS NULL"), 0);
    EXPECT_FALSE(database.has_failed());
  }
}

TEST(StoreCrash, LosesNothingAcknowledgedAndDoublesNothing) {
  const TemporaryFolder temporary;
  const std::string folder = temporary.path("db");
  std::uint64_t next = 0;
  std::vector<std::uint64_t> acknowledged;
  for (const std::size_t enough : {1U, 7U, 23U, 40U, 5U}) {
    const auto numbers = run_and_kill(folder, next, enough);
    acknowledged.insert(acknowledged.end(), numbers.begin(), numbers.end());
    // The client does not know of those in flight, and sends them again after the restart.
    next = numbers.empty() ? next : numbers.back() + 1;
  }
  expect_sound_segments(folder);

  auto opened = open_sqlite_store({.folder = folder, .segment_spans = segment_spans});
  ASSERT_TRUE(opened.ok()) << opened.error().detail;
  Store& store = *opened.value();
  const std::int64_t spans = store.stats().value().total_spans;
  EXPECT_EQ(spans % static_cast<std::int64_t>(spans_per_batch), 0) << "a batch is whole or absent";
  for (const std::uint64_t number : acknowledged) {
    const auto trace = store.get(trace_hex(1'000'000 + number));
    ASSERT_TRUE(trace.ok()) << "acknowledged batch " << number;
    EXPECT_EQ(trace.value().spans.size(), spans_per_batch - 1);
    EXPECT_EQ(trace.value().summary.span_count, static_cast<std::int64_t>(spans_per_batch - 1))
        << "stored once";
  }
  EXPECT_GE(spans, static_cast<std::int64_t>(acknowledged.size() * spans_per_batch));
}

}  // namespace
}  // namespace sotto::collector
