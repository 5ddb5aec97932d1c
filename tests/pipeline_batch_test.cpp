#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "pipeline/batch_pool.hpp"
#include "privacy/record_scrubber.hpp"

namespace sotto::pipeline {
namespace {

void add(Batch& batch, std::string_view name, int spans = 1) {
  privacy::Scrubber scrubber(CaptureContent::full, privacy::TextScrubber());
  const Attribute attributes[] = {{"key", name}};
  for (int i = 0; i < spans; ++i) {
    auto span = batch.next_span();
    span->name = name;
    span->attributes = attributes;
    batch.add(scrubber.scrub(std::move(span), nullptr, batch.arena()));
  }
  ScoreRecord score;
  score.name = name;
  batch.add(scrubber.scrub(privacy::Unscrubbed(score), nullptr, batch.arena()));
}

TEST(BatchPool, GivesEmptyBatches) {
  BatchPool pool;
  const Clock::time_point first = Clock::now();
  const Clock::time_point second = first + std::chrono::seconds(1);
  add(*pool.take(first), "of the first batch", 1000);
  const auto batch = pool.take(second);
  EXPECT_EQ(batch->size(), 0U);
  EXPECT_EQ(batch->oldest(), second);
  add(*batch, "of the second batch");
  ASSERT_EQ(batch->spans().size(), 1U);
  ASSERT_EQ(batch->scores().size(), 1U);
  EXPECT_EQ(batch->spans()[0].name, "of the second batch");
  EXPECT_EQ(batch->spans()[0].attributes[0].value.text(), "of the second batch");
  EXPECT_EQ(batch->scores()[0].name, "of the second batch");
}

TEST(Batch, HasNoSpanThatWasNotAdded) {
  Batch batch(Clock::now());
  batch.next_span()->name = "given up";
  EXPECT_EQ(batch.size(), 0U);
  EXPECT_TRUE(batch.spans().empty());
  add(batch, "added");
  batch.next_span()->name = "given up";
  ASSERT_EQ(batch.spans().size(), 1U);
  EXPECT_EQ(batch.spans()[0].name, "added");
}

TEST(Batch, ReadsEachSpanIntoAFreshPlace) {
  Batch batch(Clock::now());
  batch.next_span()->error_type = "of a span that was given up";
  EXPECT_EQ(batch.next_span()->error_type, "");
}

TEST(Batch, CopiesASpanThatWasScrubbedElsewhere) {
  Batch batch(Clock::now());
  privacy::Scrubber scrubber(CaptureContent::redacted, privacy::TextScrubber());
  SpanRecord span;
  span.name = "jane@doe.org";
  const auto scrubbed = scrubber.scrub(privacy::Unscrubbed(span), nullptr, batch.arena());
  batch.next_span()->name = "not scrubbed";
  batch.add(scrubbed);
  batch.add(scrubbed);
  ASSERT_EQ(batch.spans().size(), 2U);
  for (const SpanRecord& added : batch.spans()) EXPECT_EQ(added.name, "[EMAIL]");
}

TEST(BatchPool, UsesTheMemoryOfABatchThatNobodyUses) {
  BatchPool pool;
  auto batch = pool.take(Clock::now());
  add(*batch, "name", 512);
  const Batch* const address = batch.get();
  const std::size_t bytes = batch->memory_bytes();
  SharedBatch shared = std::move(batch);
  EXPECT_NE(pool.take(Clock::now()).get(), address);
  shared = nullptr;
  batch = pool.take(Clock::now());
  EXPECT_EQ(batch.get(), address);
  add(*batch, "name", 512);
  EXPECT_EQ(batch->memory_bytes(), bytes);
}

TEST(BatchPool, KeepsNoMoreThanFourMegabytes) {
  BatchPool pool;
  std::vector<std::shared_ptr<Batch>> batches;
  const auto take = [&] { batches.push_back(pool.take(Clock::now())); };
  for (int i = 0; i < 30; ++i) {
    take();
    add(*batches.back(), std::string(1000, 'x'), 400);
  }
  batches.clear();
  std::size_t kept = 0;
  for (int i = 0; i < 30; ++i) {
    take();
    kept += batches.back()->memory_bytes();
  }
  EXPECT_GT(kept, 1U << 20);
  EXPECT_LE(kept, 4U << 20);
}

TEST(BatchPool, MayBeGoneBeforeItsBatches) {
  std::shared_ptr<Batch> batch;
  {
    BatchPool pool;
    batch = pool.take(Clock::now());
  }
  add(*batch, "name");
  EXPECT_EQ(batch->spans()[0].name, "name");
}

#if defined(__SANITIZE_ADDRESS__)
TEST(BatchPoolDeathTest, LetsNobodyReadTheTextsOfAnEarlierBatch) {
  BatchPool pool;
  auto batch = pool.take(Clock::now());
  add(*batch, "of the first batch");
  const std::string_view name = batch->spans()[0].name;
  batch = nullptr;
  batch = pool.take(Clock::now());
  EXPECT_DEATH(EXPECT_EQ(name[0], 'o'), "use-after-poison");
}
#endif

}  // namespace
}  // namespace sotto::pipeline
