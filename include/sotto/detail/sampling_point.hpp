#pragma once

#include <cstdint>

namespace sotto::detail {

/// What a trace takes along from its begin, and its spans inherit: how it was judged, and when.
/// See pipeline/sampler.hpp.
struct SamplingPoint {
  std::uint64_t threshold;  // that kept it
  std::uint32_t epoch;
};

}  // namespace sotto::detail
