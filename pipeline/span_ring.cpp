#include "pipeline/span_ring.hpp"

#include <new>
#include <type_traits>

namespace sotto::pipeline {

static_assert(std::is_trivially_copyable_v<SpanSlotRecord>, "records are copied as bytes");
static_assert(sizeof(SpanSlotRecord) % 8 == 0, "items follow the head without a gap");

std::unique_ptr<SpanRing> SpanRing::make(std::size_t capacity_bytes) noexcept {
  // operator new[] aligns to 16 bytes, enough for a record's head.
  std::unique_ptr<unsigned char[]> memory(
      new (std::nothrow) unsigned char[capacity_bytes + max_record_bytes]);
  if (!memory) return nullptr;
  return std::unique_ptr<SpanRing>(new (std::nothrow) SpanRing(capacity_bytes, std::move(memory)));
}

}  // namespace sotto::pipeline
