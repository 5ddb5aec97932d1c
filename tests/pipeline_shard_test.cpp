#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "pipeline/shard.hpp"

namespace sotto::pipeline {
namespace {

using duration_scale::greatest_ms;
using duration_scale::least_ms;
constexpr int per_octave = duration_scale::buckets_per_octave;

int index_of(double milliseconds) {
  return duration_scale::index_at(duration_scale::place_of(milliseconds));
}

/// What the definition says: the i with 2^(i/32) < value <= 2^((i+1)/32).
int reference_index(double value) {
  const long double exact = std::log2(static_cast<long double>(value)) * per_octave;
  return static_cast<int>(std::ceil(exact)) - 1;
}

using Buckets = std::map<int, std::uint64_t>;

Buckets buckets(const DurationHistogram& histogram) {
  Buckets all;
  histogram.for_each_bucket([&](int index, std::uint64_t count) { all[index] = count; });
  return all;
}

std::uint64_t count(const DurationHistogram& histogram) {
  std::uint64_t sum = histogram.zeros();
  histogram.for_each_bucket([&](int, std::uint64_t count) { sum += count; });
  return sum;
}

/// One thread's histogram that never lacks memory.
class Durations : public DurationHistogram {
 public:
  void record(double milliseconds) {
    DurationHistogram::record(milliseconds, lost_);
    EXPECT_EQ(lost_.load(), 0U);
  }

 private:
  std::atomic<std::uint64_t> lost_{0};
};

TEST(DurationScale, FindsTheBucketOfRandomValuesAsTheDefinitionDoes) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(std::log2(least_ms), std::log2(greatest_ms));
  for (int i = 0; i < 500'000; ++i) {
    const double value = std::exp2(exponent(random));
    ASSERT_EQ(index_of(value), reference_index(value)) << value;
  }
}

TEST(DurationScale, PutsAPowerOfTwoIntoTheBucketThatEndsThere) {
  for (int power = duration_scale::first_octave + 1; power < 30; ++power) {
    const double value = std::ldexp(1.0, power);
    EXPECT_EQ(index_of(value), power * per_octave - 1);
    EXPECT_EQ(index_of(std::nextafter(value, 1e300)), power * per_octave);
    EXPECT_EQ(index_of(std::nextafter(value, 0)), power * per_octave - 1);
  }
}

TEST(DurationScale, SeparatesTheTwoDoublesAroundEveryBoundary) {
  for (int i = 1; i < per_octave; ++i) {
    const long double boundary = std::exp2(static_cast<long double>(i) / per_octave);
    const auto below = static_cast<double>(std::floor(boundary * 0x1p52L) * 0x1p-52L);
    EXPECT_EQ(index_of(below), i - 1);
    EXPECT_EQ(index_of(std::nextafter(below, 2.0)), i);
  }
}

TEST(DurationHistogram, CountsWhatIsNoDurationAsZero) {
  Durations histogram;
  for (const double value : {0.0, -0.0, -5.0, std::numeric_limits<double>::quiet_NaN(),
                             -std::numeric_limits<double>::infinity()}) {
    histogram.record(value);
  }
  EXPECT_EQ(histogram.zeros(), 5U);
  EXPECT_EQ(histogram.sum_ns(), 0U);
  EXPECT_EQ(count(histogram), 5U);
}

TEST(DurationHistogram, TakesValuesOutsideItsRangeAsTheNearestEnd) {
  Durations histogram;
  histogram.record(std::numeric_limits<double>::denorm_min());
  histogram.record(std::numeric_limits<double>::infinity());
  EXPECT_EQ(buckets(histogram), (Buckets{{index_of(least_ms), 1}, {index_of(greatest_ms), 1}}));
  EXPECT_EQ(histogram.sum_ns(), 1'073'741'824'000'001U);
}

TEST(DurationHistogram, AddsUpWholeNanoseconds) {
  Durations histogram;
  for (int i = 0; i < 1000; ++i) histogram.record(0.1);  // 0.1 has no exact double
  EXPECT_EQ(histogram.sum_ns(), 100'000'000U);
}

TEST(DurationHistogram, TakesMemoryForDurationsThatOccurOnly) {
  Durations histogram;
  histogram.record(100.0);
  const std::size_t one_page = histogram.bytes();
  histogram.record(101.0);
  EXPECT_EQ(histogram.bytes(), one_page);
  histogram.record(130.0);
  EXPECT_EQ(histogram.bytes(), one_page + 16 * sizeof(std::uint64_t));
}

TEST(SparseArray, MakesThePageOfAnElementAndNoOther) {
  SparseArray<std::atomic<int>, 256> array;
  EXPECT_EQ(array.find(200), nullptr);
  EXPECT_EQ(array.bytes(), 0U);
  std::atomic<int>* const element = array.find_or_make(200);
  ASSERT_NE(element, nullptr);
  element->store(7);
  EXPECT_EQ(array.find(200), element);
  EXPECT_EQ(array.find_or_make(200), element);
  EXPECT_EQ(array.find(201), element + 1);
  EXPECT_EQ(array.find(207), element + 7);
  EXPECT_EQ(array.find(208), nullptr) << "the next page of the same group";
  EXPECT_EQ(array.find(0), nullptr) << "another group";
  std::map<std::size_t, int> seen;
  array.for_each([&](std::size_t i, const std::atomic<int>& value) { seen[i] = value.load(); });
  EXPECT_EQ(seen.size(), array.page_elements);
  EXPECT_EQ(seen.at(200), 7);
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
  EXPECT_LE(shard.bytes(), 192U);
  EXPECT_EQ(shard.histogram(7), nullptr);
}

TEST(Shard, CountsDurationsInTheHistogramAlone) {
  Shard shard;
  shard.record(9, 12.5);
  shard.record(9, std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(shard.count(9), 0U) << "how many they are, the buckets say";
  ASSERT_NE(shard.histogram(9), nullptr);
  EXPECT_EQ(count(*shard.histogram(9)), 2U);
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
    const std::uint64_t durations = shard.histogram(6) ? count(*shard.histogram(6)) : 0;
    ASSERT_GE(now, before);
    ASSERT_GE(durations, durations_before);
    before = now;
    durations_before = durations;
  }
  writer.join();
  EXPECT_EQ(shard.count(5), additions);
  EXPECT_EQ(count(*shard.histogram(6)), additions / 16);
}

}  // namespace
}  // namespace sotto::pipeline
