// How the program writes for people.

#include <gtest/gtest.h>

#include <string>

#include "cli/json_text.hpp"
#include "cli/text.hpp"

namespace sotto::cli {
namespace {

TEST(Printable, LeavesTextAlone) {
  EXPECT_EQ(printable("h\xc3\xa9llo \xe4\xb8\xad"), "h\xc3\xa9llo \xe4\xb8\xad");
}

TEST(Printable, ShowsWhatWouldSteerATerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb"), "a\\x1b[2Jb");
  EXPECT_EQ(printable("a\nb\tc\rd\x7f"), "a\\nb\\tc\\x0dd\\x7f");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\u009b31m");  // CSI as one character
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b"),
            "a\\u202eb");  // right-to-left override
  EXPECT_EQ(printable("a\xe2\x81\xa6"
                      "b"),
            "a\\u2066b");  // isolate
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(Printable, RepairsWhatIsNotUtf8) {
  EXPECT_EQ(printable("a\xff"), "a\xef\xbf\xbd");
}

TEST(Shorten, CutsBetweenCharacters) {
  EXPECT_EQ(shorten("h\xc3\xa9llo", 5), "h\xc3\xa9llo");
  EXPECT_EQ(shorten("h\xc3\xa9llo", 3), "h\xc3\xa9\xe2\x80\xa6");
}

TEST(Format, WritesDurations) {
  EXPECT_EQ(format_duration(0), "0 us");
  EXPECT_EQ(format_duration(0.85), "850 us");
  EXPECT_EQ(format_duration(12.34), "12.3 ms");
  EXPECT_EQ(format_duration(850), "850 ms");
  EXPECT_EQ(format_duration(1200), "1.20 s");
  EXPECT_EQ(format_duration(125'000), "2 min 05 s");
}

TEST(Format, NeverWritesAUnitThatIsFull) {
  EXPECT_EQ(format_duration(0.9996), "1.0 ms");
  EXPECT_EQ(format_duration(99.96), "100 ms");
  EXPECT_EQ(format_duration(999.6), "1.00 s");
  EXPECT_EQ(format_duration(59'999), "1 min 00 s");
}

TEST(Format, WritesCounts) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1'234'567), "1,234,567");
  EXPECT_EQ(format_count(-1234), "-1,234");
  EXPECT_EQ(counted(1, "span"), "1 span");
  EXPECT_EQ(counted(0, "span"), "0 spans");
}

TEST(Format, WritesBytes) {
  EXPECT_EQ(format_bytes(512), "512 bytes");
  EXPECT_EQ(format_bytes(1536), "1.5 KiB");
  EXPECT_EQ(format_bytes(std::int64_t{3} << 30), "3.0 GiB");
}

TEST(Format, WritesCosts) {
  EXPECT_EQ(format_cost(std::nullopt), "-");
  EXPECT_EQ(format_cost(0.0012), "$0.0012");
  EXPECT_EQ(format_cost(12.345), "$12.35");
}

TEST(Format, WritesAges) {
  constexpr std::int64_t second = 1'000'000'000;
  constexpr std::int64_t now = 1'700'000'000 * second;
  EXPECT_EQ(format_age(now - 12 * second, now), "12 s");
  EXPECT_EQ(format_age(now - 200 * second, now), "3 min");
  EXPECT_EQ(format_age(now - 7200 * second, now), "2 h");
  EXPECT_EQ(format_age(now - 200'000 * second, now), "2 d");
  EXPECT_EQ(format_age(now - 10'000'000 * second, now), "2023-07-22");
  EXPECT_EQ(format_age(now + second, now), "2023-11-14");
}

TEST(Table, AlignsItsColumns) {
  Table table;
  table.add_column("NAME");
  table.add_column("SPANS", Table::Align::right);
  table.add_column("NOTE");
  table.add_row({"h\xc3\xa9llo world", "1", ""});
  table.add_row({"x", "1,000", "y"});
  const std::vector<std::string> expected{"NAME         SPANS  NOTE", "h\xc3\xa9llo world      1",
                                          "x            1,000  y"};
  EXPECT_EQ(table.lines(), expected);
}

TEST(JsonMembers, AreTakenApart) {
  const auto members = members_of(R"({"a":1,"b\n":"x,}\"","c":{"d":[1,{"e":"]"}]},"f":null})");
  ASSERT_EQ(members.size(), 4U);
  EXPECT_EQ(members[0], std::make_pair(std::string("a"), std::string_view("1")));
  EXPECT_EQ(members[1], std::make_pair(std::string("b\n"), std::string_view(R"("x,}\"")")));
  EXPECT_EQ(members[2].second, R"({"d":[1,{"e":"]"}]})");
  EXPECT_EQ(members[3].second, "null");
  EXPECT_TRUE(members_of("{}").empty());
}

TEST(PlainText, UndoesTheEscapesOfAString) {
  EXPECT_EQ(plain_text(R"("a\n\t\"\\\/b")"), "a\n\t\"\\/b");
  EXPECT_EQ(plain_text(R"("\u001b\u00e9\u4e2d\ud83d\ude00")"),
            "\x1b\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80");
  EXPECT_EQ(plain_text("[1,2]"), "[1,2]");
}

TEST(JsonText, IsIndentedForPeople) {
  EXPECT_EQ(indented(R"({"a":[1,{"b":"x{,:"}],"c":{},"d":[]})"),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x{,:\"\n    }\n  ],\n  \"c\": {},\n"
            "  \"d\": []\n}\n");
}

}  // namespace
}  // namespace sotto::cli
