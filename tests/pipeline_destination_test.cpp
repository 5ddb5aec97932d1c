// What becomes of a batch, for every way in which a backend can answer.

#include <gtest/gtest.h>

#include <filesystem>

#include "pipeline/destination.hpp"
#include "privacy/record_scrubber.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/otlp_spans.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::pipeline {
namespace {

using test::HttpTestServer;
using namespace std::chrono_literals;

SharedBatch batch_of(std::size_t spans, Clock::time_point oldest = Clock::now()) {
  privacy::Scrubber scrubber(CaptureContent::full, privacy::TextScrubber());
  auto batch = std::make_shared<Batch>(oldest);
  for (std::size_t i = 0; i < spans; ++i) {
    SpanRecord span;
    span.trace_id.bytes[0] = span.span_id.bytes[0] = 1;
    span.name = "span";
    batch->add(scrubber.scrub(span, nullptr, batch->arena()));
  }
  return batch;
}

SharedBatch batch_of(std::size_t spans, std::size_t scores) {
  privacy::Scrubber scrubber(CaptureContent::full, privacy::TextScrubber());
  auto batch = std::make_shared<Batch>(Clock::now());
  SpanRecord span;
  span.trace_id.bytes[0] = span.span_id.bytes[0] = 1;
  ScoreRecord score;
  score.trace_id.bytes[0] = score.span_id.bytes[0] = 1;
  score.name = "quality";
  score.value = 0.5;
  for (std::size_t i = 0; i < spans; ++i) batch->add(scrubber.scrub(span, nullptr, batch->arena()));
  for (std::size_t i = 0; i < scores; ++i) {
    batch->add(scrubber.scrub(score, nullptr, batch->arena()));
  }
  return batch;
}

/// A backend that takes no scores.
class SpansOnly final : public Provider {
 public:
  explicit SpansOnly(std::string url) : url_(std::move(url)) {}
  ProviderEndpoint endpoint() const override { return {.url = url_}; }
  Result<Done> encode(std::span<const SpanRecord> batch, std::string& out) override {
    out += std::to_string(batch.size());
    return Done{};
  }

 private:
  const std::string url_;
};

class Destinations : public testing::Test {
 protected:
  void SetUp() override { make(server_.url("/v1/traces")); }

  void make(const std::string& url, DestinationOptions options = {}) {
    Config config;
    config.otlp_traces_endpoint = url;
    auto made =
        Destination::make("otlp", std::move(make_provider("otlp", config)).value(), loop_, options);
    ASSERT_TRUE(made.ok()) << made.error().detail;
    destination_ = std::move(made).value();
  }

  /// Lets the destination work until everything is settled or it wants to wait.
  void run() {
    const auto may_send = [this] { return may_send_; };
    do {
      destination_->pump(now_, may_send);
      loop_.run_for(5s);  // wakes when the answer is there
      destination_->pump(now_, may_send);
    } while (queued() > 0 && destination_->next_attempt() <= now_ && may_send_);
  }
  /// Moves time on to when the destination wants to try again.
  void wait_for_retry() { now_ = destination_->next_attempt(); }

  std::uint64_t delivered() const { return destination_->counters().delivered.load(); }
  std::uint64_t failed() const { return destination_->counters().failed.load(); }
  std::uint64_t queued() const { return destination_->counters().queued.load(); }
  std::uint64_t dropped(DropReason reason) const {
    return destination_->counters().dropped[static_cast<std::size_t>(reason)].load();
  }

