#include <gtest/gtest.h>

#include "transport/retry.hpp"

namespace sotto::transport {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using State = CircuitBreaker::State;

TEST(Backoff, WaitsBetweenHalfAndAllOfATimeThatDoubles) {
  core::FastRandom random;
  for (int repeat = 0; repeat < 1000; ++repeat) {
    Backoff backoff;
    for (const int full : {500, 1000, 2000, 4000, 8000, 16'000, 30'000, 30'000}) {
      const milliseconds wait = backoff.next(std::nullopt, random);
      EXPECT_GE(wait, milliseconds(full / 2));
      EXPECT_LE(wait, milliseconds(full));
    }
  }
}

TEST(Backoff, SpreadsTheWaits) {
  core::FastRandom random;
  milliseconds shortest = milliseconds::max();
  milliseconds longest = milliseconds::min();
  for (int repeat = 0; repeat < 1000; ++repeat) {
    const milliseconds wait = Backoff().next(std::nullopt, random);
    shortest = std::min(shortest, wait);
    longest = std::max(longest, wait);
  }
  EXPECT_LT(shortest, milliseconds(260));
  EXPECT_GT(longest, milliseconds(490));
}

TEST(Backoff, DoesWhatTheServerAsksWhenThatIsLater) {
  core::FastRandom random;
  Backoff backoff;
  EXPECT_EQ(backoff.next(seconds(7), random), seconds(7));
  EXPECT_GE(backoff.next(seconds(0), random), milliseconds(500));
}

TEST(Backoff, WaitsAtMostAnHourForTheServer) {
  core::FastRandom random;
  EXPECT_EQ(Backoff().next(std::chrono::days(1), random), std::chrono::hours(1));
  EXPECT_EQ(Backoff().next(seconds::max(), random), std::chrono::hours(1));
}

TEST(Backoff, StartsAnewAfterReset) {
  core::FastRandom random;
  Backoff backoff;
  for (int attempt = 0; attempt < 10; ++attempt) backoff.next(std::nullopt, random);
  backoff.reset();
  EXPECT_LE(backoff.next(std::nullopt, random), Backoff::first_wait);
}

class Breaker : public testing::Test {
 protected:
  void fail(std::uint32_t times) {
    for (std::uint32_t i = 0; i < times; ++i) {
      ASSERT_TRUE(breaker.allows(now));
      breaker.failed(now);
    }
  }

  CircuitBreaker breaker;
  Clock::time_point now{std::chrono::hours(1)};
};

TEST_F(Breaker, IsClosedAtFirst) {
  EXPECT_EQ(breaker.state(), State::closed);
  EXPECT_LE(breaker.retry_at(), now);
  EXPECT_TRUE(breaker.allows(now));
}

TEST_F(Breaker, OpensAfterFiveFailuresInARow) {
  fail(4);
  EXPECT_EQ(breaker.state(), State::closed);
  fail(1);
  EXPECT_EQ(breaker.state(), State::open);
  EXPECT_FALSE(breaker.allows(now));
  EXPECT_EQ(breaker.retry_at(), now + seconds(60));
}

TEST_F(Breaker, ForgetsFailuresAfterASuccess) {
  fail(4);
  breaker.succeeded();
  fail(4);
  EXPECT_EQ(breaker.state(), State::closed);
}

TEST_F(Breaker, LetsOneProbeThroughAfterTheWait) {
  fail(5);
  now += seconds(60) - milliseconds(1);
  EXPECT_FALSE(breaker.allows(now));
  now += milliseconds(1);
  EXPECT_TRUE(breaker.allows(now));
  EXPECT_EQ(breaker.state(), State::half_open);
  EXPECT_FALSE(breaker.allows(now));
}

TEST_F(Breaker, ClosesWhenTheProbeSucceeds) {
  fail(5);
  now = breaker.retry_at();
  ASSERT_TRUE(breaker.allows(now));
  breaker.succeeded();
  EXPECT_EQ(breaker.state(), State::closed);
  EXPECT_TRUE(breaker.allows(now));
  EXPECT_TRUE(breaker.allows(now));
}

TEST_F(Breaker, DoublesTheWaitWithEachFailedProbeUpToTenMinutes) {
  fail(5);
  for (const int wait : {120, 240, 480, 600, 600}) {
    now = breaker.retry_at();
    fail(1);
    EXPECT_EQ(breaker.retry_at(), now + seconds(wait));
  }
}

TEST_F(Breaker, WaitsAMinuteAgainAfterItWasClosed) {
  fail(5);
  now = breaker.retry_at();
  fail(1);
  now = breaker.retry_at();
  ASSERT_TRUE(breaker.allows(now));
  breaker.succeeded();
  fail(5);
  EXPECT_EQ(breaker.retry_at(), now + seconds(60));
}

TEST_F(Breaker, LetsAnotherProbeThroughWhenOneIsAbandoned) {
  fail(5);
  now = breaker.retry_at();
  ASSERT_TRUE(breaker.allows(now));
  breaker.abandoned();
  EXPECT_TRUE(breaker.allows(now));
  EXPECT_EQ(breaker.counts().failed_calls, 5U);
}

TEST_F(Breaker, OpensAtOnceWhenLockedOut) {
  ASSERT_TRUE(breaker.allows(now));
  breaker.lock_out(now);
  EXPECT_EQ(breaker.state(), State::open);
  EXPECT_EQ(breaker.retry_at(), now + seconds(60));
}

TEST_F(Breaker, CountsEveryCall) {
  ASSERT_TRUE(breaker.allows(now));
  breaker.succeeded();
  fail(5);
  EXPECT_FALSE(breaker.allows(now));
  const auto& counts = breaker.counts();
  EXPECT_EQ(counts.total_calls, 7U);
  EXPECT_EQ(counts.successful_calls, 1U);
  EXPECT_EQ(counts.failed_calls, 5U);
  EXPECT_EQ(counts.rejected_calls, 1U);
  EXPECT_EQ(counts.consecutive_failures, 5U);
}

}  // namespace
}  // namespace sotto::transport
