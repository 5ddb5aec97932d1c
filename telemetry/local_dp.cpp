#include "telemetry/local_dp.hpp"

#include <algorithm>
#include <cmath>

#include "core/random.hpp"

namespace sotto::telemetry::local_dp {
namespace {

constexpr unsigned chance_bits = 50;  // 2^-50 is coarser than what a double gets wrong here
constexpr auto always = std::uint64_t{1} << chance_bits;

double to_double(std::uint64_t chance) noexcept {
  return static_cast<double>(chance) / static_cast<double>(always);
}

/// Of true values less, of false ones more than what was computed: both are more noise.
std::uint64_t below(double chance) noexcept {
  return static_cast<std::uint64_t>(chance * static_cast<double>(always)) - 1;
}
std::uint64_t above(double chance) noexcept {
  return static_cast<std::uint64_t>(chance * static_cast<double>(always)) + 2;
}

bool happens(std::uint64_t chance, RandomSource& random) noexcept {
  return random.next() >> (64 - chance_bits) < chance;
}

/// 0 to n - 1, each exactly as often: the 2^64 mod n numbers that would be too many are drawn
/// again.
unsigned draw_below(unsigned n, RandomSource& random) noexcept {
  const std::uint64_t too_many = -std::uint64_t{n} % n;
  std::uint64_t drawn = 0;
  do {
    drawn = random.next();
  } while (drawn < too_many);
  return static_cast<unsigned>(drawn % n);
}

}  // namespace

std::uint64_t SystemRandom::next() noexcept {
  std::uint64_t bits = 0;
  core::fill_random(&bits, sizeof(bits));
  return bits;
}

double Mechanism::p() const noexcept {
  return to_double(true_chance);
}

double Mechanism::q() const noexcept {
  return method == Method::krr ? (1 - p()) / (values - 1) : to_double(other_chance);
}

Mechanism choose(unsigned values, double epsilon) noexcept {
  const double odds = std::exp(epsilon);
  if (values < 3 * odds + 2) return {Method::krr, values, below(odds / (odds + values - 1)), 0};
  return {Method::oue, values, always / 2, above(1 / (odds + 1))};
}

std::uint64_t perturb(const Mechanism& mechanism, unsigned value, RandomSource& random) noexcept {
  constexpr std::uint64_t one = 1;
  if (mechanism.method == Method::krr) {
    if (happens(mechanism.true_chance, random)) return one << value;
    const unsigned other = draw_below(mechanism.values - 1, random);
    return one << (other < value ? other : other + 1);
  }
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < mechanism.values; ++i) {
    const std::uint64_t chance = i == value ? mechanism.true_chance : mechanism.other_chance;
    if (happens(chance, random)) bits |= one << i;
  }
  return bits;
}

Estimate estimate(const Mechanism& mechanism, std::uint64_t count, std::uint64_t answers) noexcept {
  constexpr double deviations = 1.959964;  // of the normal distribution, on both sides of 95 %
  const double p = mechanism.p();
  const double q = mechanism.q();
  const auto n = static_cast<double>(answers);
  const double share = (static_cast<double>(count) / n - q) / (p - q);
  const double likely = std::clamp(share, 0.0, 1.0);
  const double variance = (likely * p * (1 - p) + (1 - likely) * q * (1 - q)) / n;
  const double reach = deviations * std::sqrt(variance) / (p - q);
  return {share, share - reach, share + reach};
}

}  // namespace sotto::telemetry::local_dp
