#pragma once

#include <chrono>

#include "transport/retry.hpp"

namespace sotto::pipeline {

using transport::Clock;

/// How long the pipeline thread may look away from the rings: until the one that fills fastest is
/// expected to be a quarter full, of what it holds before it grows. A load that comes more suddenly
/// wakes the thread at the half.
///
/// Threads: the pipeline's.
class Pace {
 public:
  static constexpr std::chrono::milliseconds shortest{1};
  static constexpr std::chrono::milliseconds longest{500};

  /// What waits in a ring grows older unseen: the thread looks away for half of `batch_age` at
  /// most, or for 10 ms where that is less.
  explicit Pace(std::chrono::milliseconds batch_age) noexcept;

  /// `fill` is Intake::take_fill(). At least `shortest`.
  Clock::duration wait(Clock::time_point now, double fill) noexcept;

 private:
  const Clock::duration longest_;
  Clock::time_point since_{};  // the begin of the measurement under way
  double fill_ = 0;            // since then
  double fill_per_second_ = 0;
};

}  // namespace sotto::pipeline
