// The sampler under a clock of the test's own, and a load made of traces with random ids.

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>

#include "pipeline/ot_tracestate.hpp"
#include "pipeline/sampler.hpp"

namespace sotto::pipeline {
namespace {

using namespace std::chrono_literals;

constexpr Clock::duration round_length = 10ms;
constexpr std::uint64_t rounds_per_second = 100;

/// What became of the ordinary spans of some time.
struct Outcome {
  std::uint64_t offered = 0;
  std::uint64_t kept = 0;
  double estimate = 0;  // of `offered`, from the kept ones
  double variance = 0;  // of the estimate, from the kept ones

  Outcome& operator+=(const Outcome& other) {
    offered += other.offered;
    kept += other.kept;
    estimate += other.estimate;
    variance += other.variance;
    return *this;
  }
};

/// Threads that begin traces of one span, and the pipeline thread that takes them each round.
class Load {
 public:
  explicit Load(const SamplerOptions& options, std::uint64_t seed = 1)
      : sampler_(options), random_(seed) {}

  TraceId new_id() {
    TraceId id;
    for (std::size_t at = 0; at < id.bytes.size(); at += 8) {
      const std::uint64_t bits = random_();
      std::memcpy(id.bytes.data() + at, &bits, sizeof(bits));
    }
    return id;
  }

  /// One round in which as many spans are offered, and `settled` delivered.
  Outcome round(std::uint64_t offered, std::uint64_t settled = 0) {
    Outcome outcome{.offered = offered};
    const SamplingPoint begin = sampler_.point();
    std::vector<TraceId> waiting;
    for (std::uint64_t i = 0; i < offered; ++i) {
      const TraceId id = new_id();
      randomness_of(id) >= begin.threshold ? waiting.push_back(id) : void(++round_.left_out);
    }
    now_ += round_length;
    round_.now = now_;
    round_.waiting = waiting.size();
    const std::uint64_t gone = std::min(settled, round_.queued);
    round_.settled += gone;
    round_.queued -= gone;
    sampler_.close_epoch();
    sampler_.observe(round_);
    sampler_.judge_epoch();
    for (const TraceId& id : waiting) {
      const auto threshold = sampler_.judge(begin, id, {});
      sampler_.count_ordinary(threshold.has_value());
      if (!threshold) continue;
      const double rate = rate_of(*threshold);
      ++outcome.kept;
      outcome.estimate += 1 / rate;
      outcome.variance += (1 - rate) / (rate * rate);
    }
    if (has_queue_) round_.queued += outcome.kept;
    return outcome;
  }

  Outcome second(std::uint64_t offered, std::uint64_t settled = 0) {
    Outcome sum;
    for (std::uint64_t i = 0; i < rounds_per_second; ++i) {
      sum += round(offered / rounds_per_second, settled / rounds_per_second);
    }
    return sum;
  }

  /// From now on what is kept waits in a queue until it is settled.
  void with_queue() { has_queue_ = true; }

  Sampler& sampler() { return sampler_; }
  std::uint64_t queued() const { return round_.queued; }

