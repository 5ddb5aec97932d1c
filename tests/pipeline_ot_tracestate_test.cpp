#include <gtest/gtest.h>

#include "pipeline/ot_tracestate.hpp"

namespace sotto::pipeline {
namespace {

TEST(OtTracestate, WritesAThresholdWithoutItsTrailingZeros) {
  EXPECT_EQ(with_threshold("", threshold_for(0.01)), "ot=th:fd70a4");
  EXPECT_EQ(with_threshold("", threshold_for(0.5)), "ot=th:8");
  EXPECT_EQ(with_threshold("", threshold_for(1)), "ot=th:0");
  EXPECT_EQ(with_threshold("", threshold_of_none - 1), "ot=th:ffffffffffffff");
  EXPECT_EQ(with_threshold("", 1), "ot=th:00000000000001");
}

TEST(OtTracestate, ReadsWhatItWrites) {
  for (const double rate : {1.0, 0.75, 0.5, 0.1, 1e-3, 1e-6, 1e-12}) {
    const std::uint64_t threshold = threshold_for(rate);
    ASSERT_LT(threshold, threshold_of_none);
    EXPECT_NEAR(rate_of(threshold) / rate, 1, 0.05) << rate;
    EXPECT_EQ(read_ot_tracestate(with_threshold("a=1", threshold)).threshold, threshold) << rate;
  }
}

TEST(OtTracestate, KeepsNothingAtARateOfZero) {
  EXPECT_EQ(threshold_for(0), threshold_of_none);
  EXPECT_EQ(threshold_for(-1), threshold_of_none);
}

TEST(OtTracestate, ReadsItsMemberAmongOthers) {
  const OtTracestate state = read_ot_tracestate("a=1,ot=p:8;rv:0123456789abcd;th:c,b=th:f");
  EXPECT_EQ(state.threshold, std::uint64_t{0xc} << 52);
  EXPECT_EQ(state.randomness, 0x0123456789abcdU);
}

TEST(OtTracestate, ReadsNothingFromWhatIsNotWellFormed) {
  for (const char* bad : {"", "a=1", "ot=th:", "ot=th:xyz", "ot=th:0123456789abcde", "ot=TH:8",
                          "ot=th:A", "vot=th:8", "ot=rv:123", "ot=rv:0123456789abcde"}) {
    EXPECT_EQ(read_ot_tracestate(bad).threshold, std::nullopt) << bad;
    EXPECT_EQ(read_ot_tracestate(bad).randomness, std::nullopt) << bad;
  }
}

TEST(OtTracestate, MovesAChangedMemberToTheFrontAndKeepsTheRest) {
  EXPECT_EQ(with_threshold("a=1,ot=th:4;rv:0123456789abcd,b=2", threshold_for(0.5)),
            "ot=th:8;rv:0123456789abcd,a=1,b=2");
  EXPECT_EQ(with_threshold("a=1,b=2", threshold_for(0.5)), "ot=th:8,a=1,b=2");
}

TEST(OtTracestate, StaysWellFormedWhateverTheMemberHolds) {
  EXPECT_EQ(with_threshold("a=2,ot=; ;", threshold_for(0.5)), "ot=th:8,a=2");
  EXPECT_EQ(with_threshold("ot=x: ;y:1", threshold_for(0.5)), "ot=th:8;y:1");
  EXPECT_EQ(with_threshold("ot=th:8;th:4", threshold_for(0.5)), "ot=th:8");
}

TEST(OtTracestate, LeavesWhatSaysSoAlready) {
  EXPECT_EQ(with_threshold("a=1,ot=rv:0123456789abcd;th:8", threshold_for(0.5)),
            "a=1,ot=rv:0123456789abcd;th:8");
}

TEST(OtTracestate, MakesRoomAmong32Members) {
  std::string full = "k1=1";
  for (int i = 2; i <= 32; ++i) full += ",k" + std::to_string(i) + "=1";
  const std::string changed = with_threshold(full, threshold_for(0.5));
  EXPECT_TRUE(changed.starts_with("ot=th:8,k1=1,"));
  EXPECT_TRUE(changed.ends_with(",k31=1"));
}

TEST(OtTracestate, KeepsItsMemberWithin256Bytes) {
  const std::string longest = "rv:0123456789abcd;long:" + std::string(230, 'x');
  const std::string changed = with_threshold("ot=" + longest, threshold_for(0.5));
  EXPECT_EQ(changed, "ot=th:8;rv:0123456789abcd");
}

TEST(OtTracestate, TakesTheLast56BitsOfAnId) {
  TraceId id;
  id.bytes = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6, 7};
  EXPECT_EQ(randomness_of(id), 0x01020304050607U);
}

}  // namespace
}  // namespace sotto::pipeline
