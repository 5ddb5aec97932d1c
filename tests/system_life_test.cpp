// However a program ends, it ends: what was recorded is delivered or counted, nothing hangs and
// nothing crashes. The programs are those of system_life_program.cpp.

#include "tests/support/tls_test_ca.hpp"
#include "tests/system_life_fixture.hpp"

namespace sotto::test {
namespace {

class Life : public ProgramLife {
 protected:
  ProgramResult run_way(const std::string& way) {
    return run({SOTTO_LIFE_PROGRAM, way}, server_.http.url());
  }

  static constexpr int by_abort = 128 + SIGABRT;
};

class LifeToTheLastSpan : public Life, public testing::WithParamInterface<const char*> {};

TEST_P(LifeToTheLastSpan, DeliversTenOfTen) {
  const auto result = run_way(GetParam());
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(server_.received.load(), 10U);
}

INSTANTIATE_TEST_SUITE_P(Program, LifeToTheLastSpan,
                         testing::Values("returns", "exits", "exits_with_a_static_session",
                                         "exits_with_a_leaked_session", "exits_from_another_thread",
                                         "quick_exits", "starts_a_program",
                                         "shuts_down_twice_and_records_on"),
                         [](const auto& way) { return std::string(way.param); });

TEST_F(Life, DeliversOverTlsFromExit) {
  const TlsTestCa authority;
  const SpanServer server({.certificate = authority.issue({"IP:127.0.0.1"})});
  const auto result = run({SOTTO_LIFE_PROGRAM, "exits"}, server.http.url(),
                          {"OTEL_EXPORTER_OTLP_CERTIFICATE=" + authority.file()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(server.received.load(), 10U);
}

TEST_F(Life, EndsAtOnceInQuickExitWhenNobodyAskedForAFlush) {
  EXPECT_EQ(run_way("quick_exits_unasked").exit_code, 0);
  EXPECT_GE(server_.received.load(), 10U);  // what was flushed before
}

TEST_F(Life, KeepsInTerminateWhatWasFlushedBefore) {
  EXPECT_EQ(run_way("terminates").exit_code, by_abort);
  EXPECT_EQ(server_.received.load(), 10U);
}

TEST_F(Life, CanFlushInATerminateHandler) {
  EXPECT_EQ(run_way("terminates_with_a_handler").exit_code, by_abort);
  EXPECT_EQ(server_.received.load(), 10U);
}

TEST_F(Life, KeepsInAbortWhatWasFlushedBefore) {
  EXPECT_EQ(run_way("aborts").exit_code, by_abort);
  EXPECT_GE(server_.received.load(), 10U);
}

TEST_F(Life, TakesWhatStaticObjectsRecordUntilTheSessionEnds) {
  const auto result = run_way("dies_with_static_objects");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const Totals totals = totals_of(result);
  EXPECT_EQ(server_.received.load(), 6U);  // five and the one that was open
  EXPECT_EQ(totals.processed, 6U);
  EXPECT_EQ(totals.dropped, 1U);  // the span that outlived the session
}

TEST_F(Life, LetsMainReturnWhileThreadsRecord) {
  const auto result = run_way("returns_while_threads_record");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const Totals totals = totals_of(result);
  EXPECT_GE(totals.submitted, 400U);
  EXPECT_EQ(totals.processed, server_.received.load());
}

TEST_F(Life, EndsAndBeginsAgainInAPluginThatIsUnloaded) {
  const auto result = run({SOTTO_LIFE_HOST, SOTTO_LIFE_PLUGIN, "stops"}, server_.http.url());
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(server_.received.load(), 30U);
}

TEST_F(Life, GoesOnWhenAPluginIsUnloadedWithItsSession) {
  const auto result = run({SOTTO_LIFE_HOST, SOTTO_LIFE_PLUGIN, "leaves"}, server_.http.url());
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(server_.received.load(), 30U);
}

#ifndef __SANITIZE_ADDRESS__  // its locks do not outlive a fork of a process with threads
TEST_F(Life, GoesOnInADaemon) {
  EXPECT_EQ(run_way("becomes_a_daemon").exit_code, 0);
  EXPECT_TRUE(server_.http.wait_for_requests(2));
  EXPECT_TRUE(server_.http.wait_for_open_connections(0));  // the daemon has its answer
  EXPECT_EQ(server_.received.load(), 20U);
}

TEST_F(Life, SendsNothingTwiceWhenAForkedChildExits) {
  EXPECT_EQ(run_way("forks_and_exits").exit_code, 0);
  EXPECT_EQ(server_.received.load(), 10U);
}
#endif

}  // namespace
}  // namespace sotto::test
