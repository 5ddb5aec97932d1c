#include <gtest/gtest.h>

#include <string>

#include "core/rfc3339.hpp"

namespace sotto::core {
namespace {

TEST(Rfc3339, IsReadToTheNanosecond) {
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_rfc3339("2023-11-14T22:13:20.123456789Z"), 1'700'000'000'123'456'789);
  EXPECT_EQ(parse_rfc3339("2023-11-14t22:13:20.5z"), 1'700'000'000'500'000'000);
  EXPECT_EQ(parse_rfc3339("1969-12-31T23:59:59.9Z"), -100'000'000);
}

TEST(Rfc3339, IsReadWithAnOffset) {
  EXPECT_EQ(parse_rfc3339("2023-11-14T23:13:20+01:00"), 1'700'000'000'000'000'000);
  EXPECT_EQ(parse_rfc3339("2023-11-14T16:43:20-05:30"), 1'700'000'000'000'000'000);
}

TEST(Rfc3339, KnowsTheCalendar) {
  EXPECT_TRUE(parse_rfc3339("2024-02-29T00:00:00Z").has_value());
  EXPECT_FALSE(parse_rfc3339("2023-02-29T00:00:00Z").has_value());
  EXPECT_FALSE(parse_rfc3339("2023-13-01T00:00:00Z").has_value());
  EXPECT_FALSE(parse_rfc3339("2023-00-01T00:00:00Z").has_value());
}

class NotRfc3339 : public testing::TestWithParam<std::string> {};

TEST_P(NotRfc3339, IsRefused) {
  EXPECT_FALSE(parse_rfc3339(GetParam()).has_value());
}

INSTANTIATE_TEST_SUITE_P(All, NotRfc3339,
                         testing::Values("", "2023-11-14", "2023-11-14T22:13:20",
                                         "2023-11-14 22:13:20Z", "2023-11-14T24:00:00Z",
                                         "2023-11-14T22:60:00Z", "2023-11-14T22:13:20.Z",
                                         "2023-11-14T22:13:20Zx", "2023-11-14T22:13:20+1:00",
                                         "1500-01-01T00:00:00Z", "9999-01-01T00:00:00Z"));

TEST(FormatUtc, WritesWhatPeopleRead) {
  EXPECT_EQ(format_utc(1'700'000'000'999'999'999), "2023-11-14 22:13:20 UTC");
  EXPECT_EQ(format_utc(-1), "1969-12-31 23:59:59 UTC");
}

}  // namespace
}  // namespace sotto::core
