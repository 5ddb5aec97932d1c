#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "pipeline/shard.hpp"

namespace sotto::pipeline {
namespace {

constexpr int per_octave = DurationHistogram::buckets_per_octave;

/// What the definition says: the i with 2^(i/32) < value <= 2^((i+1)/32).
int reference_index(double value) {
  const long double exact = std::log2(static_cast<long double>(value)) * per_octave;
  return static_cast<int>(std::ceil(exact)) - 1;
}

std::uint64_t bucket(const DurationHistogram& histogram, int index) {
  const int place = index - DurationHistogram::first_octave * per_octave;
  const auto* octave = histogram.octave(static_cast<std::size_t>(place / per_octave));
  return octave == nullptr ? 0 : (*octave)[static_cast<std::size_t>(place % per_octave)].load();
}

std::uint64_t all_buckets(const DurationHistogram& histogram) {
  std::uint64_t sum = histogram.zeros();
  for (std::size_t i = 0; i < DurationHistogram::octaves; ++i) {
    if (histogram.octave(i) == nullptr) continue;
    for (const auto& count : *histogram.octave(i)) sum += count.load();
  }
  return sum;
}

TEST(DurationHistogram, FindsTheBucketOfRandomValuesAsTheDefinitionDoes) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(std::log2(DurationHistogram::least_ms),
                                                  std::log2(DurationHistogram::greatest_ms));
  for (int i = 0; i < 500'000; ++i) {
    const double value = std::exp2(exponent(random));
    ASSERT_EQ(DurationHistogram::index_of(value), reference_index(value)) << value;
  }
}

TEST(DurationHistogram, CountsAPowerOfTwoInTheBucketThatEndsThere) {
  for (int power = DurationHistogram::first_octave + 1; power < 30; ++power) {
    const double value = std::ldexp(1.0, power);
    EXPECT_EQ(DurationHistogram::index_of(value), power * per_octave - 1);
    EXPECT_EQ(DurationHistogram::index_of(std::nextafter(value, 1e300)), power * per_octave);
    EXPECT_EQ(DurationHistogram::index_of(std::nextafter(value, 0)), power * per_octave - 1);
  }
}

TEST(DurationHistogram, SeparatesTheTwoDoublesAroundEveryBoundary) {
  for (int i = 1; i < per_octave; ++i) {
    const long double boundary = std::exp2(static_cast<long double>(i) / per_octave);
    const auto below = static_cast<double>(std::floor(boundary * 0x1p52L) * 0x1p-52L);
    EXPECT_EQ(DurationHistogram::index_of(below), i - 1);
    EXPECT_EQ(DurationHistogram::index_of(std::nextafter(below, 2.0)), i);
  }
}

TEST(DurationHistogram, CountsWhatIsNoDurationAsZero) {
  DurationHistogram histogram;
  for (const double value : {0.0, -0.0, -5.0, std::numeric_limits<double>::quiet_NaN(),
                             -std::numeric_limits<double>::infinity()}) {
    EXPECT_TRUE(histogram.record(value));
  }
  EXPECT_EQ(histogram.zeros(), 5U);
  EXPECT_EQ(histogram.sum_ns(), 0U);
  EXPECT_EQ(all_buckets(histogram), 5U);
}

TEST(DurationHistogram, TakesValuesOutsideItsRangeAsTheNearestEnd) {
  DurationHistogram histogram;
  histogram.record(std::numeric_limits<double>::denorm_min());
  histogram.record(std::numeric_limits<double>::infinity());
  EXPECT_EQ(bucket(histogram, DurationHistogram::index_of(DurationHistogram::least_ms)), 1U);
  EXPECT_EQ(bucket(histogram, DurationHistogram::index_of(DurationHistogram::greatest_ms)), 1U);
  EXPECT_EQ(histogram.sum_ns(), 1'000'000'000'000'001U);
}

TEST(DurationHistogram, AddsUpWholeNanoseconds) {
  DurationHistogram histogram;
  for (int i = 0; i < 1000; ++i) histogram.record(0.1);  // 0.1 has no exact double
  EXPECT_EQ(histogram.sum_ns(), 100'000'000U);
}

TEST(DurationHistogram, MakesOnlyTheOctavesThatOccur) {
  Shard shard;
  shard.record(0, 100.0);
  const std::size_t one_octave = shard.bytes();
  shard.record(0, 101.0);
  EXPECT_EQ(shard.bytes(), one_octave);
  shard.record(0, 1000.0);
  EXPECT_EQ(shard.bytes(), one_octave + sizeof(DurationHistogram::Octave));
}

TEST(Shard, CountsEachSeriesForItself) {
  Shard shard;
  shard.add(0, 1);
  shard.add(63, 2);
  shard.add(64, 3);
  shard.add(Shard::max_series - 1, 0x1'0000'0000);  // more than 32 bits
  EXPECT_EQ(shard.count(0), 1U);
  EXPECT_EQ(shard.count(63), 2U);
  EXPECT_EQ(shard.count(64), 3U);
  EXPECT_EQ(shard.count(65), 0U);
  EXPECT_EQ(shard.count(Shard::max_series - 1), 0x1'0000'0000U);
  EXPECT_EQ(shard.lost(), 0U);
}

TEST(Shard, TakesNoMemoryUntilItIsUsed) {
  Shard shard;
  EXPECT_EQ(shard.bytes(), 0U);
  EXPECT_EQ(shard.histogram(7), nullptr);
  shard.add(7, 1);
  EXPECT_EQ(shard.bytes(), 64 * sizeof(std::uint64_t));
  EXPECT_EQ(shard.histogram(7), nullptr);
}

TEST(Shard, CountsADurationOnceInItsCounterAndOnceInItsHistogram) {
  Shard shard;
  shard.record(9, 12.5);
  shard.record(9, std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(shard.count(9), 2U);
  ASSERT_NE(shard.histogram(9), nullptr);
  EXPECT_EQ(all_buckets(*shard.histogram(9)), 2U);
  EXPECT_EQ(shard.histogram(9)->sum_ns(), 12'500'000U);
}

TEST(Shard, ShowsAReaderCountsThatOnlyGrowAndEndExact) {
  constexpr std::uint64_t additions = 1'000'000;
  Shard shard;
  std::atomic<bool> is_done{false};
  std::thread writer([&] {
    for (std::uint64_t i = 0; i < additions; ++i) {
      shard.add(5, 1);
      if (i % 16 == 0) shard.record(6, static_cast<double>(i));
    }
    is_done.store(true);
  });
  std::uint64_t before = 0;
  std::uint64_t durations_before = 0;
  while (!is_done.load()) {
    const std::uint64_t now = shard.count(5);
    const std::uint64_t durations = shard.histogram(6) ? all_buckets(*shard.histogram(6)) : 0;
    ASSERT_GE(now, before);
    ASSERT_GE(durations, durations_before);
    before = now;
    durations_before = durations;
  }
  writer.join();
  EXPECT_EQ(shard.count(5), additions);
  EXPECT_EQ(all_buckets(*shard.histogram(6)), additions / 16);
}

}  // namespace
}  // namespace sotto::pipeline
