#include "pipeline/duration_histogram.hpp"

namespace sotto::pipeline {

void DurationHistogram::record_outside(double milliseconds,
                                       std::atomic<std::uint64_t>& lost) noexcept {
  if (!(milliseconds > 0)) return core::add_owned(zeros_, 1);  // NaN too
  using namespace duration_scale;
  record(milliseconds < least_ms ? least_ms : greatest_ms, lost);
}

void DurationHistogram::record_first(std::size_t place, std::uint64_t ns,
                                     std::atomic<std::uint64_t>& lost) noexcept {
  std::atomic<std::uint64_t>* const bucket = buckets_.find_or_make(place);
  if (bucket == nullptr) return core::add_owned(lost, 1);
  core::add_owned(*bucket, 1);
  core::add_owned(sum_ns_, ns);
}

}  // namespace sotto::pipeline
