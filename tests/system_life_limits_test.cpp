// When the system has no descriptor, no thread or no memory left the program goes on, and what
// could not be recorded or sent is counted. The programs are those of
// system_life_limits_program.cpp.

#include "tests/system_life_fixture.hpp"

namespace sotto::test {
namespace {

class Shortage : public ProgramLife {
 protected:
  ProgramResult run_without(const std::string& what) {
    return run_without(what, server_.http.url());
  }
  ProgramResult run_without(const std::string& what, const std::string& url) {
    ProgramResult result = run({SOTTO_LIMITS_PROGRAM, what}, url);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result;
  }
};

TEST_F(Shortage, OfDescriptorsDelaysTheSpans) {
  EXPECT_EQ(totals_of(run_without("descriptors")).processed, 10U);
  EXPECT_EQ(server_.received.load(), 10U);
}

TEST_F(Shortage, OfDescriptorsAtStartMeansNoSessionAndAWarning) {
  EXPECT_EQ(totals_of(run_without("descriptors_at_start")).submitted, 0U);
}

TEST_F(Shortage, OfThreadsDelaysTheSpans) {
  const std::string by_name = "http://localhost:" + std::to_string(server_.http.port()) + "/";
  const auto result = run_without("threads", by_name);
  EXPECT_EQ(totals_of(result).processed, 10U);
  EXPECT_EQ(server_.received.load(), 10U);
}

TEST_F(Shortage, OfThreadsAtStartMeansNoSessionAndAWarning) {
  EXPECT_EQ(totals_of(run_without("threads_at_start")).submitted, 0U);
}

TEST_F(Shortage, OfMemoryForBigSpansIsCounted) {
  const Totals totals = totals_of(run_without("memory_for_big_spans"));
  EXPECT_EQ(totals.submitted, 50U);
  EXPECT_GE(totals.processed, 10U);
  EXPECT_EQ(totals.processed, server_.received.load());
}

TEST_F(Shortage, OfAllMemoryIsSurvivedByEveryRecordingFunction) {
  const Totals totals = totals_of(run_without("all_memory"));
  EXPECT_EQ(totals.submitted, 13U);
  EXPECT_EQ(totals.processed, server_.received.load());
}

TEST_F(Shortage, OfAllMemoryAtStartMeansNoSession) {
  run_without("all_memory_at_start");
  EXPECT_EQ(server_.received.load(), 0U);
}

TEST_F(Shortage, OfAllMemoryAtTheEndLetsTheSessionEnd) {
  run_without("all_memory_at_the_end");
}

}  // namespace
}  // namespace sotto::test
