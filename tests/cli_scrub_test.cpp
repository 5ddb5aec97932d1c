// `sotto scrub`: the library's scrubber as a filter.

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto {
namespace {

using test::ProgramResult;
using test::run_sotto;

class CliScrub : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& content) const {
    std::ofstream(folder_.path(name), std::ios::binary) << content;
    return folder_.path(name);
  }

  test::TemporaryFolder folder_;
};

TEST_F(CliScrub, ReplacesSecretsInText) {
  const ProgramResult result =
      run_sotto({"scrub", file("log", "mail ada@lovelace.org\nno line end")});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "mail [EMAIL]\nno line end");
}

TEST_F(CliScrub, ReadsSeveralFilesOneAfterTheOther) {
  EXPECT_EQ(run_sotto({"scrub", file("a", "a@b.org\n"), file("b", "plain\n")}).out,
            "[EMAIL]\nplain\n");
}

TEST_F(CliScrub, FindsASecretThatIsLargerThanABlock) {
  const std::string long_line = std::string(3 << 20, '.') + " a@b.org\n";
  const std::string out = run_sotto({"scrub", file("long", long_line)}).out;
  EXPECT_EQ(out.size(), long_line.size());
  EXPECT_TRUE(out.ends_with(" [EMAIL]\n"));
}

TEST_F(CliScrub, AnswersEachLineOfJsonInOrder) {
  const ProgramResult result =
      run_sotto({"scrub", "--jsonl",
                 file("lines",
                      "{\"id\": 1, \"text\": \"to a@b.org\"}\n\n"
                      "{\"text\":\"\\u0041 \\\"quoted\\\"\\n\",\"id\":\"two\",\"n\":0}")});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out,
            "{\"id\":1,\"out\":\"to [EMAIL]\"}\n"
            "{\"id\":\"two\",\"out\":\"A \\\"quoted\\\"\\n\"}\n");
}

TEST_F(CliScrub, NamesLinesThatItCannotReadAndDoesTheOthers) {
  const ProgramResult result = run_sotto(
      {"scrub", "--jsonl",
       file("lines",
            "{\"id\":1,\"text\":\"x\"}\nnot json\n{\"id\":3}\n{\"id\":4,\"text\":\"y\"}\n")});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "{\"id\":1,\"out\":\"x\"}\n{\"id\":4,\"out\":\"y\"}\n");
  EXPECT_NE(result.err.find("lines, line 2: is not {"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("lines, line 3: is not {"), std::string::npos) << result.err;
  EXPECT_EQ(result.err.find("not json"), std::string::npos) << result.err;
}

TEST_F(CliScrub, MarksEqualSecretsOfOneRunWithTags) {
  const std::string log =
      file("log", "a@b.org b@b.org c@b.org d@b.org e@b.org f@b.org g@b.org a@b.org\n");
  const std::string out = run_sotto({"scrub", "--tags", log}).out;
  ASSERT_EQ(out.size(), 8 * std::string_view("[EMAIL#a1b2] ").size());
  EXPECT_TRUE(out.starts_with("[EMAIL#")) << out;
  EXPECT_EQ(out.substr(0, 12), out.substr(out.size() - 13, 12));
  EXPECT_NE(run_sotto({"scrub", "--tags", log}).out, out) << "tags mean nothing in another run";
}

TEST_F(CliScrub, FailsForAFileThatIsNotThere) {
  const ProgramResult result = run_sotto({"scrub", folder_.path("none")});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("cannot be opened"), std::string::npos) << result.err;
}

}  // namespace
}  // namespace sotto
