// What a destination keeps when more comes than it can send.

#include "tests/pipeline_destination_fixture.hpp"

namespace sotto::pipeline {
namespace {

SpanRecord failed_span() {
  SpanRecord span = span_named("failed");
  span.status = SpanStatus::error;
  return span;
}

SpanRecord error_level_span() {
  SpanRecord span = span_named("error level");
  span.level = Level::error;
  return span;
}

SpanRecord slow_span() {
  SpanRecord span = span_named("slow");
  span.end_unix_ns = span.start_unix_ns + 1'000'000'000;
  return span;
}

SharedBatch batch_with_everything() {
  return batch_of(std::vector{span_named("a"), failed_span(), span_named("b"), slow_span(),
                              error_level_span(), span_named("c")});
}

TEST_F(Destinations, DropWhatDoesNotFitIntoTheQueue) {
  make(server_.url(), {.queue_spans = 4});
  for (int i = 0; i < 3; ++i) destination_->offer(batch_of(3));
  EXPECT_FALSE(destination_->has_room());
  EXPECT_EQ(dropped(DropReason::queue_full), 3U);
  run();
  EXPECT_EQ(delivered(), 6U);
  EXPECT_TRUE(destination_->has_room());
}

TEST_F(Destinations, DropWhatNeedsMoreMemoryThanTheQueueMayUse) {
  const SharedBatch first = batch_of(2);
  make(server_.url(), {.queue_bytes = first->memory_bytes()});
  destination_->offer(first);
  EXPECT_FALSE(destination_->has_room());
  destination_->offer(batch_of(2));
  EXPECT_EQ(dropped(DropReason::queue_full), 2U);
  run();
  EXPECT_EQ(delivered(), 2U);
  EXPECT_TRUE(destination_->has_room());
}

TEST_F(Destinations, KeepTheMemoryOfASplitBatchUntilItsLastHalfIsSettled) {
  const SharedBatch batch = batch_of(2);
  make(server_.url(), {.queue_bytes = batch->memory_bytes()});
  server_.add_reply({.status = 413});
  server_.add_reply({.status = 200});
  server_.add_reply({.status = 503});
  destination_->offer(batch);
  run();
  EXPECT_EQ(delivered(), 1U);
  EXPECT_FALSE(destination_->has_room());
  wait_for_retry();
  run();
  EXPECT_TRUE(destination_->has_room());
}

TEST_F(Destinations, KeepTheLastTenthForErrorsAndSlowSpans) {
  make(server_.url(), {.queue_spans = 20});
  destination_->offer(batch_of(18));
  EXPECT_FALSE(destination_->has_room());
  destination_->offer(batch_with_everything());
  EXPECT_EQ(dropped(DropReason::queue_full), 3U);
  EXPECT_EQ(queued(), 21U);
  destination_->offer(batch_with_everything());  // now the reserve is taken as well
  EXPECT_EQ(dropped(DropReason::queue_full), 9U);
  EXPECT_EQ(destination_->offered(), 30U);
  EXPECT_EQ(destination_->settled(), 9U);
  run();
  EXPECT_EQ(delivered(), 21U);
  const auto names = received();
  EXPECT_EQ((std::vector<std::string>{names.end() - 3, names.end()}),
            (std::vector<std::string>{"failed", "slow", "error level"}));
}

TEST_F(Destinations, KeepTheLastTenthOfTheirMemoryForTheChosenSpansAndNotTheirWholeBatches) {
  const SharedBatch ordinary = batch_of(4);
  make(server_.url(), {.queue_bytes = ordinary->memory_bytes() * 10 / 9});
  destination_->offer(ordinary);
  ASSERT_FALSE(destination_->has_room());
  for (int i = 0; i < 10; ++i) destination_->offer(batch_with_everything());
  EXPECT_EQ(queued(), 34U);
  EXPECT_EQ(dropped(DropReason::queue_full), 30U);
}

TEST_F(Destinations, TakeASlowSpanForWhatTheThresholdSays) {
  make(server_.url(), {.queue_spans = 10, .slow = 2s});
  destination_->offer(batch_of(9));
  destination_->offer(batch_of(std::vector{slow_span()}));
  EXPECT_EQ(dropped(DropReason::queue_full), 1U);
}

TEST_F(Destinations, SendABatchInOneRequestAndInOrderWhileThereIsRoom) {
  destination_->offer(batch_with_everything());
  run();
  EXPECT_EQ(received(), (std::vector<std::string>{"a", "failed", "b", "slow", "error level", "c"}));
  EXPECT_EQ(server_.requests().size(), 1U);
}

}  // namespace
}  // namespace sotto::pipeline