  HttpTestServer server_;
  transport::EventLoop loop_;
  std::unique_ptr<Destination> destination_;
  Clock::time_point now_ = Clock::now();
  bool may_send_ = true;
};

TEST_F(Destinations, DeliverEveryBatchInOrderOverOneConnection) {
  for (const std::size_t spans : {3U, 1U, 2U}) destination_->offer(batch_of(spans));
  run();
  EXPECT_EQ(delivered(), 6U);
  EXPECT_EQ(queued(), 0U);
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(test::count_spans(requests[0].plain_body()), 3U);
  EXPECT_EQ(test::count_spans(requests[2].plain_body()), 2U);
  EXPECT_EQ(requests[0].header("content-type"), "application/x-protobuf");
  EXPECT_EQ(requests[0].header("content-encoding"), "gzip");
  EXPECT_EQ(server_.connections(), 1U);
}

TEST_F(Destinations, SendScoresAfterTheSpansOfTheirBatch) {
  destination_->offer(batch_of(3, 2));
  EXPECT_EQ(queued(), 5U);
  run();
  EXPECT_EQ(delivered(), 5U);
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(test::count_spans(requests[0].plain_body()), 3U);
  EXPECT_EQ(test::count_spans(requests[1].plain_body()), 2U);  // OTLP has scores as spans
}

TEST_F(Destinations, SendScoresWhereTheBackendWantsThemAndNoMoreThanItTakesAtOnce) {
  Config config;
  config.langfuse_public_key = "pk";
  config.langfuse_secret_key = "sk";
  config.langfuse_base_url = server_.url();
  destination_ =
      Destination::make("langfuse", make_provider("langfuse", config).value(), loop_, {}).value();
  server_.add_reply({.status = 200});
  server_.add_reply({.status = 503});
  destination_->offer(batch_of(1, 2));
  run();
  EXPECT_EQ(delivered(), 1U);
  wait_for_retry();
  run();
  EXPECT_EQ(delivered(), 3U);
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 4U);
  EXPECT_EQ(requests[0].target, "/api/public/otel/v1/traces");
  EXPECT_EQ(requests[1].target, "/api/public/scores");
  EXPECT_EQ(requests[1].body, requests[2].body);
  EXPECT_EQ(requests[3].target, "/api/public/scores");
  EXPECT_EQ(requests[3].header("content-type"), "application/json");
}