 private:
  Sampler sampler_;
  std::mt19937_64 random_;
  SamplerRound round_;
  Clock::time_point now_{1h};
  bool has_queue_ = false;
};

TEST(Sampler, ChangesNothingWhileItSleeps) {
  Load load({});
  for (int i = 0; i < 3; ++i) {
    const Outcome second = load.second(200'000);
    EXPECT_EQ(second.kept, second.offered);
    EXPECT_EQ(second.estimate, static_cast<double>(second.offered));
    EXPECT_EQ(load.sampler().rate(), 1);
    EXPECT_EQ(load.sampler().point().threshold, 0U);
  }
}

TEST(Sampler, KeepsWhatABudgetAllows) {
  Load load({.spans_per_second = 1000});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(load.second(800).kept, 800U);
  EXPECT_EQ(load.sampler().rate(), 1);
}

TEST(Sampler, HoldsItsBudgetFromTheSecondSecondOfAStepOn) {
  constexpr std::uint64_t budget = 1000;
  Load load({.spans_per_second = budget});
  for (const std::uint64_t offered : {500, 20'000, 200'000, 3'000, 300}) {
    EXPECT_LE(load.second(offered).kept, 2 * budget) << offered;  // what was saved, and a second's
    Outcome last;
    for (int i = 0; i < 4; ++i) {
      last = load.second(offered);
      EXPECT_LE(last.kept, budget) << offered;
    }
    EXPECT_GE(last.kept, std::min(offered, budget * 8 / 10)) << offered;
  }
}

TEST(Sampler, TakesErrorsAndSlowSpansFromNoBudget) {
  Load load({.spans_per_second = 1000});
  for (std::uint64_t i = 0; i < 3 * rounds_per_second; ++i) {
    for (int error = 0; error < 500; ++error) load.sampler().count_priority();
    EXPECT_EQ(load.round(5).kept, 5U);
  }
}

/// How far an estimate is off, in standard deviations as theory has them.
double deviations(const Outcome& outcome) {
  return (outcome.estimate - static_cast<double>(outcome.offered)) / std::sqrt(outcome.variance);
}

TEST(Sampler, EstimatesWithoutBiasAtAFixedRate) {
  for (const double rate : {0.5, 0.1, 0.01}) {
    Load load({.rate = rate});
    Outcome sum;
    double squares = 0;
    constexpr int repetitions = 200;
    for (int i = 0; i < repetitions; ++i) {
      const Outcome one = load.second(10'000);
      squares += deviations(one) * deviations(one);
      sum += one;
    }
    // The mean of 200 is within four of its deviations but once in 16,000 seeds; this one is.
    EXPECT_LT(std::abs(deviations(sum)), 4) << rate;
    EXPECT_NEAR(squares / repetitions, 1, 0.4) << rate;
  }
}

TEST(Sampler, EstimatesWithoutBiasThroughEveryStep) {
  Outcome sum;
  double squares = 0;
  constexpr int repetitions = 100;
  for (int i = 0; i < repetitions; ++i) {
    Load load({.spans_per_second = 500}, static_cast<std::uint64_t>(i) + 1);
    Outcome one;
    for (const std::uint64_t offered : {300, 20'000, 20'000, 1'000}) one += load.second(offered);
    EXPECT_LT(one.kept, one.offered / 10);
    squares += deviations(one) * deviations(one);
    sum += one;
  }
  EXPECT_LT(std::abs(deviations(sum)), 4);
  EXPECT_NEAR(squares / repetitions, 1, 0.5);
}

TEST(Sampler, KeepsOrLeavesTheWholeTrace) {
  struct Trace {
    TraceId id;
    SamplingPoint begin;
    std::uint64_t spans = 0;
    std::uint64_t kept = 0;
  };
  Load load({.spans_per_second = 500});
  std::vector<Trace> traces;
  std::size_t oldest = 0;
  constexpr std::size_t begun_in_round = 50;
  constexpr std::size_t open_rounds = 70;  // a trace has a span in each
  for (std::size_t round = 0; round < 300; ++round) {
    for (std::size_t i = 0; i < begun_in_round; ++i) {
      Trace trace{.id = load.new_id(), .begin = load.sampler().point()};
      if (randomness_of(trace.id) >= trace.begin.threshold) traces.push_back(trace);
    }
    // What the load offers beside them makes stage 2 judge; their own spans come after that.
    load.round(round % 7 == 0 ? 2000 : 50);
    for (std::size_t i = oldest; i < traces.size(); ++i) {
      Trace& trace = traces[i];
      const auto threshold = load.sampler().judge(trace.begin, trace.id, {});
      load.sampler().count_ordinary(threshold.has_value());
      trace.kept += threshold ? 1 : 0;
      if (++trace.spans == open_rounds) oldest = i + 1;
    }
  }
  std::size_t whole = 0;
  for (const Trace& trace : traces) {
    if (trace.kept == trace.spans) ++whole;
    EXPECT_TRUE(trace.kept == 0 || trace.kept == trace.spans)
        << trace.kept << " of " << trace.spans;
  }
  EXPECT_GT(whole, 0U);
  EXPECT_LT(whole, traces.size());
}

TEST(Sampler, TakesWhatADestinationDrainsAsItsBudgetUnderPressure) {
  constexpr std::size_t queue_size = 10'000;
  constexpr std::uint64_t drained = 2'000;
  Load load({.queue_size = queue_size});
  load.with_queue();
  Outcome last;
  for (std::uint64_t i = 0; i < 20 * rounds_per_second; ++i) {
    if (i % rounds_per_second == 0) last = {};
    last += load.round(500, drained / rounds_per_second);
    ASSERT_LE(load.queued(), queue_size);
  }
  EXPECT_NEAR(static_cast<double>(last.kept), drained, 0.2 * drained);
  EXPECT_LT(load.sampler().rate(), 0.1);
}

TEST(Sampler, EstimatesWithoutBiasUnderPressure) {
  Outcome sum;
  constexpr std::uint64_t repetitions = 50;
  for (std::uint64_t seed = 1; seed <= repetitions; ++seed) {
    Load load({.queue_size = 2'000}, seed);
    load.with_queue();
    for (const std::uint64_t offered : {1'000, 20'000, 20'000, 5'000}) {
      sum += load.second(offered, 1'000);
    }
  }
  EXPECT_LT(sum.kept, sum.offered / 5);
  EXPECT_LT(std::abs(deviations(sum)), 4);
  EXPECT_NEAR(sum.estimate / static_cast<double>(sum.offered), 1, 0.03);
}

TEST(Sampler, FallsAsleepWhenThePressureIsOver) {
  Load load({.queue_size = 10'000});
  load.with_queue();
  for (int i = 0; i < 5; ++i) load.second(50'000, 2'000);
  ASSERT_LT(load.sampler().rate(), 1);
  for (int i = 0; i < 10; ++i) load.second(1'000, 2'000);
  EXPECT_EQ(load.sampler().rate(), 1);
  const Outcome second = load.second(1'000, 2'000);
  EXPECT_EQ(second.kept, second.offered);
}

TEST(Sampler, FillsNoQueueThatNobodyDrains) {
  constexpr std::size_t queue_size = 10'000;
  Load load({.queue_size = queue_size});
  load.with_queue();
  for (int i = 0; i < 30; ++i) load.second(100'000);
  EXPECT_LE(load.queued(), queue_size);
  EXPECT_GT(load.queued(), queue_size / 2);
}

TEST(Sampler, NeverLowersTheThresholdThatATraceBringsAlong) {
  Load load({.spans_per_second = 10});
  const SamplingPoint begin{.threshold = threshold_for(0.001), .epoch = 0};
  EXPECT_EQ(load.sampler().judge(begin, load.new_id(), {}), begin.threshold);
}

// A trace may stay open for months while the numbers of epochs wrap around.
TEST(Sampler, TakesTheSpansOfTracesHoweverOld) {
  Load load({.spans_per_second = 10});
  load.second(1000);
  const std::uint32_t open = load.sampler().point().epoch;
  for (const std::uint32_t age : {1U, 1U << 30, 1U << 31, 3U << 30, 0U - 1}) {
    EXPECT_TRUE(load.sampler().is_judged(open - age)) << age;
  }
  EXPECT_FALSE(load.sampler().is_judged(open));
  for (const std::uint32_t age : {1U << 30, 1U << 31, 3U << 30}) {
    const SamplingPoint begin{.threshold = 0, .epoch = open - age};
    EXPECT_EQ(load.sampler().judge(begin, load.new_id(), {}), 0U) << age;
  }
}

TEST(Sampler, JudgesByTheRandomnessThatATraceBringsAlong) {
  Sampler sampler({.spans_per_second = 10});
  const SamplingPoint begin{.threshold = 0, .epoch = sampler.point().epoch};
  EXPECT_FALSE(sampler.is_judged(begin.epoch));
  sampler.close_epoch();
  sampler.observe({.now = Clock::time_point(1h), .waiting = 1000});
  sampler.judge_epoch();
  EXPECT_TRUE(sampler.is_judged(begin.epoch));
  TraceId id;
  EXPECT_FALSE(sampler.judge(begin, id, {}));
  EXPECT_FALSE(sampler.judge(begin, id, "ot=rv:7fffffffffffff"));
  EXPECT_TRUE(sampler.judge(begin, id, "a=b,ot=rv:ffffffffffffff"));
  id.bytes.fill(0xff);
  EXPECT_TRUE(sampler.judge(begin, id, {}));
  EXPECT_FALSE(sampler.judge(begin, id, "ot=rv:00000000000000"));
}

}  // namespace
}  // namespace sotto::pipeline
