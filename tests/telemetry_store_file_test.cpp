// The format of the file `counts`, as docs/telemetry.md describes it.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "telemetry/metrics_encoder.hpp"
#include "telemetry/store_file.hpp"
#include "tests/support/stored_counts.hpp"
#include "transport/gzip.hpp"

namespace sotto::telemetry {
namespace {

constexpr std::string_view head =
    "sotto telemetry counts 1\n"
    "app my-app 1.2.3\n"
    "library 0.1.0\n"
    "system linux 6 amd64\n"
    "report 0001020304050607\n"
    "since 1700000000\n"
    "until 1700000123\n"
    "due 1700086400\n"
    "failures 0\n"
    "lease 0 0\n";

/// The text with the checksum that makes it whole.
std::string whole(std::string text) {
  char line[16];
  std::snprintf(line, sizeof(line), "crc32 %08x\n", transport::crc32(text));
  return text += line;
}

std::string with_entries(std::string_view lines) {
  return whole(std::string(head) + std::string(lines));
}

/// The block of docs/telemetry.md that begins with the first line of a store.
std::string documented_file() {
  std::ostringstream page;
  page << std::ifstream(SOTTO_SOURCE_DIR "/docs/telemetry.md").rdbuf();
  const std::string text = page.str();
  const std::size_t begin = text.find("sotto telemetry counts 1\n");
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST(StoreFile, IsWhatTheDocumentationShows) {
  const auto stored = read_store_file(documented_file());
  ASSERT_TRUE(stored);
  EXPECT_EQ(to_store_file(*stored), documented_file());
  EXPECT_EQ(stored->counts.entries.size(), 5U);
}

TEST(StoreFile, SaysWhatWasCountedUnderWhichLabels) {
  const auto stored =
      read_store_file(with_entries("error TimeoutError agent.simple 3\n"
                                   "timer load 1 6000000 64:1 96:1\n"
                                   "feature+ other other 7\n"));
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->app.name, "my-app");
  EXPECT_EQ(stored->os.architecture, "amd64");
  EXPECT_EQ(stored->due_s, 1'700'086'400);
  const auto& entries = stored->counts.entries;
  EXPECT_EQ(entries.at({"TimeoutError", "agent.simple", SeriesKind::error, false}).count, 3U);
  EXPECT_EQ(entries.at({"other", "other", SeriesKind::feature, true}).count, 7U);
  const DurationTotals& durations = entries.at({"load", "", SeriesKind::timer, false}).durations;
  EXPECT_EQ(durations.zeros, 1U);
  EXPECT_EQ(durations.sum_ns, 6'000'000U);
  EXPECT_EQ(durations.octaves.at(2)[0], 1U);
  EXPECT_EQ(durations.octaves.at(3)[0], 1U);
}

TEST(StoreFile, IsReadBackAsItWasWritten) {
  const StoredReport stored = test::sample_stored_report();
  StoredReport expected = stored;
  auto& failed = expected.counts.entries[{"simple", "none", SeriesKind::agent_run_failed, false}];
  std::erase_if(failed.durations.octaves,
                [](const auto& octave) { return octave.second == DurationTotals::Octave{}; });
  EXPECT_EQ(read_store_file(to_store_file(stored)), expected);
}

TEST(StoreFile, HoldsAReportWithNothingInIt) {
  StoredReport stored = test::sample_stored_report();
  stored.app.version.clear();
  stored.counts = {};
  EXPECT_EQ(read_store_file(to_store_file(stored)), stored);
}

TEST(StoreFile, IsRefusedWhenAnyByteOfItIsDamaged) {
  const std::string file = to_store_file(test::sample_stored_report());
  for (std::size_t i = 0; i < file.size(); ++i) {
    std::string damaged = file;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_FALSE(read_store_file(damaged)) << i;
    EXPECT_FALSE(read_store_file(file.substr(0, i))) << i;
  }
  EXPECT_FALSE(read_store_file(file + "\n"));
}

struct Hostile {
  std::string_view name;
  std::string_view entries;
};
void PrintTo(const Hostile& row, std::ostream* out) {
  *out << row.name;
}

class HostileStoreFile : public testing::TestWithParam<Hostile> {};

TEST_P(HostileStoreFile, IsRefusedThoughItsChecksumIsRight) {
  ASSERT_TRUE(read_store_file(with_entries("feature a b 1\n")));
  EXPECT_FALSE(read_store_file(with_entries(GetParam().entries)));
}

constexpr Hostile hostile_rows[] = {
    {"APath", "feature /home/jo b 1\n"},
    {"AnAddress", "feature jo@example.com b 1\n"},
    {"ALongLabel",
     "feature aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b 1\n"},
    {"NoLabel", "feature * b 1\n"},
    {"AMissingLabel", "feature a 1\n"},
    {"AWordTooMany", "feature a b 1 2\n"},
    {"AnUnknownKind", "span a b 1\n"},
    {"NoKind", " a b 1\n"},
    {"AnEmptyLine", "\n"},
    {"ANegativeCount", "feature a b -1\n"},
    {"ACountThatIsNoNumber", "feature a b 1x\n"},
    {"AHugeCount", "feature a b 1000000000000000001\n"},
    {"AnOverflowingCount", "feature a b 99999999999999999999999999\n"},
    {"NothingCounted", "feature a b 0\n"},
    {"NoDuration", "timer t 0 0\n"},
    {"TheSameTwice", "feature a b 1\nfeature a b 1\n"},
    {"ABucketBelowAll", "timer t 0 0 -641:1\n"},
    {"ABucketAboveAll", "timer t 0 0 960:1\n"},
    {"BucketsThatDescend", "timer t 0 0 5:1 4:1\n"},
    {"ABucketTwice", "timer t 0 0 5:1 5:1\n"},
    {"AnEmptyBucket", "timer t 0 0 5:0\n"},
    {"MoreDurationsThanANumberHolds", "timer t 1000000000000000000 0 5:1\n"},
    {"ABucketWithoutACount", "timer t 0 0 5\n"},
    {"NoSum", "timer t 1\n"},
    {"NoEndOfTheLine", "feature a b 1"},
};
INSTANTIATE_TEST_SUITE_P(, HostileStoreFile, testing::ValuesIn(hostile_rows),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(StoreFile, IsRefusedWhenItsHeadSaysWhatItCannotSay) {
  const auto with = [](std::string_view from, std::string_view to) {
    std::string text(head);
    return read_store_file(whole(text.replace(text.find(from), from.size(), to)));
  };
  ASSERT_TRUE(with("", ""));
  EXPECT_FALSE(with("counts 1", "counts 2")) << "another version";
  EXPECT_FALSE(with("sotto telemetry", "otto telemetry"));
  EXPECT_FALSE(with("my-app", "../my-app"));
  EXPECT_FALSE(with("07\n", "0g\n")) << "an id that is no number";
  EXPECT_FALSE(with("07\n", "\n"));
  EXPECT_FALSE(with("since 17", "since -17"));
  EXPECT_FALSE(with("due 17", "due 9917")) << "a time that would not fit nanoseconds";
  EXPECT_FALSE(with("failures 0\n", ""));
  EXPECT_FALSE(with("lease 0 0\n", "lease 0\n"));
}

TEST(StoreFile, IsRefusedWithMoreLabelSetsThanAProcessCanHave) {
  std::string lines;
  for (int i = 0; i < 2005; ++i) lines += "feature f" + std::to_string(i) + " b 1\n";
  EXPECT_TRUE(read_store_file(with_entries(lines)));
  EXPECT_FALSE(read_store_file(with_entries(lines + "feature more b 1\n")));
}

TEST(StoreFile, IsRefusedWhenItIsTooLarge) {
  std::string line = "timer t 0 0";
  line.append(most_store_bytes, ' ');
  EXPECT_FALSE(read_store_file(with_entries(line + "\n")));
}

TEST(StoredReport, MakesTheSameReportWheneverItIsAsked) {
  const auto stored = read_store_file(to_store_file(test::sample_stored_report()));
  const Report report = report_of(*stored);
  EXPECT_EQ(to_protobuf(report), to_protobuf(report_of(test::sample_stored_report())));
  EXPECT_EQ(report.start_unix_ns, 1'700'000'000'000'000'000U);
  EXPECT_EQ(report.end_unix_ns, 1'700'000'123'000'000'000U);
  EXPECT_EQ(report.library_version, "0.1.0");
  EXPECT_EQ(report.resource[1].value, (std::variant<std::string, bool>(stored->id)));
}

TEST(StoredReport, CoversASecondAtLeast) {
  StoredReport stored = test::sample_stored_report();
  stored.until_s = stored.since_s;
  EXPECT_EQ(report_of(stored).end_unix_ns - report_of(stored).start_unix_ns, 1'000'000'000U);
}

TEST(Counts, BeyondTheLimitAreAddedToTheOverflowOfTheirKind) {
  Counts counts;
  for (int i = 0; i < 2100; ++i) counts.add(test::uses_of("f" + std::to_string(i)));
  counts.add(test::uses_of("f0"));
  EXPECT_EQ(counts.entries.size(), 2001U);
  EXPECT_EQ(counts.events(), 2101U) << "nothing is lost";
  EXPECT_EQ(test::uses_in(counts, "f0"), 2U);
  EXPECT_EQ(counts.entries.at({"other", "other", SeriesKind::feature, true}).count, 100U);
}

TEST(Counts, AreWhatTheyWereAfterAddingAndSubtracting) {
  const Counts before = read_store_file(to_store_file(test::sample_stored_report()))->counts;
  Counts counts = before;
  counts.add(before);
  EXPECT_NE(counts, before);
  counts.subtract(before);
  EXPECT_EQ(counts, before);
  counts.subtract(before);
  EXPECT_TRUE(counts.empty());
  counts.subtract(before);
  EXPECT_TRUE(counts.empty()) << "nothing is taken from nothing";
}

}  // namespace
}  // namespace sotto::telemetry