TEST_F(Destinations, FailTheScoresOfABackendThatTakesNone) {
  destination_ =
      Destination::make("plain", std::make_unique<SpansOnly>(server_.url()), loop_, {}).value();
  destination_->offer(batch_of(0, 2));
  run();
  EXPECT_EQ(failed(), 2U);
  EXPECT_EQ(destination_->warning(), "plain: the backend takes no scores");
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(Destinations, TryAgainAfter503AndDeliverOnce) {
  server_.add_reply({.status = 503});
  destination_->offer(batch_of(2));
  run();
  EXPECT_EQ(queued(), 2U);
  EXPECT_GT(destination_->next_attempt(), now_);
  wait_for_retry();
  run();
  EXPECT_EQ(delivered(), 2U);
  EXPECT_EQ(destination_->counters().retried.load(), 2U);
  EXPECT_EQ(server_.requests().at(0).body, server_.requests().at(1).body);
}

TEST_F(Destinations, WaitAsLongAsRetryAfterSays) {
  server_.add_reply({.status = 429, .headers = {{"Retry-After", "120"}}});
  destination_->offer(batch_of(1));
  run();
  EXPECT_GE(destination_->next_attempt(), now_ + 119s);
}

TEST_F(Destinations, SplitABatchOnceWhenOneSpanSpoilsIt) {
  server_.add_reply({.status = 400});
  server_.add_reply({.status = 200});
  server_.add_reply({.status = 400});
  destination_->offer(batch_of(5));
  run();
  EXPECT_EQ(delivered(), 2U);
  EXPECT_EQ(failed(), 3U);
  EXPECT_EQ(server_.requests().size(), 3U);
}

TEST_F(Destinations, HalveABatchUntilItIsSmallEnough) {
  server_.set_handler([](const test::SeenRequest& request) {
    return test::HttpReply{.status = test::count_spans(request.plain_body()) > 2 ? 413 : 200};
  });
  destination_->offer(batch_of(8));
  run();
  EXPECT_EQ(delivered(), 8U);
  EXPECT_EQ(server_.requests().size(), 7U);
}

TEST_F(Destinations, FailWhatTheBackendRefusesForGood) {
  server_.set_reply({.status = 422});
  destination_->offer(batch_of(4));
  run();
  EXPECT_EQ(failed(), 4U);
  EXPECT_EQ(server_.requests().size(), 1U);
}

TEST_F(Destinations, CountTheSpansThatAnAcceptedBatchLost) {
  // ExportTraceServiceResponse{partial_success{rejected_spans: 2}}
  server_.set_reply({.status = 200,
                     .headers = {{"Content-Type", "application/x-protobuf"}},
                     .body = std::string("\x0a\x02\x08\x02", 4)});
  destination_->offer(batch_of(5));
  run();
  EXPECT_EQ(delivered(), 3U);
  EXPECT_EQ(failed(), 2U);
}

TEST_F(Destinations, StopCallingABackendThatLocksThemOut) {
  server_.set_reply({.status = 401});
  destination_->offer(batch_of(1));
  run();
  EXPECT_EQ(destination_->breaker().state(), transport::CircuitBreaker::State::open);
  EXPECT_GE(destination_->next_attempt(), now_ + 50s);
  EXPECT_NE(destination_->warning(), "");
  EXPECT_EQ(queued(), 1U);
}

TEST_F(Destinations, OpenTheBreakerAfterFiveFailuresInARow) {
  server_.set_reply({.status = 503});
  destination_->offer(batch_of(1));
  for (int i = 0; i < 5; ++i) {
    run();
    wait_for_retry();
  }
  EXPECT_EQ(destination_->breaker().state(), transport::CircuitBreaker::State::open);
  EXPECT_EQ(server_.requests().size(), 5U);
}

TEST_F(Destinations, DropWhatHasGrownTooOld) {
  destination_->offer(batch_of(3, now_ - 6min));
  destination_->offer(batch_of(1));
  run();
  EXPECT_EQ(dropped(DropReason::expired), 3U);
  EXPECT_EQ(delivered(), 1U);
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

TEST_F(Destinations, SendNothingBehindAClosedGate) {
  may_send_ = false;
  destination_->offer(batch_of(2));
  destination_->pump(now_, [] { return false; });
  destination_->drop_all(DropReason::opted_out);
  EXPECT_EQ(dropped(DropReason::opted_out), 2U);
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(Destinations, GiveUpARequestUnderWay) {
  server_.set_reply({.manner = test::HttpReply::Manner::silent});
  destination_->offer(batch_of(2));
  destination_->pump(now_, [] { return true; });
  while (server_.requests().empty()) loop_.run_for(1ms);
  destination_->drop_all(DropReason::shutdown);
  loop_.run_for(0s);
  EXPECT_EQ(dropped(DropReason::shutdown), 2U);
  EXPECT_EQ(queued(), 0U);
}

TEST_F(Destinations, FailWhatALocalFileCannotTake) {
  const test::TemporaryFolder folder;
  Config config;
  config.file_path = folder.path("missing/traces.jsonl");
  destination_ =
      Destination::make("file", std::move(make_provider("file", config)).value(), loop_, {})
          .value();
  destination_->offer(batch_of(2));
  destination_->pump(now_, [] { return true; });
  EXPECT_EQ(failed(), 2U);
  EXPECT_EQ(destination_->warning(), "file: its file cannot be written");
  std::filesystem::create_directory(folder.path("missing"));
  destination_->offer(batch_of(3));
  destination_->pump(now_, [] { return true; });
  EXPECT_EQ(delivered(), 3U);
  EXPECT_EQ(destination_->warning(), "");
}

TEST_F(Destinations, RefuseAUrlThatCannotBeUsed) {
  Config config;
  config.otlp_traces_endpoint = "gopher://secret@host";
  auto provider = make_provider("otlp", config);
  if (!provider.ok()) {
    EXPECT_EQ(provider.error().detail.find("secret"), std::string::npos);
    return;
  }
  const auto made = Destination::make("otlp", std::move(provider).value(), loop_, {});
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().detail.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace sotto::pipeline
