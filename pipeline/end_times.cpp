#include "pipeline/end_times.hpp"

#include <algorithm>
#include <cmath>

namespace sotto::pipeline {
namespace {

constexpr double ns_per_ms = 1e6;

}  // namespace

constinit EndTimes end_times;

void EndTimes::record(double ns) noexcept {
  const std::size_t place = duration_scale::place_of(std::max(ns, 1.0) / ns_per_ms);
  if (place < buckets_.size()) buckets_[place].fetch_add(1, std::memory_order_relaxed);
}

double EndTimes::quantile(double part) const noexcept {
  std::array<std::uint64_t, duration_scale::buckets> counts;
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    all += counts[i] = buckets_[i].load(std::memory_order_relaxed);
  }
  if (all == 0) return 0;
  const double wanted = part * static_cast<double>(all);
  std::uint64_t seen = 0;
  std::size_t place = 0;
  while (static_cast<double>(seen += counts[place]) < wanted) ++place;
  const double middle = duration_scale::index_at(place) + 0.5;
  return std::exp2(middle / duration_scale::buckets_per_octave) * ns_per_ms;
}

void EndTimes::forget() noexcept {
  for (auto& bucket : buckets_) {
    if (bucket.load(std::memory_order_relaxed) != 0) bucket.store(0, std::memory_order_relaxed);
  }
}

}  // namespace sotto::pipeline
