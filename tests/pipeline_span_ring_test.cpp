#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

#include "pipeline/span_ring.hpp"

namespace sotto::pipeline {
namespace {

constexpr unsigned char no_items[1] = {};

SpanSlotRecord record_of(std::uint32_t item_bytes, std::uint64_t number) {
  SpanSlotRecord record{};
  record.bytes = ring_bytes(item_bytes);
  record.item_bytes = item_bytes;
  record.header.start_ticks = number;
  return record;
}

bool try_push(SpanRing& ring, const SpanSlotRecord& record, const unsigned char* items,
              bool is_priority) {
  unsigned char* const at = ring.reserve(record.bytes, is_priority);
  if (at == nullptr) return false;
  std::memcpy(at, &record, sizeof(record));
  std::memcpy(at + sizeof(record), items, record.item_bytes);
  ring.publish(record.bytes);
  return true;
}

TEST(SpanRing, GivesRecordsBackInOrderAcrossItsEnd) {
  const auto ring = SpanRing::make(4096);
  std::vector<unsigned char> items(500);
  std::uint64_t pushed = 0;
  std::uint64_t seen = 0;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const std::uint32_t bytes = i * 37 % 500;
    std::fill(items.begin(), items.end(), static_cast<unsigned char>(i));
    ASSERT_TRUE(try_push(*ring, record_of(bytes, pushed), items.data(), false));
    ++pushed;
    ring->drain([&](const SpanSlotRecord& record) {
      EXPECT_EQ(record.header.start_ticks, seen);
      for (std::uint32_t b = 0; b < record.item_bytes; ++b) {
        if (record.items()[b] != static_cast<unsigned char>(seen)) ADD_FAILURE() << "torn at " << b;
      }
      ++seen;
      return true;
    });
  }
  EXPECT_EQ(seen, pushed);
}

TEST(SpanRing, RefusesWhatDoesNotFitAndKeepsTheRest) {
  const auto ring = SpanRing::make(4096);
  std::uint64_t pushed = 0;
  while (try_push(*ring, record_of(0, pushed), no_items, false)) ++pushed;
  EXPECT_GT(pushed, 0U);
  std::uint64_t seen = 0;
  ring->drain([&](const SpanSlotRecord& record) {
    EXPECT_EQ(record.header.start_ticks, seen++);
    return true;
  });
  EXPECT_EQ(seen, pushed);
  EXPECT_TRUE(try_push(*ring, record_of(0, 0), no_items, false));
}

TEST(SpanRing, KeepsItsLastEighthForErrorsAndSlowSpans) {
  const auto ring = SpanRing::make(8192);
  while (try_push(*ring, record_of(0, 0), no_items, false)) continue;
  EXPECT_TRUE(try_push(*ring, record_of(0, 1), no_items, true));
  EXPECT_LE(ring->used_bytes(), ring->capacity_bytes());
}

TEST(SpanRing, LeavesARecordThatTheTakerDoesNotWant) {
  const auto ring = SpanRing::make(4096);
  ASSERT_TRUE(try_push(*ring, record_of(0, 1), no_items, false));
  EXPECT_EQ(ring->drain([](const SpanSlotRecord&) { return false; }), 0U);
  EXPECT_EQ(ring->drain([](const SpanSlotRecord&) { return true; }), 1U);
}

TEST(SpanRing, LosesNothingBetweenTwoThreads) {
  constexpr std::uint64_t records = 200'000;
  const auto ring = SpanRing::make(4096);
  std::thread producer([&ring] {
    for (std::uint64_t i = 0; i < records;) {
      if (try_push(*ring, record_of(0, i), no_items, false)) {
        ++i;
      } else {
        std::this_thread::yield();
      }
    }
  });
  std::uint64_t seen = 0;
  while (seen < records) {
    const auto taken = ring->drain([&seen](const SpanSlotRecord& record) {
      EXPECT_EQ(record.header.start_ticks, seen++);
      return true;
    });
    if (taken == 0) std::this_thread::yield();
  }
  producer.join();
}

TEST(SpanRing, LooksAtTheOtherSideBeforeItCallsItselfHalfFull) {
  const auto ring = SpanRing::make(4096);
  while (!ring->is_half_full()) ASSERT_TRUE(try_push(*ring, record_of(0, 0), no_items, false));
  ring->drain([](const SpanSlotRecord&) { return true; });
  EXPECT_FALSE(ring->is_half_full());
}

/// Takes all that is there, which must be numbered from `seen` on.
void expect_in_order(SpanRing& ring, std::uint64_t& seen) {
  ring.drain([&seen](const SpanSlotRecord& record) {
    EXPECT_EQ(record.header.start_ticks, seen++);
    return true;
  });
}

TEST(SpanRing, GrowsWithWhatItHolds) {
  const auto ring = SpanRing::make(4096);
  const std::vector<unsigned char> items(40);
  std::uint64_t pushed = 0;
  std::uint64_t seen = 0;
  const auto fill = [&] {
    while (try_push(*ring, record_of(40, pushed), items.data(), false)) ++pushed;
  };
  for (const std::size_t capacity : {8192U, 16384U, 32768U}) {
    fill();
    ring->drain([&seen](const SpanSlotRecord& record) {  // a few: the old memory is in use still
      EXPECT_EQ(record.header.start_ticks, seen);
      return seen++ % 4 != 3;
    });
    --seen;
    ASSERT_TRUE(ring->grow(capacity));
    EXPECT_EQ(ring->capacity_bytes(), capacity);
    fill();
    expect_in_order(*ring, seen);
  }
  EXPECT_EQ(seen, pushed);
}

TEST(SpanRing, GrowsOnceUntilTheOldMemoryIsEmpty) {
  const auto ring = SpanRing::make(4096);
  ASSERT_TRUE(try_push(*ring, record_of(0, 0), no_items, false));
  ASSERT_TRUE(ring->grow(8192));
  ASSERT_TRUE(try_push(*ring, record_of(0, 1), no_items, false));
  EXPECT_FALSE(ring->grow(16384));
  std::uint64_t seen = 0;
  expect_in_order(*ring, seen);
  EXPECT_EQ(seen, 2U);
  EXPECT_TRUE(ring->grow(16384));
}

TEST(SpanRing, ForgetsWhatItHoldsInOldAndNewMemory) {
  const auto ring = SpanRing::make(4096);
  ASSERT_TRUE(try_push(*ring, record_of(0, 0), no_items, false));
  ASSERT_TRUE(ring->grow(8192));
  ASSERT_TRUE(try_push(*ring, record_of(0, 0), no_items, false));
  ring->forget();
  EXPECT_EQ(ring->used_bytes(), 0U);
  ASSERT_TRUE(try_push(*ring, record_of(0, 7), no_items, false));
  std::uint64_t seen = 7;
  expect_in_order(*ring, seen);
  EXPECT_EQ(seen, 8U);
  EXPECT_TRUE(ring->grow(16384));
}

TEST(SpanRing, LosesNothingBetweenTwoThreadsWhileItGrows) {
  constexpr std::uint64_t records = 200'000;
  const auto ring = SpanRing::make(4096);
  std::thread producer([&ring] {
    for (std::uint64_t i = 0; i < records;) {
      if (try_push(*ring, record_of(0, i), no_items, false)) {
        ++i;
      } else if (ring->capacity_bytes() == 1 << 20 || !ring->grow(2 * ring->capacity_bytes())) {
        std::this_thread::yield();
      }
    }
  });
  for (std::uint64_t seen = 0; seen < records;) {
    expect_in_order(*ring, seen);
    std::this_thread::yield();
  }
  producer.join();
}

}  // namespace
}  // namespace sotto::pipeline
