#pragma once

#include <cstdint>

/// Local differential privacy: an answer is made noisy before it leaves, so that nobody can tell
/// from it what was true, and the share of each answer can still be told from very many of them.
///
/// The promise, epsilon: whatever is sent, it is at most e^epsilon times as likely from one true
/// value as from any other. Of several answers of one sender the epsilons add up.
///
/// Chances are whole numbers of 2^-50 and are rounded to the side of more noise, so that no
/// rounding of floating point breaks the promise.
namespace sotto::telemetry::local_dp {

/// Where noise comes from. Whoever could foretell it would know the true answers.
class RandomSource {
 public:
  virtual ~RandomSource() = default;
  virtual std::uint64_t next() noexcept = 0;  // 64 independent bits
};

/// The generator of the operating system (core::fill_random): the only one in the library.
class SystemRandom final : public RandomSource {
 public:
  std::uint64_t next() noexcept override;
};

enum class Method : std::uint8_t {
  krr,  // k-ary randomised response: the true value, or by chance any one of the others
  oue,  // optimised unary encoding: a bit for each value, each flipped by chance
};

inline constexpr unsigned most_values = 64;

/// How the answers to one question become noisy. An answer is a set of bits, one for each value
/// that the question knows: of krr exactly one is set.
struct Mechanism {
  Method method = Method::krr;
  unsigned values = 2;
  std::uint64_t true_chance = 0;   // that the bit of the true value is set, of 2^50
  std::uint64_t other_chance = 0;  // with oue, that another bit is; with krr it follows

  double p() const noexcept;  // chance that the bit of the true value is set
  double q() const noexcept;  // chance of each other bit

  friend bool operator==(const Mechanism&, const Mechanism&) = default;
};

/// The mechanism with the least error for a question with 2 to most_values values: krr while
/// values < 3 e^epsilon + 2, else oue. `epsilon` is above 0 and at most 10.
Mechanism choose(unsigned values, double epsilon) noexcept;

/// A noisy answer for the true value, which is below mechanism.values.
std::uint64_t perturb(const Mechanism& mechanism, unsigned value, RandomSource& random) noexcept;

/// The share of those who answered for whom a value is true. An estimate can be below 0 or above 1;
/// cut off it could not be added up any more.
struct Estimate {
  double share = 0;
  double low = 0;  // of the interval that holds the true share 95 times in 100
  double high = 0;
};

/// `count` of `answers` noisy answers have the value's bit set; at least one answer. The interval
/// is for the noise alone: how well those who answer stand for others, it does not say.
Estimate estimate(const Mechanism& mechanism, std::uint64_t count, std::uint64_t answers) noexcept;

}  // namespace sotto::telemetry::local_dp
