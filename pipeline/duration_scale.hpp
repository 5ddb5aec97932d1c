#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

/// The buckets of durations: OpenTelemetry's base-2 exponential scale 5. Bucket i has the values in
/// (2^(i/32), 2^((i+1)/32)] milliseconds, 2.2 % apart, so that a value is known to 1.1 %; the
/// boundaries are exact. Buckets have a place too, counted from that of the least value.
namespace sotto::pipeline::duration_scale {

inline constexpr int scale = 5;
inline constexpr int buckets_per_octave = 32;
inline constexpr int first_octave = -20;  // holds a nanosecond, 1e-6 ms
inline constexpr int octaves = 50;        // up to 2^30 ms, twelve days
inline constexpr std::size_t buckets = octaves * buckets_per_octave;
inline constexpr double least_ms = 0x1.0000000000001p-20;  // the least that is above 2^-20
inline constexpr double greatest_ms = 0x1p30;

/// The index of the bucket at a place.
constexpr int index_at(std::size_t place) noexcept {
  return static_cast<int>(place) + first_octave * buckets_per_octave;
}

namespace detail {

inline constexpr unsigned mantissa_bits = 52;
inline constexpr std::uint64_t mantissa_mask = (std::uint64_t{1} << mantissa_bits) - 1;
inline constexpr int exponent_bias = 1023;

// Where bucket i of an octave starts, as the mantissa of a double: floor(2^52 * (2^(i/32) - 1)).
// All but the first are irrational, so no double lies on one.
inline constexpr std::array<std::uint64_t, buckets_per_octave + 1> boundaries{
    0x0000000000000, 0x059b0d3158574, 0x0b5586cf9890f, 0x11301d0125b50, 0x172b83c7d517a,
    0x1d4873168b9aa, 0x2387a6e756238, 0x29e9df51fdee1, 0x306fe0a31b715, 0x371a7373aa9ca,
    0x3dea64c123422, 0x44e086061892d, 0x4bfdad5362a27, 0x5342b569d4f81, 0x5ab07dd485429,
    0x6247eb03a5584, 0x6a09e667f3bcc, 0x71f75e8ec5f73, 0x7a11473eb0186, 0x82589994cce12,
    0x8ace5422aa0db, 0x93737b0cdc5e4, 0x9c49182a3f090, 0xa5503b23e255c, 0xae89f995ad3ad,
    0xb7f76f2fb5e46, 0xc199bdd85529c, 0xcb720dcef9069, 0xd5818dcfba487, 0xdfc97337b9b5e,
    0xea4afa2a490d9, 0xf50765b6e4540, 0x10000000000000};

// A 64th of the mantissa's range is narrower than any bucket, so one boundary at most lies within:
// the value is in the bucket where the 64th starts, or in the next. Added to the mantissa, the
// number of this next bucket less the boundary carries into the bits above when it is reached.
inline constexpr unsigned part_bits = 6;
inline constexpr auto steps = [] {
  std::array<std::uint64_t, 1 << part_bits> table{};
  std::uint64_t bucket = 0;
  for (std::uint64_t part = 0; part < table.size(); ++part) {
    while (boundaries[bucket + 1] <= part << (mantissa_bits - part_bits)) ++bucket;
    table[part] = ((bucket + 1) << mantissa_bits) - boundaries[bucket + 1];
  }
  return table;
}();

}  // namespace detail

/// The place of a value's bucket; none, which is buckets or more, for a value that is not in
/// [least_ms, greatest_ms]: zero, a negative one, NaN.
constexpr std::size_t place_of(double milliseconds) noexcept {
  using namespace detail;
  // Buckets include their upper end. One bit less turns that into the lower end, also across
  // octaves: a power of two becomes the last value of the octave below. What lies below the first
  // octave turns over and, as the sign does, ends far above the last.
  constexpr auto origin = static_cast<std::uint64_t>(exponent_bias + first_octave);
  const std::uint64_t bits =
      std::bit_cast<std::uint64_t>(milliseconds) - 1 - (origin << mantissa_bits);
  const std::uint64_t mantissa = bits & mantissa_mask;
  const std::uint64_t bucket =
      (mantissa + steps[mantissa >> (mantissa_bits - part_bits)]) >> mantissa_bits;
  return (bits >> mantissa_bits) * buckets_per_octave + bucket;
}

}  // namespace sotto::pipeline::duration_scale
