#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "pipeline/local_sink.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::pipeline {
namespace {

constexpr std::uint64_t unlimited = 1 << 20;

class FileSink : public testing::Test {
 protected:
  Result<Done> write(std::string_view text, std::uint64_t file_bytes = unlimited) {
    return make_local_sink("file:" + path_, file_bytes)->write(text);
  }
  std::string content(const std::string& suffix = "") const {
    std::ifstream file(path_ + suffix);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.path("traces.jsonl");
};

TEST(LocalSink, IsForWhatStaysOnThisMachine) {
  EXPECT_NE(make_local_sink("stderr:", unlimited), nullptr);
  EXPECT_NE(make_local_sink("file:traces.jsonl", unlimited), nullptr);
  EXPECT_NE(make_local_sink("memory:", unlimited), nullptr);
  EXPECT_EQ(make_local_sink("https://host/path", unlimited), nullptr);
  EXPECT_EQ(make_local_sink("traces.jsonl", unlimited), nullptr);
}

TEST(LocalSink, TakesEverythingForAProviderThatKeepsItself) {
  EXPECT_TRUE(make_local_sink("memory:", unlimited)->write("gone").ok());
}

TEST_F(FileSink, Appends) {
  ASSERT_TRUE(write("one\n").ok());
  ASSERT_TRUE(write("two\n").ok());
  EXPECT_EQ(content(), "one\ntwo\n");
}

TEST_F(FileSink, MakesAFileThatOnlyItsOwnerReads) {
  ASSERT_TRUE(write("x\n").ok());
  struct stat status {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(FileSink, BeginsANewFileBeforeOneGrowsTooLong) {
  for (const char* line : {"aaaa\n", "bbbb\n", "cccc\n"}) ASSERT_TRUE(write(line, 10).ok());
  EXPECT_EQ(content(), "cccc\n");
  EXPECT_EQ(content(".1"), "aaaa\nbbbb\n");
}

TEST_F(FileSink, KeepsFiveFilesBesideTheOneThatItWrites) {
  for (const char* line : {"1\n", "2\n", "3\n", "4\n", "5\n", "6\n", "7\n"}) {
    ASSERT_TRUE(write(line, 2).ok());
  }
  EXPECT_EQ(content(), "7\n");
  EXPECT_EQ(content(".1"), "6\n");
  EXPECT_EQ(content(".5"), "2\n");
  EXPECT_FALSE(std::filesystem::exists(path_ + ".6"));
}

TEST_F(FileSink, WritesWhatIsLongerThanAFileMayBeIntoOneOfItsOwn) {
  ASSERT_TRUE(write("short\n", 8).ok());
  ASSERT_TRUE(write("much too long\n", 8).ok());
  EXPECT_EQ(content(), "much too long\n");
  EXPECT_EQ(content(".1"), "short\n");
}

TEST_F(FileSink, FailsWithoutNamingThePath) {
  const std::string private_path = folder_.path("private/traces.jsonl");
  const auto written = make_local_sink("file:" + private_path, unlimited)->write("x\n");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::storage);
  EXPECT_EQ(written.error().detail, "its file cannot be written");
}

TEST_F(FileSink, RefusesWhatIsNoFile) {
  EXPECT_FALSE(make_local_sink("file:" + folder_.path(""), unlimited)->write("x\n").ok());
  EXPECT_FALSE(make_local_sink("file:", unlimited)->write("x\n").ok());
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_FALSE(write("x\n").ok()) << "a pipe that nobody reads";
}

TEST_F(FileSink, FailsWhenAFullFileCannotBeMovedAway) {
  ASSERT_TRUE(write("full\n", 5).ok());
  for (const char* suffix : {".1/x", ".2/x", ".3/x", ".4/x", ".5/x"}) {
    std::filesystem::create_directories(path_ + suffix);  // folders that cannot be replaced
  }
  EXPECT_EQ(write("more\n", 5).error().detail, "its full file cannot be renamed");
  EXPECT_EQ(content(), "full\n");
}

}  // namespace
}  // namespace sotto::pipeline
