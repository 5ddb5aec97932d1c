#include <gtest/gtest.h>

#include "core/setting_values.hpp"
#include "core/text.hpp"

namespace sotto::core {
namespace {

using namespace std::chrono_literals;

TEST(SettingValues, ReadSizes) {
  EXPECT_EQ(parse_size("65536"), 65536U);
  EXPECT_EQ(parse_size(" 64KiB "), 64U << 10);
  EXPECT_EQ(parse_size("1 mib"), 1U << 20);
  EXPECT_EQ(parse_size("1.5Gi"), 3ULL << 29);
  EXPECT_EQ(parse_size("64k"), 64'000U);
  EXPECT_EQ(parse_size("2GB"), 2'000'000'000U);
}

TEST(SettingValues, RefuseWhatIsNotASize) {
  for (const char* text : {"", "KiB", "-1", "1e3", "1.2.3", "12 XiB", "1KiB1", "nan", "inf", "0x10",
                           "99999999999GiB"}) {
    EXPECT_EQ(parse_size(text), std::nullopt) << text;
  }
}

TEST(SettingValues, ReadTimes) {
  EXPECT_EQ(parse_duration("250"), 250ms);
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("5s"), 5s);
  EXPECT_EQ(parse_duration("1.5 h"), 90min);
  EXPECT_EQ(parse_duration("24h"), 24h);
  EXPECT_EQ(parse_duration("7d"), 168h);
  EXPECT_EQ(parse_duration("5m"), 5min);
  EXPECT_EQ(parse_duration("1500us"), 1ms);
}

TEST(SettingValues, RefuseWhatIsNotATime) {
  for (const char* text : {"", "s", "-5s", "5 weeks", "5s5", "1e9", "99999999999d"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(SettingValues, ReadNumbers) {
  EXPECT_EQ(parse_count(" 42 "), 42U);
  EXPECT_EQ(parse_ratio("0.25"), 0.25);
  for (const char* text : {"", "-1", "+1", "1.0", "ten", "18446744073709551616"}) {
    EXPECT_EQ(parse_count(text), std::nullopt) << text;
  }
  for (const char* text : {"", "-0.5", "nan", "inf", "0,5", "half"}) {
    EXPECT_EQ(parse_ratio(text), std::nullopt) << text;
  }
}

TEST(SettingValues, ReadPairsAndDecodeTheirValues) {
  const Pairs expected = {{"api-key", "a b=c"}, {"x", ""}};
  EXPECT_EQ(parse_pairs("api-key=a%20b=c, x= ,"), expected);
  EXPECT_EQ(parse_pairs(""), Pairs{});
}

TEST(SettingValues, RefuseAllPairsForOneBadOne) {
  for (const char* text : {"a=1,b", "=1", "a=%2", "a=%zz"}) {
    EXPECT_EQ(parse_pairs(text), std::nullopt) << text;
  }
}

TEST(Text, SplitsListsAndLeavesEmptyPartsOut) {
  const std::vector<std::string_view> expected = {"a", "b c"};
  EXPECT_EQ(split_list(" a,, b c ,"), expected);
  EXPECT_TRUE(split_list(" ").empty());
}

TEST(Text, KnowsYesAndNo) {
  for (const char* yes : {"1", "true", "YES", " on\n"}) {
    EXPECT_TRUE(is_yes(yes)) << yes;
    EXPECT_FALSE(is_no(yes)) << yes;
  }
  for (const char* no : {"", "0", "False", " no", "OFF"}) {
    EXPECT_TRUE(is_no(no)) << no;
    EXPECT_FALSE(is_yes(no)) << no;
  }
  EXPECT_FALSE(is_yes("y"));
  EXPECT_FALSE(is_no("n"));
}

}  // namespace
}  // namespace sotto::core
