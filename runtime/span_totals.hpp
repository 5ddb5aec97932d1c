#pragma once

#include <array>
#include <cstdint>

#include "pipeline/thread_slot.hpp"

namespace sotto::runtime {

/// What all threads did with their spans. A plain value; everything in it only grows, so a
/// session's share is the difference of two of them.
struct SpanTotals {
  std::uint64_t accepted = 0;
  std::uint64_t sampled_out = 0;
  std::uint64_t cut_fields = 0;
  std::array<std::uint64_t, pipeline::drop_reasons> dropped{};

  std::uint64_t dropped_sum() const noexcept;
  SpanTotals since(const SpanTotals& earlier) const noexcept;
};

/// Now, since the process began. Any thread.
SpanTotals read_span_totals() noexcept;

}  // namespace sotto::runtime
