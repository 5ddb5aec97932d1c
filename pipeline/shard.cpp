#include "pipeline/shard.hpp"

namespace sotto::pipeline {

void Shard::add_first(const Place& series, std::uint64_t n) noexcept {
  std::atomic<std::uint64_t>* const counter = counters_.find_or_make(series);
  core::add_owned(counter != nullptr ? *counter : lost_, n);
}

void Shard::record_first(const Place& series, double milliseconds) noexcept {
  std::atomic<DurationHistogram*>* const place = histograms_.find_or_make(series);
  DurationHistogram* const histogram = place == nullptr ? nullptr : get_or_make(*place);
  if (histogram == nullptr) return core::add_owned(lost_, 1);
  histogram->record(milliseconds, lost_);
}

std::uint64_t Shard::count(const Place& series) const noexcept {
  const std::atomic<std::uint64_t>* const counter = counters_.find(series);
  return counter == nullptr ? 0 : counter->load(std::memory_order_relaxed);
}

const DurationHistogram* Shard::histogram(const Place& series) const noexcept {
  const std::atomic<DurationHistogram*>* const place = histograms_.find(series);
  return place == nullptr ? nullptr : place->load(std::memory_order_acquire);
}

std::size_t Shard::bytes() const noexcept {
  std::size_t bytes = counters_.bytes() + histograms_.bytes();
  histograms_.for_each([&](std::size_t, const std::atomic<DurationHistogram*>& place) {
    const DurationHistogram* const histogram = place.load(std::memory_order_acquire);
    if (histogram != nullptr) bytes += histogram->bytes();
  });
  return bytes;
}

}  // namespace sotto::pipeline
