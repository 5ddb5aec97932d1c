#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

#include <sotto/export.hpp>

namespace sotto {

/// 16 random bytes that all spans of a trace share. All zero means "none".
struct TraceId {
  std::array<std::uint8_t, 16> bytes{};

  bool is_valid() const noexcept { return *this != TraceId{}; }
  SOTTO_API std::string to_hex() const;  // 32 lowercase hex digits
  friend constexpr bool operator==(const TraceId& a, const TraceId& b) noexcept {
    using Words = std::array<std::uint64_t, 2>;  // comparing the bytes would be a call
    const auto x = std::bit_cast<Words>(a);
    const auto y = std::bit_cast<Words>(b);
    return ((x[0] ^ y[0]) | (x[1] ^ y[1])) == 0;
  }
};

/// 8 random bytes that name a span within its trace. All zero means "none".
struct SpanId {
  std::array<std::uint8_t, 8> bytes{};

  bool is_valid() const noexcept { return *this != SpanId{}; }
  SOTTO_API std::string to_hex() const;  // 16 lowercase hex digits
  friend constexpr bool operator==(const SpanId& a, const SpanId& b) noexcept {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
  }
};

}  // namespace sotto
