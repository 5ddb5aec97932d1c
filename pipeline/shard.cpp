#include "pipeline/shard.hpp"

namespace sotto::pipeline {
namespace {

std::size_t bytes_of(const DurationHistogram& histogram) noexcept {
  std::size_t bytes = sizeof(histogram);
  for (std::size_t i = 0; i < DurationHistogram::octaves; ++i) {
    if (histogram.octave(i) != nullptr) bytes += sizeof(DurationHistogram::Octave);
  }
  return bytes;
}

}  // namespace

void Shard::record(std::uint32_t series, double milliseconds) noexcept {
  add(series, 1);
  if (HistogramPage* const page = get_or_make(histograms_[series / page_cells])) {
    DurationHistogram* const histogram = get_or_make((*page)[series % page_cells]);
    if (histogram != nullptr && histogram->record(milliseconds)) return;
  }
  core::add_owned(lost_, 1);
}

std::uint64_t Shard::count(std::uint32_t series) const noexcept {
  const CounterPage* const page = counters_[series / page_cells].load(std::memory_order_acquire);
  return page == nullptr ? 0 : (*page)[series % page_cells].load(std::memory_order_relaxed);
}

const DurationHistogram* Shard::histogram(std::uint32_t series) const noexcept {
  const HistogramPage* const page =
      histograms_[series / page_cells].load(std::memory_order_acquire);
  return page == nullptr ? nullptr : (*page)[series % page_cells].load(std::memory_order_acquire);
}

std::size_t Shard::bytes() const noexcept {
  std::size_t bytes = 0;
  for (const auto& page : counters_) {
    if (page.load(std::memory_order_relaxed) != nullptr) bytes += sizeof(CounterPage);
  }
  for (const auto& place : histograms_) {
    const HistogramPage* const page = place.load(std::memory_order_acquire);
    if (page == nullptr) continue;
    bytes += sizeof(HistogramPage);
    for (const auto& cell : *page) {
      const DurationHistogram* const histogram = cell.load(std::memory_order_acquire);
      if (histogram != nullptr) bytes += bytes_of(*histogram);
    }
  }
  return bytes;
}

}  // namespace sotto::pipeline
