// What becomes of the scores of a batch.

#include "tests/pipeline_destination_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::pipeline {
namespace {

SharedBatch batch_with(std::size_t spans, std::size_t scores) {
  privacy::Scrubber scrubber(CaptureContent::full, privacy::TextScrubber());
  auto batch = std::make_shared<Batch>(Clock::now());
  SpanRecord span;
  span.trace_id.bytes[0] = span.span_id.bytes[0] = 1;
  ScoreRecord score;
  score.trace_id.bytes[0] = score.span_id.bytes[0] = 1;
  score.name = "quality";
  score.value = 0.5;
  const auto clean_span = scrubber.scrub(privacy::Unscrubbed(span), nullptr, batch->arena());
  const auto clean_score = scrubber.scrub(privacy::Unscrubbed(score), nullptr, batch->arena());
  for (std::size_t i = 0; i < spans; ++i) batch->add(clean_span);
  for (std::size_t i = 0; i < scores; ++i) batch->add(clean_score);
  return batch;
}

std::unique_ptr<Provider> langfuse(const std::string& url) {
  Config config;
  config.langfuse_public_key = "pk";
  config.langfuse_secret_key = "sk";
  config.langfuse_base_url = url;
  return make_provider("langfuse", config).value();
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

TEST_F(Destinations, SendScoresAfterTheSpansOfTheirBatch) {
  destination_->offer(batch_with(3, 2));
  EXPECT_EQ(queued(), 5U);
  run();
  EXPECT_EQ(delivered(), 5U);
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(test::count_spans(requests[0].plain_body()), 3U);
  EXPECT_EQ(test::count_spans(requests[1].plain_body()), 2U);  // OTLP has scores as spans
}

TEST_F(Destinations, SendScoresWhereTheBackendWantsThemAndNoMoreThanItTakesAtOnce) {
  destination_ = Destination::make("langfuse", langfuse(server_.url()), loop_, {}).value();
  server_.add_reply({.status = 200});
  server_.add_reply({.status = 503});
  destination_->offer(batch_with(1, 2));
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

TEST_F(Destinations, KeepScoresOnDiskForWhereTheyGo) {
  const test::TemporaryFolder folder;
  std::unique_ptr<transport::Spool> spool;
  const auto restart = [&] {
    destination_ = nullptr;
    spool = std::make_unique<transport::Spool>(
        transport::SpoolOptions{.folder = folder.path("spool"), .max_bytes = 1 << 20});
    destination_ =
        Destination::make("langfuse", langfuse(server_.url()), loop_, {.spool = spool.get()})
            .value();
    spool->open({destination_->spool_key(), destination_->score_spool_key()});
    spool->take_over(Clock::time_point::max());
    destination_->adopt_spooled();
  };
  restart();
  destination_->offer(batch_with(0, 2));
  destination_->end();
  restart();
  EXPECT_EQ(destination_->counters().adopted.load(), 2U);
  run();
  EXPECT_EQ(delivered(), 2U);
  for (const test::SeenRequest& request : server_.requests()) {
    EXPECT_EQ(request.target, "/api/public/scores");
  }
  destination_ = nullptr;  // before its spool
}

TEST_F(Destinations, FailTheScoresOfABackendThatTakesNone) {
  destination_ =
      Destination::make("plain", std::make_unique<SpansOnly>(server_.url()), loop_, {}).value();
  destination_->offer(batch_with(0, 2));
  run();
  EXPECT_EQ(failed(), 2U);
  EXPECT_EQ(destination_->warning(), "plain: the backend takes no scores");
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(Destinations, UseTheReserveForScores) {
  make(server_.url(), {.queue_spans = 10});
  destination_->offer(batch_with(9, 0));
  EXPECT_FALSE(destination_->has_room());
  destination_->offer(batch_with(0, 1));
  destination_->offer(batch_with(0, 1));
  EXPECT_EQ(queued(), 10U);
  EXPECT_EQ(dropped(DropReason::queue_full), 1U);
  run();
  EXPECT_EQ(delivered(), 10U);
}

TEST_F(Destinations, SplitScoresOfWhichOneSpoilsTheRest) {
  server_.add_reply({.status = 400});
  server_.add_reply({.status = 200});
  server_.add_reply({.status = 400});
  destination_->offer(batch_with(0, 5));
  run();
  EXPECT_EQ(delivered(), 2U);
  EXPECT_EQ(failed(), 3U);
}

}  // namespace
}  // namespace sotto::pipeline
