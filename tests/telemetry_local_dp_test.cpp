// The promise of local differential privacy, measured: whatever leaves tells no more than epsilon
// says, and what is estimated from very many answers is true. The noise is seeded, so that every
// run measures the same; no threshold is nearer than four deviations.

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "telemetry/local_dp.hpp"

namespace sotto::telemetry::local_dp {
namespace {

class SeededRandom final : public RandomSource {
 public:
  explicit SeededRandom(unsigned seed) noexcept {
    for (unsigned i = 0; i < seed; ++i) random_.next();
  }
  std::uint64_t next() noexcept override { return random_.next(); }

 private:
  core::FastRandom random_;  // begins at 0: nobody has seeded it
};

/// What the rounded chances promise.
double promised_by(const Mechanism& mechanism) {
  const double p = mechanism.p();
  const double q = mechanism.q();
  return mechanism.method == Method::krr ? std::log(p / q) : std::log(p / q * (1 - q) / (1 - p));
}

struct Question {
  unsigned values;
  double epsilon;
};

class EveryQuestion : public testing::TestWithParam<Question> {
 protected:
  Mechanism mechanism_ = choose(GetParam().values, GetParam().epsilon);
  SeededRandom random_{GetParam().values};
};

INSTANTIATE_TEST_SUITE_P(LocalDp, EveryQuestion,
                         testing::Values(Question{2, 0.1}, Question{2, 0.5}, Question{2, 1},
                                         Question{2, 2}, Question{2, 4}, Question{12, 0.25},
                                         Question{12, 1}, Question{12, 2}, Question{64, 4}),
                         [](const auto& info) {
                           const int tenths =
                               static_cast<int>(std::lround(info.param.epsilon * 10));
                           return "K" + std::to_string(info.param.values) + "EpsilonTenths" +
                                  std::to_string(tenths);
                         });

TEST(LocalDp, TakesTheMechanismWithTheLessError) {
  EXPECT_EQ(choose(2, 0.01).method, Method::krr) << "2 < 3 e^0.01 + 2";
  EXPECT_EQ(choose(10, 1).method, Method::krr) << "10 < 3 e + 2 = 10.15";
  EXPECT_EQ(choose(11, 1).method, Method::oue);
  EXPECT_EQ(choose(64, 4).method, Method::krr);
}

TEST_P(EveryQuestion, GetsItsEpsilonAndNeverMore) {
  EXPECT_LE(promised_by(mechanism_), GetParam().epsilon);
  EXPECT_NEAR(promised_by(mechanism_), GetParam().epsilon, 1e-9);
}

TEST_P(EveryQuestion, IsAnsweredInItsOwnValues) {
  for (unsigned i = 0; i < 10'000; ++i) {
    const std::uint64_t answer = perturb(mechanism_, i % mechanism_.values, random_);
    if (mechanism_.values < 64) {
      ASSERT_EQ(answer >> mechanism_.values, 0U);
    }
    if (mechanism_.method == Method::krr) {
      ASSERT_EQ(std::popcount(answer), 1);
    }
  }
}

/// 10,000 senders, a tenth of them with the first value, a half with the last, and the others
/// spread over all.
std::vector<unsigned> true_values(unsigned values) {
  std::vector<unsigned> all(10'000);
  for (unsigned i = 0; i < all.size(); ++i) {
    all[i] = i % 10 == 0 ? 0 : i % 2 == 1 ? values - 1 : i / 10 % values;
  }
  return all;
}

TEST_P(EveryQuestion, IsEstimatedWithoutBiasAndWithTrueIntervals) {
  constexpr int runs = 2000;  // 0.1 standard deviations are 4.5 of their mean
  const unsigned k = mechanism_.values;
  const std::vector<unsigned> truth = true_values(k);
  std::vector<double> share(k);
  for (const unsigned value : truth) share[value] += 1.0 / static_cast<double>(truth.size());

  std::vector<double> error(k);
  std::vector<double> squared(k);
  double covered = 0;
  for (int run = 0; run < runs; ++run) {
    std::vector<std::uint64_t> counts(k);
    for (const unsigned value : truth) {
      for (std::uint64_t bits = perturb(mechanism_, value, random_); bits != 0; bits &= bits - 1) {
        ++counts[static_cast<unsigned>(std::countr_zero(bits))];
      }
    }
    for (unsigned j = 0; j < k; ++j) {
      const Estimate found = estimate(mechanism_, counts[j], truth.size());
      error[j] += (found.share - share[j]) / runs;
      squared[j] += (found.share - share[j]) * (found.share - share[j]) / runs;
      covered += found.low <= share[j] && share[j] <= found.high ? 1.0 : 0.0;
    }
  }
  for (unsigned j = 0; j < k; ++j) {
    EXPECT_LT(std::abs(error[j]), 0.1 * std::sqrt(squared[j])) << "bias of value " << j;
  }
  const double coverage = covered / (runs * k);
  EXPECT_GE(coverage, 0.93);
  EXPECT_LE(coverage, 0.97);
}

/// Looks at what leaves, and at nothing else: of 1,000,000 answers to each true value, how much
/// more often does anything come from the first than from another, or the other way round? An
/// answer is told by the bits of the two values, all that differs between their answers.
class Auditor {
 public:
  struct Finding {
    double epsilon = 0;  // the largest that was seen
    double proven = 0;   // so much of it is no luck
  };

  static Finding audit(const Mechanism& mechanism, RandomSource& random) {
    Finding worst;
    const unsigned values = std::min(mechanism.values, 3U);  // all are alike
    std::vector<std::vector<std::uint64_t>> answers(values);
    for (unsigned value = 0; value < values; ++value) {
      answers[value].reserve(outputs);
      for (int i = 0; i < outputs; ++i) {
        answers[value].push_back(perturb(mechanism, value, random));
      }
    }
    for (unsigned b = 1; b < values; ++b) {
      const Seen of_first = count(answers[0], 0, b);
      const Seen of_other = count(answers[b], 0, b);
      compare(of_first, of_other, worst);
      compare(of_other, of_first, worst);
    }
    return worst;
  }

 private:
  static constexpr int outputs = 1'000'000;
  static constexpr double deviations = 4.5;  // by luck once in 18,000 audits of 16 comparisons each
  using Seen = std::array<double, 4>;

  static Seen count(const std::vector<std::uint64_t>& answers, unsigned a, unsigned b) {
    Seen seen{};
    for (const std::uint64_t bits : answers) ++seen[(bits >> a & 1) + 2 * (bits >> b & 1)];
    return seen;
  }
  static void compare(const Seen& one, const Seen& other, Finding& worst) {
    for (std::size_t i = 0; i < one.size(); ++i) {
      const double ratio = std::log((one[i] + 0.5) / (other[i] + 0.5));
      const double luck = deviations * std::sqrt(1 / (one[i] + 0.5) + 1 / (other[i] + 0.5));
      worst.epsilon = std::max(worst.epsilon, ratio);
      worst.proven = std::max(worst.proven, ratio - luck);
    }
  }
};

TEST_P(EveryQuestion, TellsAnAuditorNoMoreThanItsEpsilon) {
  const double epsilon = GetParam().epsilon;
  const Auditor::Finding found = Auditor::audit(mechanism_, random_);
  EXPECT_LE(found.proven, epsilon);
  EXPECT_NEAR(found.epsilon, epsilon, 0.02 + epsilon / 20) << "the auditor sees all there is";
}

TEST(Auditor, FindsAMechanismThatTellsATenthMore) {
  SeededRandom random(7);
  EXPECT_GT(Auditor::audit(choose(2, 1.1), random).proven, 1.0);
  EXPECT_GT(Auditor::audit(choose(12, 1.1), random).proven, 1.0);
  Mechanism forgetful = choose(12, 1);
  forgetful.other_chance = 0;  // the bits of the others are never set
  EXPECT_GT(Auditor::audit(forgetful, random).proven, 4.0);
}

TEST(SystemRandom, GivesAnswersLikeAnyOther) {
  SystemRandom random;
  const Mechanism mechanism = choose(2, 1);
  std::uint64_t yes = 0;
  constexpr int answers = 100'000;
  for (int i = 0; i < answers; ++i) yes += perturb(mechanism, 1, random) >> 1;
  // Six deviations: by luck once in 500 million runs.
  EXPECT_NEAR(static_cast<double>(yes) / answers, mechanism.p(), 6 * 0.5 / std::sqrt(answers));
}

}  // namespace
}  // namespace sotto::telemetry::local_dp
