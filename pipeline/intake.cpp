#include "pipeline/intake.hpp"

#include <new>
#include <type_traits>

#include "pipeline/record_reader.hpp"
#include "pipeline/span_memory.hpp"
#include "pipeline/thread_slot.hpp"

namespace sotto::pipeline {
namespace {

/// What a record owns beside its bytes.
void free_record(const SpanSlotRecord& record) noexcept {
  free_span_block(record.block);
  if (record.header.trace != nullptr) record.header.trace->release();
}

}  // namespace

Intake::Intake(privacy::Scrubber scrubber, BatchLimits limits, Deliver deliver)
    : scrubber_(std::move(scrubber)), limits_(limits), deliver_(std::move(deliver)) {}

Intake::~Intake() {
  if (last_trace_ != nullptr) last_trace_->release();
}

std::size_t Intake::drain(std::size_t room, Clock::time_point now) {
  clock_.recalibrate();
  std::size_t drained = 0;
  const std::uint32_t slots = thread_slots();
  for (std::uint32_t i = 0; i < slots && drained < room; ++i) {
    ThreadSlot& slot = *thread_slot((next_slot_ + i) % slots);
    SpanRing* const ring = slot.ring.load(std::memory_order_acquire);
    if (ring == nullptr) continue;
    drained += ring->drain([&](const SpanSlotRecord& record) {
      if (drained >= room || is_interrupted_.load(std::memory_order_relaxed)) return false;
      take(record, now);
      return true;
    });
  }
  if (slots != 0) next_slot_ = (next_slot_ + 1) % slots;
  return drained;
}

const privacy::Scrubbed<TraceRecord>* Intake::trace_of(const detail::SpanHeader& header) {
  if (header.trace == nullptr) return nullptr;
  if (header.trace_values == last_values_ && last_in_arena_ != nullptr) return last_in_arena_;
  static_assert(std::is_trivially_destructible_v<privacy::Scrubbed<TraceRecord>>);
  const auto& values = *static_cast<const detail::TraceState::Values*>(header.trace_values);
  core::Arena& arena = batch_->arena();
  void* const memory = arena.allocate(sizeof(privacy::Scrubbed<TraceRecord>),
                                      alignof(privacy::Scrubbed<TraceRecord>));
  last_in_arena_ = new (memory)
      privacy::Scrubbed<TraceRecord>(scrubber_.scrub(read_trace(values, scratch_), arena));
  last_values_ = &values;
  header.trace->retain();
  if (last_trace_ != nullptr) last_trace_->release();
  last_trace_ = header.trace;
  return last_in_arena_;
}

void Intake::take(const SpanSlotRecord& record, Clock::time_point now) {
  try {
    if (!batch_) {
      batch_ = std::make_unique<Batch>(now);
      last_in_arena_ = nullptr;
    }
    scratch_.clear();
    const auto* const trace = trace_of(record.header);
    if (record.header.is_score) {
      batch_->add(scrubber_.scrub(read_score(record, clock_), trace, batch_->arena()));
    } else {
      batch_->add(scrubber_.scrub(read_span(record, clock_, scratch_), trace, batch_->arena()));
    }
  } catch (const std::bad_alloc&) {
    lost_.fetch_add(1, std::memory_order_release);
  }
  free_record(record);
  if (batch_ && (batch_->size() >= limits_.spans || batch_->bytes() >= limits_.bytes)) {
    deliver_open();
  }
}

void Intake::deliver_open() {
  if (!batch_) return;
  const SharedBatch full(std::move(batch_));
  if (full->size() != 0) deliver_(full);
}

Clock::time_point Intake::due() const noexcept {
  return batch_ ? batch_->oldest() + limits_.age : Clock::time_point::max();
}

void Intake::deliver_aged(Clock::time_point now) {
  if (now >= due()) deliver_open();
}

std::size_t Intake::discard() {
  std::size_t discarded = 0;
  for (std::uint32_t i = 0; i < thread_slots(); ++i) {
    SpanRing* const ring = thread_slot(i)->ring.load(std::memory_order_acquire);
    if (ring == nullptr) continue;
    discarded += ring->drain([](const SpanSlotRecord& record) {
      free_record(record);
      return true;
    });
  }
  return discarded;
}

}  // namespace sotto::pipeline
