#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace sotto::detail {

/// What a label set counts. Each kind names its two labels.
enum class SeriesKind : std::uint8_t {
  feature,              // feature, category
  error,                // type, component
  agent_run_succeeded,  // agent type, framework
  agent_run_failed,     // the same
  timer,                // name, none
};

/// One word for a kind and the hashes of its two labels (Label::hash(); 0 for none): where the set
/// stands in the table, and all of it but the texts. The compiler computes it from literals.
///
/// From the lowest bit: 7 bits the first label's size, 7 the second's, 3 the kind, 47 of hash.
constexpr std::uint64_t label_set_key(SeriesKind kind, std::uint64_t first,
                                      std::uint64_t second) noexcept {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio: spreads every bit
  constexpr std::uint64_t size = 0x7f;               // Label::hash() has it in its low byte
  const std::uint64_t exact =
      (first & size) | (second & size) << 7 | static_cast<std::uint64_t>(kind) << 14;
  const std::uint64_t mixed = (std::rotl(first * odd, 32) ^ second ^ exact) * odd;
  return (mixed & ~std::uint64_t{0x1ffff}) | exact;
}

constexpr std::size_t first_size(std::uint64_t key) noexcept {
  return key & 0x7f;
}
constexpr std::size_t second_size(std::uint64_t key) noexcept {
  return key >> 7 & 0x7f;
}
constexpr SeriesKind kind_of(std::uint64_t key) noexcept {
  return static_cast<SeriesKind>(key >> 14 & 0x7);
}

}  // namespace sotto::detail
