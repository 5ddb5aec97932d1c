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

}  // namespace
}  // namespace sotto::pipeline
