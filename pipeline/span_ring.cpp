#include "pipeline/span_ring.hpp"

#include <new>
#include <type_traits>

namespace sotto::pipeline {

static_assert(std::is_trivially_copyable_v<SpanSlotRecord>, "records are copied as bytes");

std::unique_ptr<SpanRing> SpanRing::make(std::size_t capacity_bytes) noexcept {
  const std::size_t lines = (capacity_bytes + max_record_bytes) / sizeof(Line);
  std::unique_ptr<Line[]> memory(new (std::nothrow) Line[lines]);
  if (!memory) return nullptr;
  return std::unique_ptr<SpanRing>(new (std::nothrow) SpanRing(capacity_bytes, std::move(memory)));
}

}  // namespace sotto::pipeline
