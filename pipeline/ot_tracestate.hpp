#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include <sotto/ids.hpp>

namespace sotto::pipeline {

/// Consistent probability sampling, as OpenTelemetry has it: a trace has a randomness R of 56 bits,
/// and is kept where R reaches the rejection threshold T. T is 2^56 times the share that is left
/// out, so a kept span stands for 2^56 / (2^56 - T) spans.
inline constexpr std::uint64_t threshold_of_none = std::uint64_t{1} << 56;

/// The W3C trace flag of a trace that is kept whole.
inline constexpr std::uint8_t sampled_flag = 1;

/// The threshold that keeps this share; `rate` is cut to 0..1.
std::uint64_t threshold_for(double rate) noexcept;

/// The share that `threshold` keeps.
double rate_of(std::uint64_t threshold) noexcept;

/// R of a trace that has no other: the last 56 bits of its id. `last_bytes`: the last eight, as
/// they lie in memory.
inline std::uint64_t randomness_of(std::uint64_t last_bytes) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    last_bytes = __builtin_bswap64(last_bytes);
  }
  return last_bytes & (threshold_of_none - 1);
}
inline std::uint64_t randomness_of(const TraceId& id) noexcept {
  std::uint64_t last_bytes = 0;
  std::memcpy(&last_bytes, id.bytes.data() + sizeof(last_bytes), sizeof(last_bytes));
  return randomness_of(last_bytes);
}

/// What the member `ot` of a W3C tracestate says, e.g. "ot=th:fd70a4;rv:1234567890abcd".
struct OtTracestate {
  std::optional<std::uint64_t> threshold = {};   // th: 1 to 14 hex digits, trailing zeros cut
  std::optional<std::uint64_t> randomness = {};  // rv: 14 hex digits
};

/// `tracestate` is well formed, see read_tracestate. A part of the member that is not gives none.
OtTracestate read_ot_tracestate(std::string_view tracestate) noexcept;

/// `tracestate` with this threshold, below threshold_of_none, in its member `ot`; the member's
/// other parts stay. A changed member moves to the front, and at 32 members the last one is left
/// out for it, as W3C asks.
std::string with_threshold(std::string_view tracestate, std::uint64_t threshold);

}  // namespace sotto::pipeline
