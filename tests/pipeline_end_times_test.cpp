#include <gtest/gtest.h>

#include "pipeline/end_times.hpp"

namespace sotto::pipeline {
namespace {

TEST(EndTimes, AreZeroUntilOneWasMeasured) {
  EndTimes times;
  EXPECT_EQ(times.quantile(0.5), 0);
  times.record(40);
  EXPECT_GT(times.quantile(0.5), 0);
  times.forget();
  EXPECT_EQ(times.quantile(0.5), 0);
}

TEST(EndTimes, AreKnownToAHundredth) {
  EndTimes times;
  for (int i = 0; i < 98; ++i) times.record(40);
  times.record(3000);
  times.record(1e6);
  EXPECT_NEAR(times.quantile(0.5), 40, 0.5);
  EXPECT_NEAR(times.quantile(0.98), 40, 0.5);
  EXPECT_NEAR(times.quantile(0.99), 3000, 35);
  EXPECT_NEAR(times.quantile(1), 1e6, 12e3);
}

TEST(EndTimes, CountLessThanANanosecondAsOne) {
  EndTimes times;
  times.record(0);
  EXPECT_NEAR(times.quantile(0.5), 1, 0.02);
}

TEST(EndTimes, AreMeasuredOfOneSpanIn256) {
  SpanId id;
  int measured = 0;
  for (int i = 0; i < 256; ++i) {
    id.bytes[0] = static_cast<std::uint8_t>(i);
    measured += EndTimes::are_measured(id);
  }
  EXPECT_EQ(measured, 1);
}

}  // namespace
}  // namespace sotto::pipeline
