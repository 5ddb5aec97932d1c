#include "pipeline/span_ring.hpp"

#include <new>
#include <type_traits>
#include <utility>

namespace sotto::pipeline {

static_assert(std::is_trivially_copyable_v<SpanSlotRecord>, "records are copied as bytes");

SpanRing::Memory* SpanRing::Memory::make(std::size_t capacity, std::size_t begin) noexcept {
  core::Pages pages(capacity + max_record_bytes);
  if (!pages) return nullptr;
  return new (std::nothrow) Memory{capacity, begin, std::move(pages)};
}

SpanRing::SpanRing(Memory* memory) noexcept : drained_(memory) {
  push_to(*memory);
}

SpanRing::~SpanRing() {
  delete grown_.load(std::memory_order_relaxed);
  delete drained_;
}

std::unique_ptr<SpanRing> SpanRing::make(std::size_t capacity_bytes) noexcept {
  std::unique_ptr<Memory> memory(Memory::make(capacity_bytes, 0));
  if (!memory) return nullptr;
  std::unique_ptr<SpanRing> ring(new (std::nothrow) SpanRing(memory.get()));
  if (ring) static_cast<void>(memory.release());
  return ring;
}

void SpanRing::push_to(const Memory& memory) noexcept {
  memory_ = memory.at(0);
  capacity_.store(memory.capacity, std::memory_order_relaxed);
}

/// Positions go on as they are, so that the room in the new memory is less what the old one still
/// holds. The other side learns of the new memory with the first record in it, or before.
bool SpanRing::grow(std::size_t capacity_bytes) noexcept {
  if (grown_.load(std::memory_order_acquire) != nullptr) return false;
  Memory* const memory = Memory::make(capacity_bytes, tail_.load(std::memory_order_relaxed));
  if (memory == nullptr) return false;
  push_to(*memory);
  grown_.store(memory, std::memory_order_release);
  return true;
}

void SpanRing::adopt_grown() noexcept {
  Memory* const emptied = drained_;
  drained_ = grown_.load(std::memory_order_relaxed);
  grown_.store(nullptr, std::memory_order_release);
  delete emptied;
}

/// The thread that was growing the ring, or the one that was giving back its old memory, may be
/// half way through: both sides go on in the newest memory that both knew of.
void SpanRing::forget() noexcept {
  Memory* const grown = grown_.exchange(nullptr, std::memory_order_relaxed);
  if (grown != nullptr && grown != drained_) delete std::exchange(drained_, grown);
  push_to(*drained_);
  const std::size_t tail = tail_.load(std::memory_order_relaxed);
  head_.store(tail, std::memory_order_relaxed);
  head_seen_ = tail;
}

}  // namespace sotto::pipeline
