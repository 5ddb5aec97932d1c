#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include <sotto/export.hpp>

namespace sotto {

/// 16 random bytes that all spans of a trace share. All zero means "none".
struct TraceId {
  std::array<std::uint8_t, 16> bytes{};

  bool is_valid() const noexcept { return bytes != std::array<std::uint8_t, 16>{}; }
  SOTTO_API std::string to_hex() const;  // 32 lowercase hex digits
  friend bool operator==(const TraceId&, const TraceId&) = default;
};

/// 8 random bytes that name a span within its trace. All zero means "none".
struct SpanId {
  std::array<std::uint8_t, 8> bytes{};

  bool is_valid() const noexcept { return bytes != std::array<std::uint8_t, 8>{}; }
  SOTTO_API std::string to_hex() const;  // 16 lowercase hex digits
  friend bool operator==(const SpanId&, const SpanId&) = default;
};

}  // namespace sotto
