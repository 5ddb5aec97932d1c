// What becomes of a batch, for every way in which a backend can answer.

#include <filesystem>

#include "tests/pipeline_destination_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::pipeline {
namespace {

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

class BusyBackend : public Destinations, public testing::WithParamInterface<int> {};

TEST_P(BusyBackend, IsTriedAgainUntilItTakesTheBatch) {
  server_.add_reply({.status = GetParam()});
  destination_->offer(batch_of(1));
  run();
  EXPECT_EQ(queued(), 1U);
  wait_for_retry();
  run();
  EXPECT_EQ(delivered(), 1U);
  EXPECT_EQ(server_.requests().size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(Destinations, BusyBackend, testing::Values(429, 502, 503, 504),
                         [](const auto& status) { return std::to_string(status.param); });

TEST_F(Destinations, DoNotTryAgainAfter500UnlessTheProviderSaysSo) {
  server_.set_reply({.status = 500});  // OTLP does not retry it; langfuse does, see its own tests
  destination_->offer(batch_of(1));
  run();
  EXPECT_EQ(failed(), 1U);
  EXPECT_EQ(server_.requests().size(), 1U);
}

TEST_F(Destinations, TryAgainWhenTheConnectionBreaks) {
  server_.add_reply({.manner = test::HttpReply::Manner::half});
  destination_->offer(batch_of(2));
  run();
  EXPECT_EQ(queued(), 2U);
  wait_for_retry();
  run();
  EXPECT_EQ(delivered(), 2U);
}

TEST_F(Destinations, WaitALittleLongerAfterEachFailure) {
  server_.set_reply({.status = 503});
  destination_->offer(batch_of(1));
  for (const auto most : {500ms, 1000ms, 2000ms, 4000ms}) {
    run();
    const auto wait = destination_->next_attempt() - Clock::now();
    EXPECT_LE(wait, most);
    EXPECT_GE(wait, most / 2 - 100ms);  // the answer came a moment ago
    wait_for_retry();
  }
}

TEST_F(Destinations, DropWhatABusyBackendDidNotTakeUntilItWasTooOld) {
  make(server_.url(), {.max_age = 1s});
  server_.set_reply({.status = 503});
  destination_->offer(batch_of(2));
  run();
  EXPECT_EQ(queued(), 2U);
  now_ += 2s;
  destination_->pump(now_, [] { return true; });
  EXPECT_EQ(dropped(DropReason::expired), 2U);
  EXPECT_EQ(server_.requests().size(), 1U);
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

TEST_F(Destinations, FailASpanThatIsTooLargeOnItsOwn) {
  server_.set_reply({.status = 413});
  destination_->offer(batch_of(4));
  run();
  EXPECT_EQ(failed(), 4U);
  EXPECT_EQ(server_.requests().size(), 7U);  // 4, then twice 2 and 1 and 1
}

TEST_F(Destinations, SplitWhatASpanSpoilsAlsoWhenItWasHalvedBefore) {
  server_.add_reply({.status = 413});
  server_.add_reply({.status = 400});
  destination_->offer(batch_of(8));
  run();
  EXPECT_EQ(delivered(), 8U);
  EXPECT_EQ(server_.requests().size(), 5U);
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

class LockingOut : public Destinations, public testing::WithParamInterface<int> {};

TEST_P(LockingOut, StopsTheCallsAndSaysSoInOneLine) {
  server_.set_reply({.status = GetParam()});
  for (int i = 0; i < 3; ++i) destination_->offer(batch_of(1));
  run();
  EXPECT_EQ(destination_->breaker().state(), transport::CircuitBreaker::State::open);
  EXPECT_GE(destination_->next_attempt(), now_ + 50s);
  EXPECT_TRUE(destination_->warning().starts_with("otlp: answered " + std::to_string(GetParam())))
      << destination_->warning();
  EXPECT_EQ(destination_->warning().find('\n'), std::string::npos);
  EXPECT_EQ(queued(), 3U);
  EXPECT_EQ(server_.requests().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Destinations, LockingOut, testing::Values(401, 402, 403, 404),
                         [](const auto& status) { return std::to_string(status.param); });

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

TEST_F(Destinations, AskWithOneRequestWhetherTheBackendIsBack) {
  server_.set_reply({.status = 401});
  for (int i = 0; i < 3; ++i) destination_->offer(batch_of(1));
  run();
  wait_for_retry();
  run();  // the probe fails
  EXPECT_EQ(server_.requests().size(), 2U);
  EXPECT_GE(destination_->next_attempt(), now_ + 50s);
  server_.set_reply({.status = 200});
  wait_for_retry();
  run();
  EXPECT_EQ(destination_->breaker().state(), transport::CircuitBreaker::State::closed);
  EXPECT_EQ(delivered(), 3U);
  EXPECT_EQ(destination_->warning(), "");
}

TEST_F(Destinations, DropWhatHasGrownTooOld) {
  destination_->offer(batch_of(3, now_ - 6min));
  destination_->offer(batch_of(1));
  run();
  EXPECT_EQ(dropped(DropReason::expired), 3U);
  EXPECT_EQ(delivered(), 1U);
}

TEST_F(Destinations, SendNothingBehindAClosedGate) {
  may_send_ = false;
  destination_->offer(batch_of(2));
  destination_->pump(now_, [] { return false; });
  destination_->drop_all(DropReason::opted_out);
  EXPECT_EQ(dropped(DropReason::opted_out), 2U);
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(Destinations, SendOneBatchAfterTheOther) {
  for (const std::size_t spans : {3U, 1U, 2U}) destination_->offer(batch_of(spans));
  run();
  EXPECT_EQ(delivered(), 6U);
  EXPECT_EQ(server_.connections(), 1U);
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(test::count_spans(requests[0].plain_body()), 3U);
  EXPECT_EQ(test::count_spans(requests[1].plain_body()), 1U);
  EXPECT_EQ(test::count_spans(requests[2].plain_body()), 2U);
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
