#include "runtime/span_totals.hpp"

#include <numeric>

namespace sotto::runtime {

std::uint64_t SpanTotals::dropped_sum() const noexcept {
  return std::accumulate(dropped.begin(), dropped.end(), std::uint64_t{0});
}

SpanTotals SpanTotals::since(const SpanTotals& earlier) const noexcept {
  SpanTotals difference = *this;
  difference.accepted -= earlier.accepted;
  difference.sampled_out -= earlier.sampled_out;
  difference.cut_fields -= earlier.cut_fields;
  for (std::size_t i = 0; i < dropped.size(); ++i) difference.dropped[i] -= earlier.dropped[i];
  return difference;
}

SpanTotals read_span_totals() noexcept {
  constexpr auto acquire = std::memory_order_acquire;
  SpanTotals totals;
  for (std::uint32_t i = 0; i < pipeline::thread_slots(); ++i) {
    const pipeline::SpanCounters& spans = pipeline::thread_slot(i)->spans;
    totals.accepted += spans.accepted.load(acquire);
    totals.sampled_out += spans.sampled_out.load(acquire);
    totals.cut_fields += spans.cut_fields.load(acquire);
    for (std::size_t r = 0; r < totals.dropped.size(); ++r) {
      totals.dropped[r] += spans.dropped[r].load(acquire);
    }
  }
  constexpr auto no_memory = static_cast<std::size_t>(pipeline::DropReason::no_memory);
  totals.dropped[no_memory] += pipeline::spans_without_slot();
  return totals;
}

}  // namespace sotto::runtime
