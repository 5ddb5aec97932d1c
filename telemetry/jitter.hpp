#pragma once

#include <chrono>
#include <cstdint>

#include "core/random.hpp"

namespace sotto::telemetry {

/// 90 to 110 % of the interval, so that programs started together do not report together.
inline std::chrono::milliseconds jittered(std::chrono::milliseconds interval,
                                          core::FastRandom& random) noexcept {
  const auto percent = static_cast<std::int64_t>(90 + random.next() % 21);
  return interval * percent / 100;
}

}  // namespace sotto::telemetry
