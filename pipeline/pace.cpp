#include "pipeline/pace.hpp"

#include <algorithm>

namespace sotto::pipeline {
namespace {

constexpr double wanted_fill = 0.25;

// Half of a very short age would be no rest at all.
constexpr std::chrono::milliseconds least_longest{10};

}  // namespace

Pace::Pace(std::chrono::milliseconds batch_age) noexcept
    : longest_(std::clamp(batch_age / 2, least_longest, longest)) {}

/// Rises at once and falls by halves: after a burst the thread goes on looking for a while.
Clock::duration Pace::wait(Clock::time_point now, double fill) noexcept {
  fill_ += fill;
  if (now - since_ >= shortest) {
    const double seconds = std::chrono::duration<double>(now - since_).count();
    fill_per_second_ = std::max(fill_ / seconds, fill_per_second_ / 2);
    since_ = now;
    fill_ = 0;
  }
  const double most = std::chrono::duration<double>(longest_).count();
  if (fill_per_second_ * most <= wanted_fill) return longest_;
  const std::chrono::duration<double> wait(wanted_fill / fill_per_second_);
  return std::max<Clock::duration>(std::chrono::duration_cast<Clock::duration>(wait), shortest);
}

}  // namespace sotto::pipeline
