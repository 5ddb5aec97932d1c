// What a destination keeps on disk, and when it lets go of it.

#include <filesystem>
#include <fstream>

#include "core/clock.hpp"
#include "tests/pipeline_destination_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::pipeline {
namespace {

using transport::Spool;
using transport::SpoolOptions;

class SpoolingDestinations : public Destinations {
 protected:
  void SetUp() override { restart(); }

  /// A new session on the same folder.
  void restart(DestinationOptions options = {}, std::uint64_t max_bytes = 1 << 20) {
    destination_ = nullptr;
    spool_ = std::make_unique<Spool>(
        SpoolOptions{.folder = folder_.path("spool"), .max_bytes = max_bytes, .max_age = 72h});
    options.spool = spool_.get();
    make(server_.url("/v1/traces"), options);
    open();
  }
  void open() {
    spool_->open({destination_->spool_key()});
    spool_->take_over(Clock::time_point::max());
    destination_->adopt_spooled();
  }

  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path("spool"))) {
      if (entry.is_regular_file()) all.push_back(entry.path());
    }
    return all;
  }

  void TearDown() override { destination_ = nullptr; }

  const test::TemporaryFolder folder_;
  std::unique_ptr<Spool> spool_;  // outlives destination_: see TearDown()
};

TEST_F(SpoolingDestinations, WriteABatchBeforeItsFirstAttemptAndRemoveItWhenItIsAcknowledged) {
  destination_->offer(batch_of(3));
  EXPECT_EQ(files().size(), 1U);
  EXPECT_EQ(counters().spooled.load(), 3U);
  EXPECT_TRUE(server_.requests().empty());
  run();
  EXPECT_EQ(delivered(), 3U);
  EXPECT_EQ(counters().spooled.load(), 0U);
  EXPECT_TRUE(files().empty());
}

TEST_F(SpoolingDestinations, KeepWhatIsToBeTriedAgain) {
  server_.set_reply({.status = 503});
  destination_->offer(batch_of(3));
  run();
  EXPECT_EQ(files().size(), 1U);
}

TEST_F(SpoolingDestinations, RemoveWhatTheBackendRefusesForGood) {
  server_.set_reply({.status = 422});
  destination_->offer(batch_of(3));
  run();
  EXPECT_EQ(failed(), 3U);
  EXPECT_TRUE(files().empty());
}

TEST_F(SpoolingDestinations, SendInTheNextSessionWhatThisOneCouldNot) {
  destination_->offer(batch_of(std::vector{span_named("first")}));
  destination_->offer(batch_of(std::vector{span_named("second"), span_named("third")}));
  destination_->end();
  EXPECT_EQ(counters().spooled.load(), 3U);
  EXPECT_EQ(dropped(DropReason::shutdown), 0U);
  restart();
  EXPECT_EQ(counters().adopted.load(), 3U);
  EXPECT_EQ(destination_->offered(), 3U);
  destination_->offer(batch_of(std::vector{span_named("fourth")}));
  run();
  EXPECT_EQ(received(), (std::vector<std::string>{"first", "second", "third", "fourth"}));
  EXPECT_EQ(delivered(), 4U);
  EXPECT_TRUE(files().empty());
}

TEST_F(SpoolingDestinations, SendABodyAsItWasEncodedWhateverTheSettingsAreNow) {
  destination_->offer(batch_of(2));
  destination_->end();
  gzip_ = false;
  restart();
  destination_->offer(batch_of(3));
  run();
  const auto requests = server_.requests();
  EXPECT_EQ(requests.at(0).header("content-encoding"), "gzip");
  EXPECT_EQ(requests.at(1).header("content-encoding"), "");
  EXPECT_EQ(test::count_spans(requests.at(0).plain_body()), 2U);
}

