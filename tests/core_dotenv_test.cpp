#include <gtest/gtest.h>

#include <fstream>

#include "core/dotenv.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::core {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

Variables variables_of(std::string_view text) {
  const Dotenv file = parse_dotenv(text);
  EXPECT_TRUE(file.warnings.empty()) << file.warnings.front();
  return file.variables;
}

std::string value_of(std::string_view text) {
  const Variables variables = variables_of(text);
  return variables.contains("A") ? variables.at("A") : "(none)";
}

TEST(Dotenv, ReadsBareValues) {
  EXPECT_EQ(value_of("A=x"), "x");
  EXPECT_EQ(value_of("  A = x y \n"), "x y");
  EXPECT_EQ(value_of("A="), "");
  EXPECT_EQ(value_of("A=b=c"), "b=c");
  EXPECT_EQ(value_of("A=it's"), "it's");
  EXPECT_EQ(value_of("A=\\n"), "\\n");
}

TEST(Dotenv, ReadsQuotedValues) {
  EXPECT_EQ(value_of("A='x # y\\n'"), "x # y\\n");
  EXPECT_EQ(value_of(R"(A="a\n\t\r\"\\\$" # why)"), "a\n\t\r\"\\$");
  EXPECT_EQ(value_of("A=\"\""), "");
  EXPECT_EQ(value_of("A=\"it's\""), "it's");
}

TEST(Dotenv, ReadsQuotedValuesOfSeveralLines) {
  EXPECT_EQ(value_of("A=\"-----BEGIN\nkey\n-----END\" # a key\nB=1"), "-----BEGIN\nkey\n-----END");
  EXPECT_EQ(value_of("A='one\n\n# two'\n"), "one\n\n# two");
  EXPECT_EQ(variables_of("A=\"x\ny\"\nB=z\n").at("B"), "z");
}

TEST(Dotenv, TakesLinesWithExport) {
  EXPECT_EQ(value_of("export A=x"), "x");
  EXPECT_EQ(value_of("export\tA=x"), "x");
  EXPECT_EQ(variables_of("exported=x").at("exported"), "x");
}

TEST(Dotenv, PassesOverCommentsAndEmptyLines) {
  EXPECT_EQ(variables_of("# A=x\n\n  \n  # B=y\n"), Variables{});
  EXPECT_EQ(value_of("A=x # y"), "x");
  EXPECT_EQ(value_of("A=x\t# y"), "x");
  EXPECT_EQ(value_of("A=x#y"), "x#y");
  EXPECT_EQ(value_of("A=# y"), "");
}

TEST(Dotenv, TakesEitherLineEnd) {
  EXPECT_EQ(variables_of("A=x\r\nB='y'\r\nC=z"), (Variables{{"A", "x"}, {"B", "y"}, {"C", "z"}}));
  EXPECT_EQ(value_of("A=\"x\r\ny\"\r\n"), "x\ny");
}

TEST(Dotenv, PassesOverAByteOrderMark) {
  EXPECT_EQ(value_of("\xef\xbb\xbf"
                     "A=x"),
            "x");
}

TEST(Dotenv, ReplacesNoVariables) {
  EXPECT_EQ(value_of("B=x\nA=$B"), "$B");
  EXPECT_EQ(value_of("B=x\nA=\"${B} $(id) `id`\""), "${B} $(id) `id`");
}

TEST(Dotenv, CountsTheLastOfTwoLines) {
  EXPECT_EQ(value_of("A=x\nA=y\n"), "y");
}

struct BadLine {
  const char* name;
  std::string text;
};

class BadLines : public testing::TestWithParam<BadLine> {};

TEST_P(BadLines, AreNamedByTheirNumberAlone) {
  const Dotenv file = parse_dotenv("A=before\n" + GetParam().text + "\nB=after\n");
  ASSERT_EQ(file.warnings.size(), 1U);
  EXPECT_EQ(file.warnings[0], "line 2 of the .env file is not NAME=VALUE");
  EXPECT_EQ(file.variables, (Variables{{"A", "before"}, {"B", "after"}}));
}

INSTANTIATE_TEST_SUITE_P(
    , BadLines,
    testing::Values(BadLine{"NoEqualsSign", "secret words"}, BadLine{"NoName", "=x"},
                    BadLine{"NameWithBlank", "my key=x"}, BadLine{"NameWithDigitFirst", "1A=x"},
                    BadLine{"OpenSingleQuote", "C='open"}, BadLine{"OpenDoubleQuote", "C=\"open"},
                    BadLine{"EscapedClosingQuote", "C=\"open\\\""},
                    BadLine{"TextAfterTheQuote", "C=\"a\" b"},
                    BadLine{"Nul", std::string("C=\0", 3)}),
    [](const auto& info) { return info.param.name; });

TEST(Dotenv, ReadsAFile) {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path("env")) << "A=x\n";
  EXPECT_EQ(read_dotenv(folder.path("env")).variables, (Variables{{"A", "x"}}));
}

TEST(Dotenv, WarnsOfAFileThatCannotBeRead) {
  const test::TemporaryFolder folder;
  const std::vector<std::string> expected = {"the .env file cannot be read"};
  EXPECT_EQ(read_dotenv(folder.path("missing")).warnings, expected);
  EXPECT_EQ(read_dotenv(folder.path("")).warnings, expected);
}

TEST(Dotenv, LeavesAFileOutThatIsTooLarge) {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path("env")) << "A=x\n#" << std::string(1 << 20, '-');
  const Dotenv file = read_dotenv(folder.path("env"));
  EXPECT_TRUE(file.variables.empty());
  EXPECT_EQ(file.warnings,
            std::vector<std::string>{"the .env file is larger than 1MiB: it is left out"});
}

}  // namespace
}  // namespace sotto::core
