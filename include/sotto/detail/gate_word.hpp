#pragma once

#include <atomic>
#include <cstdint>

#include <sotto/export.hpp>

namespace sotto::detail {

inline constexpr std::uint32_t telemetry_bit = 1;
inline constexpr std::uint32_t tracing_bit = 2;

/// Which layers record now. The session writes it; every public call reads it once, relaxed.
/// Zero without a session, behind a closed gate and after shutdown.
extern SOTTO_API std::atomic<std::uint32_t> gate_word;

/// Inlined into the caller always, so that SOTTO_DISABLED removes the whole call.
SOTTO_ALWAYS_INLINE bool is_on([[maybe_unused]] std::uint32_t bit) noexcept {
#ifdef SOTTO_DISABLED
  return false;
#else
  return (gate_word.load(std::memory_order_relaxed) & bit) != 0;
#endif
}

}  // namespace sotto::detail
