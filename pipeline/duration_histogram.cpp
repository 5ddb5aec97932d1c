#include "pipeline/duration_histogram.hpp"

#include <bit>

#include "core/os_counter.hpp"
#include "pipeline/permanent.hpp"

namespace sotto::pipeline {
namespace {

constexpr unsigned mantissa_bits = 52;
constexpr std::uint64_t mantissa_mask = (std::uint64_t{1} << mantissa_bits) - 1;
constexpr int exponent_bias = 1023;

// Where bucket i of an octave starts, as the mantissa of a double: floor(2^52 * (2^(i/32) - 1)).
// All but the first are irrational, so no double lies on one.
constexpr std::array<std::uint64_t, DurationHistogram::buckets_per_octave + 1> boundaries{
    0x0000000000000, 0x059b0d3158574, 0x0b5586cf9890f, 0x11301d0125b50, 0x172b83c7d517a,
    0x1d4873168b9aa, 0x2387a6e756238, 0x29e9df51fdee1, 0x306fe0a31b715, 0x371a7373aa9ca,
    0x3dea64c123422, 0x44e086061892d, 0x4bfdad5362a27, 0x5342b569d4f81, 0x5ab07dd485429,
    0x6247eb03a5584, 0x6a09e667f3bcc, 0x71f75e8ec5f73, 0x7a11473eb0186, 0x82589994cce12,
    0x8ace5422aa0db, 0x93737b0cdc5e4, 0x9c49182a3f090, 0xa5503b23e255c, 0xae89f995ad3ad,
    0xb7f76f2fb5e46, 0xc199bdd85529c, 0xcb720dcef9069, 0xd5818dcfba487, 0xdfc97337b9b5e,
    0xea4afa2a490d9, 0xf50765b6e4540, 0x10000000000000};

// The bucket at the start of each 64th of the mantissa's range. A 64th is narrower than any
// bucket, so the right one is this or the next.
constexpr unsigned guess_bits = 6;
constexpr auto guesses = [] {
  std::array<std::uint8_t, 1 << guess_bits> table{};
  std::uint8_t bucket = 0;
  for (std::uint64_t part = 0; part < table.size(); ++part) {
    while (boundaries[bucket + 1U] <= part << (mantissa_bits - guess_bits)) ++bucket;
    table[part] = bucket;
  }
  return table;
}();

}  // namespace

int DurationHistogram::index_of(double milliseconds) noexcept {
  // Buckets include their upper end. One bit less turns that into the lower end, also across
  // octaves: a power of two becomes the last value of the octave below.
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(milliseconds) - 1;
  const std::uint64_t mantissa = bits & mantissa_mask;
  const int exponent = static_cast<int>(bits >> mantissa_bits) - exponent_bias;
  const unsigned guess = guesses[mantissa >> (mantissa_bits - guess_bits)];
  const int bucket = static_cast<int>(guess) + (mantissa >= boundaries[guess + 1] ? 1 : 0);
  return exponent * static_cast<int>(buckets_per_octave) + bucket;
}

bool DurationHistogram::record(double milliseconds) noexcept {
  if (!(milliseconds > 0)) {  // NaN too
    core::add_owned(zeros_, 1);
    return true;
  }
  if (milliseconds < least_ms) milliseconds = least_ms;
  if (milliseconds > greatest_ms) milliseconds = greatest_ms;
  const int index = index_of(milliseconds) - first_octave * static_cast<int>(buckets_per_octave);
  const auto place = static_cast<std::size_t>(index);
  Octave* const octave = get_or_make(octaves_[place / buckets_per_octave]);
  if (octave == nullptr) return false;
  core::add_owned((*octave)[place % buckets_per_octave], 1);
  // Through the signed type: the processor converts to it in one instruction.
  const auto nanoseconds = static_cast<std::int64_t>(milliseconds * 1e6 + 0.5);
  core::add_owned(sum_ns_, static_cast<std::uint64_t>(nanoseconds));
  return true;
}

}  // namespace sotto::pipeline
