#include <gtest/gtest.h>

#include <ostream>

#include "transport/retry_after.hpp"

namespace sotto::transport {
namespace {

using std::chrono::seconds;

// Sun, 06 Nov 1994 08:49:37 GMT
constexpr std::chrono::sys_seconds now{seconds(784'111'777)};

TEST(RetryAfter, ReadsSeconds) {
  EXPECT_EQ(parse_retry_after("0", now), seconds(0));
  EXPECT_EQ(parse_retry_after("120", now), seconds(120));
}

TEST(RetryAfter, ReadsTheTimeUntilADate) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:50:37 GMT", now), seconds(60));
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 09:49:37 GMT", now), seconds(3600));
}

TEST(RetryAfter, WaitsNotAtAllForADateGoneBy) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:36 GMT", now), seconds(0));
}

TEST(RetryAfter, WaitsAtMostOneDay) {
  EXPECT_EQ(parse_retry_after("86401", now), std::chrono::days(1));
  EXPECT_EQ(parse_retry_after("99999999999999999999", now), std::chrono::days(1));
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 2094 08:49:37 GMT", now), std::chrono::days(1));
}

class BadRetryAfter : public testing::TestWithParam<const char*> {};

TEST_P(BadRetryAfter, IsIgnored) {
  EXPECT_EQ(parse_retry_after(GetParam(), now), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Value, BadRetryAfter,
    testing::Values("", "-1", "+1", "1.5", "12x", "soon", "Sunday, 06-Nov-94 08:49:37 GMT",
                    "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                    "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Foo 1994 08:49:37 GMT",
                    "Sun, -6 Nov 1994 08:49:37 GMT"));

}  // namespace
}  // namespace sotto::transport