TEST_F(SpoolingDestinations, HoldFarMoreThanTheQueueInMemory) {
  restart({.queue_spans = 4, .queue_bytes = 1});
  for (int i = 0; i < 20; ++i) destination_->offer(batch_of(3));
  EXPECT_TRUE(destination_->has_room());
  EXPECT_EQ(queued(), 60U);
  run();
  EXPECT_EQ(delivered(), 60U);
  EXPECT_EQ(server_.requests().size(), 20U);
  EXPECT_TRUE(files().empty());
}

TEST_F(SpoolingDestinations, FallBackToMemoryWhenTheSpoolIsFull) {
  restart({.queue_spans = 4}, 4096);
  for (int i = 0; i < 4; ++i) destination_->offer(batch_of(3));
  EXPECT_EQ(files().size(), 1U);
  EXPECT_EQ(counters().spooled.load(), 3U);
  EXPECT_EQ(dropped(DropReason::queue_full), 3U);
  EXPECT_FALSE(destination_->has_room());
  destination_->end();
  EXPECT_EQ(dropped(DropReason::shutdown), 6U);
  EXPECT_EQ(queued(), 3U);
}

TEST_F(SpoolingDestinations, ReplaceASplitBatchByItsHalves) {
  server_.add_reply({.status = 413});
  server_.add_reply({.status = 503});
  destination_->offer(batch_of(6));
  run();
  EXPECT_EQ(files().size(), 2U);
  EXPECT_EQ(counters().spooled.load(), 6U);
  restart();
  run();
  EXPECT_EQ(delivered(), 6U);
  EXPECT_TRUE(files().empty());
}

TEST_F(SpoolingDestinations, FailAWholeBatchThatIsRefusedWhenItsSpansAreOnDiskOnly) {
  destination_->offer(batch_of(6));
  restart();
  server_.set_reply({.status = 413});
  run();
  EXPECT_EQ(failed(), 6U);
  EXPECT_TRUE(files().empty());
}

TEST_F(SpoolingDestinations, CountWhatCannotBeReadBack) {
  restart({.queue_bytes = 1});
  destination_->offer(batch_of(2));
  destination_->offer(batch_of(3));
  std::filesystem::remove(files().front());
  run();
  EXPECT_EQ(dropped(DropReason::spool_lost) + delivered(), 5U);
  EXPECT_GT(dropped(DropReason::spool_lost), 0U);
  EXPECT_EQ(spool_->warnings().size(), 1U);
}

TEST_F(SpoolingDestinations, GiveWhatIsOnDiskItsOwnAge) {
  restart({.max_age = 5min});
  destination_->offer(batch_of(2));
  now_ += 71h;
  run();
  EXPECT_EQ(delivered(), 2U);
  destination_->offer(batch_of(3));
  now_ += 2h;
  destination_->pump(now_, [] { return true; });
  EXPECT_EQ(dropped(DropReason::expired), 3U);
  EXPECT_TRUE(files().empty());
}

TEST_F(SpoolingDestinations, CountTheAgeFromTheFirstSpanOverAllSessions) {
  destination_->offer(batch_of(2, now_ - 71h));
  restart();
  now_ += 2h;
  destination_->pump(now_, [] { return true; });
  EXPECT_EQ(dropped(DropReason::expired), 2U);
}

TEST_F(SpoolingDestinations, DeleteWhatTheUserOptedOutOf) {
  destination_->offer(batch_of(2));
  destination_->drop_all(DropReason::opted_out);
  EXPECT_EQ(dropped(DropReason::opted_out), 2U);
  EXPECT_TRUE(files().empty());
}

TEST_F(SpoolingDestinations, GiveNothingToADestinationWithAnotherUrl) {
  destination_->offer(batch_of(2));
  const std::string other = server_.url("/other");
  destination_ = nullptr;
  spool_ = std::make_unique<Spool>(SpoolOptions{.folder = folder_.path("spool")});
  make(other, {.spool = spool_.get()});
  open();
  EXPECT_EQ(queued(), 0U);
  EXPECT_EQ(files().size(), 1U);
}

}  // namespace
}  // namespace sotto::pipeline
