#include "pipeline/intake.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "pipeline/ot_tracestate.hpp"
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

Intake::Intake(privacy::Scrubber scrubber, const SamplerOptions& sampling, BatchLimits limits,
               Deliver deliver)
    : scrubber_(std::move(scrubber)),
      sampler_(sampling),
      limits_(limits),
      deliver_(std::move(deliver)),
      mean_bytes_(2 * sizeof(SpanSlotRecord)) {
  slow_threshold.recalibrate();
}

Intake::~Intake() {
  if (last_trace_ != nullptr) last_trace_->release();
}

void Intake::observe(const QueueState& queues, Clock::time_point now) {
  clock_.recalibrate();
  slow_threshold.recalibrate();
  SamplerRound round;
  round.now = now;
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < thread_slots(); ++i) {
    const ThreadSlot& slot = *thread_slot(i);
    round.left_out += slot.spans.sampled_out.load(std::memory_order_relaxed);
    const SpanRing* const ring = slot.ring.load(std::memory_order_acquire);
    if (ring != nullptr) bytes += ring->used_bytes();
  }
  round.waiting = static_cast<std::uint64_t>(static_cast<double>(bytes) / mean_bytes_);
  round.settled = queues.settled;
  const double queued = queues.level * static_cast<double>(sampler_.queue_size());
  round.queued = static_cast<std::uint64_t>(queued) + (batch_ ? batch_->spans().size() : 0);
  round.are_rings_full = are_rings_full_;
  sampler_.observe(round);
  current_sampling_point.store(sampler_.point());
}

void Intake::begin_round(const QueueState& queues, Clock::time_point now) {
  sampler_.close_epoch();
  current_sampling_point.store(sampler_.point());
  observe(queues, now);
  sampler_.judge_epoch();
}

std::size_t Intake::drain(std::size_t room, Clock::time_point now) {
  clock_.recalibrate();
  const std::uint64_t now_ticks = core::now_ticks();
  const auto end_of = [&](const SpanSlotRecord& record) {
    const auto age = clock_.duration_ns(record.header.end_ticks, now_ticks);
    return now - std::chrono::nanoseconds(age);
  };
  std::size_t drained = 0;
  std::size_t bytes = 0;
  are_rings_full_ = false;
  const std::uint32_t slots = thread_slots();
  for (std::uint32_t i = 0; i < slots; ++i) {
    ThreadSlot& slot = *thread_slot((next_slot_ + i) % slots);
    SpanRing* const ring = slot.ring.load(std::memory_order_acquire);
    if (ring == nullptr) continue;
    std::size_t ring_bytes = 0;
    ring->drain([&](const SpanSlotRecord& record) {
      if (drained == room || is_interrupted_.load(std::memory_order_relaxed)) return false;
      // What belongs to the new epoch already is judged in the next round.
      const detail::SpanHeader& header = record.header;
      if (!header.is_score && !sampler_.is_judged(header.sampling.epoch)) return false;
      // The first in a ring is the oldest of it.
      if (!batch_) oldest_ = end_of(record);
      if (ring_bytes == 0) oldest_ = std::min(oldest_, end_of(record));
      ++drained;
      ring_bytes += record.bytes;
      take(record);
      return true;
    });
    bytes += ring_bytes;
    const auto capacity = static_cast<double>(std::min(ring->capacity_bytes(), first_ring_bytes));
    fill_ = std::max(fill_, static_cast<double>(ring_bytes) / capacity);
    are_rings_full_ = are_rings_full_ || ring->used_bytes() > ring->capacity_bytes() / 2;
  }
  if (slots != 0) next_slot_ = (next_slot_ + 1) % slots;
  if (drained != 0) mean_bytes_ = static_cast<double>(bytes) / static_cast<double>(drained);
  return drained;
}

const privacy::Scrubbed<TraceRecord>* Intake::trace_of(const detail::SpanHeader& header) {
  if (header.trace == nullptr) return nullptr;
  if (header.trace_values == last_values_ && last_scrubbed_) return &*last_scrubbed_;
  const auto& values = *static_cast<const detail::TraceState::Values*>(header.trace_values);
  core::Arena& arena = batch_->arena();
  TraceRecord& trace = arena.make_array<TraceRecord>(1).front();
  read_trace(values, scratch_, trace);
  last_scrubbed_ = scrubber_.scrub(privacy::Unscrubbed(trace), arena);
  last_values_ = &values;
  header.trace->retain();
  if (last_trace_ != nullptr) last_trace_->release();
  last_trace_ = header.trace;
  return &*last_scrubbed_;
}

Intake::Verdict Intake::judge(const detail::SpanHeader& header) noexcept {
  const auto* const values = static_cast<const detail::TraceState::Values*>(header.trace_values);
  const std::string_view tracestate = values == nullptr ? std::string_view() : values->trace_state;
  const bool was_sampled = (header.flags & sampled_flag) != 0;
  auto threshold =
      was_sampled ? sampler_.judge(header.sampling, header.trace_id, tracestate) : std::nullopt;
  Verdict verdict;
  verdict.is_trace_left_out = !threshold;
  verdict.is_kept = threshold || header.is_priority;
  // A span that is kept always stands for itself; where nothing is left out nothing needs saying.
  if (threshold != 0U) verdict.threshold = header.is_priority ? 0 : threshold;
  if (header.is_priority) {
    sampler_.count_priority();
  } else {
    sampler_.count_ordinary(verdict.is_kept);
  }
  return verdict;
}

void Intake::take(const SpanSlotRecord& record) {
  const Verdict verdict = record.header.is_score ? Verdict() : judge(record.header);
  if (verdict.is_kept) {
    add(record, verdict);
  } else {
    left_out_.fetch_add(1, std::memory_order_release);
  }
  free_record(record);
  if (batch_ && (batch_->size() >= limits_.spans || batch_->bytes() >= limits_.bytes)) {
    deliver_open();
  }
}

void Intake::add(const SpanSlotRecord& record, const Verdict& verdict) {
  try {
    if (!batch_) {
      batch_ = pool_.take(oldest_);
      batch_->reserve(last_size_);
      last_scrubbed_.reset();
    }
    scratch_.clear();
    const auto* const trace = trace_of(record.header);
    if (record.header.is_score) {
      ScoreRecord score = read_score(record, clock_);
      batch_->add(scrubber_.scrub(privacy::Unscrubbed(score), trace, batch_->arena()));
      return;
    }
    auto raw = batch_->next_span();
    read_span(record, clock_, scratch_, *raw);
    std::string tracestate;
    if (verdict.threshold) {
      const auto given = trace == nullptr ? std::string_view() : trace->get().trace_state;
      tracestate = with_threshold(given, *verdict.threshold);
      raw->trace_state = tracestate;
    }
    raw->is_trace_left_out = verdict.is_trace_left_out;
    batch_->add(scrubber_.scrub(std::move(raw), trace, batch_->arena()));
  } catch (const std::bad_alloc&) {
    lost_.fetch_add(1, std::memory_order_release);
  }
}

void Intake::deliver_open() {
  if (!batch_) return;
  const SharedBatch full(std::move(batch_));
  oldest_ = Clock::time_point::max();
  last_size_ = full->spans().size();
  if (full->size() != 0) deliver_(full);
}

Clock::time_point Intake::due() const noexcept {
  return batch_ ? oldest_ + limits_.age : Clock::time_point::max();
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
