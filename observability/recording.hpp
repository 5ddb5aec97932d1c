#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <sotto/config.hpp>

namespace sotto::observability {

/// The groups of headers that inject() and extract() know.
inline constexpr std::uint8_t trace_headers = 1;
inline constexpr std::uint8_t baggage_header = 2;

/// The session's settings that recording threads read: one relaxed load each.
struct RecordingLimits {
  std::atomic<std::size_t> field_bytes{128 << 10};
  std::atomic<std::size_t> span_bytes{1 << 20};
  std::atomic<std::size_t> heap_bytes{32 << 20};  // of all open and queued large spans
  std::atomic<std::uint32_t> in_place_bytes{0};   // of a span's items that no other limit concerns
  std::atomic<std::uint8_t> headers{trace_headers};
};
extern RecordingLimits limits;

/// What OTel limits to 128 of each per span.
inline constexpr std::uint16_t max_attributes = 128;
inline constexpr std::uint16_t max_events = 128;
inline constexpr std::uint16_t max_links = 128;
inline constexpr std::size_t max_name_bytes = 1024;  // of spans and events; longer is content
inline constexpr std::size_t max_key_bytes = 256;

void set_limits(const Config& config) noexcept;

/// Bytes of heap blocks that open and queued spans hold now.
std::size_t span_heap_bytes() noexcept;

}  // namespace sotto::observability
