#include <gtest/gtest.h>

#include "pipeline/pace.hpp"

namespace sotto::pipeline {
namespace {

using namespace std::chrono_literals;

/// The wait after spans came at this rate, in rings a second, for a second.
Clock::duration wait_at(double rings_per_second, Pace& pace, Clock::time_point& now) {
  Clock::duration wait{};
  for (const Clock::time_point end = now + 1s; now < end; now += wait) {
    wait = pace.wait(now, rings_per_second * std::chrono::duration<double>(wait).count());
  }
  return wait;
}

TEST(Pace, LooksAgainWhenTheFastestRingIsAQuarterFull) {
  Pace pace(1s);
  Clock::time_point now{};
  EXPECT_NEAR(static_cast<double>(wait_at(10, pace, now) / 1us), 25'000, 1);
  EXPECT_NEAR(static_cast<double>(wait_at(100, pace, now) / 1us), 2'500, 1);
}

TEST(Pace, NeverLooksMoreOftenThanOnceAMillisecond) {
  Pace pace(1s);
  Clock::time_point now{};
  EXPECT_EQ(wait_at(1e6, pace, now), Pace::shortest);
}

TEST(Pace, LooksAwayForHalfASecondWhenLittleComes) {
  Pace pace(1s);
  Clock::time_point now{};
  EXPECT_EQ(wait_at(0.4, pace, now), 500ms);
  EXPECT_EQ(Pace(1h).wait(now, 0), Pace::longest);
}

TEST(Pace, LooksAwayForHalfOfTheAgeThatABatchMayReach) {
  EXPECT_EQ(Pace(100ms).wait(Clock::time_point{}, 0), 50ms);
  EXPECT_EQ(Pace(1ms).wait(Clock::time_point{}, 0), 10ms);
}

TEST(Pace, CalmsDownByHalvesAfterABurst) {
  Pace pace(1s);
  Clock::time_point now{};
  Clock::duration before = wait_at(100, pace, now);
  for (; before < 500ms; now += before) {
    const Clock::duration wait = pace.wait(now, 0);
    EXPECT_LE(wait, 2 * before + 1us);
    EXPECT_GT(wait, before);
    before = wait;
  }
}

}  // namespace
}  // namespace sotto::pipeline
