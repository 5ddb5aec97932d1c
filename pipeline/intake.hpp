#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/arena.hpp"
#include "core/clock.hpp"
#include "pipeline/batch_pool.hpp"
#include "pipeline/sampler.hpp"
#include "pipeline/span_ring.hpp"
#include "pipeline/trace_state.hpp"
#include "privacy/record_scrubber.hpp"

namespace sotto::pipeline {

struct BatchLimits {
  std::size_t spans = 512;
  std::size_t bytes = 1 << 20;  // of the batch's memory
  std::chrono::milliseconds age{1000};
};

/// How the destinations stand.
struct QueueState {
  std::uint64_t settled = 0;  // spans, by the fastest one, since the start
  double level = 0;           // 0 to 1: how full the emptiest one's queue is
};

/// Takes finished spans out of all threads' rings, scrubs them and puts them into batches.
///
/// Threads: the pipeline's; lost() and interrupt() are for any.
class Intake {
 public:
  using Deliver = std::function<void(SharedBatch)>;

  /// `deliver` gets every batch that is full.
  Intake(privacy::Scrubber scrubber, const SamplerOptions& sampling, BatchLimits limits,
         Deliver deliver);
  ~Intake();
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  /// First in each round: the sampler judges what is in the rings now. Spans of traces that begin
  /// from now on are for the next round.
  void begin_round(const QueueState& queues, Clock::time_point now);

  /// For a round that takes nothing: the sampler follows the load all the same.
  void observe(const QueueState& queues, Clock::time_point now);

  /// Takes what is in the rings and judged, at most `room` spans, and leaves out what the sampler
  /// does. Returns how many it took.
  std::size_t drain(std::size_t room, Clock::time_point now);

  /// Ends the drain() under way, and all that follow, after the span that it is at: large spans
  /// take long to scrub, and the session is over. Any thread.
  void interrupt() noexcept { is_interrupted_.store(true, std::memory_order_relaxed); }
  /// Undoes it, for who takes what is left span by span.
  void resume() noexcept { is_interrupted_.store(false, std::memory_order_relaxed); }

  /// Delivers the open batch when it is old enough, or whatever its age.
  void deliver_aged(Clock::time_point now);
  void deliver_open();

  /// Empties the rings without delivering. Returns the number of spans that were in them.
  std::size_t discard();

  /// When the open batch is due; far away when there is none.
  Clock::time_point due() const noexcept;

  /// What was taken out of one ring since the call before, the most of all: 1 is as much as a ring
  /// holds before it grows.
  double take_fill() noexcept { return std::exchange(fill_, 0); }

  /// Spans for which there was no memory. Any thread.
  std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_acquire); }

  /// Spans of traces that the sampler left out: stage 2. Any thread.
  std::uint64_t left_out() const noexcept { return left_out_.load(std::memory_order_acquire); }

  const Sampler& sampler() const noexcept { return sampler_; }
  const privacy::Scrubber& scrubber() const noexcept { return scrubber_; }

 private:
  /// How a span was sampled.
  struct Verdict {
    bool is_kept = true;
    bool is_trace_left_out = false;
    std::optional<std::uint64_t> threshold = {};  // none: nothing was left out
  };

  Verdict judge(const detail::SpanHeader& header) noexcept;
  void add(const SpanSlotRecord& record, const Verdict& verdict);
  void take(const SpanSlotRecord& record);
  const privacy::Scrubbed<TraceRecord>* trace_of(const detail::SpanHeader& header);

  privacy::Scrubber scrubber_;
  Sampler sampler_;
  const BatchLimits limits_;
  const Deliver deliver_;
  core::TickConverter clock_;
  core::Arena scratch_;          // lists of the span being read
  double mean_bytes_;            // of a record in its ring, of late
  double fill_ = 0;              // see take_fill()
  bool are_rings_full_ = false;  // one is, by half, after what could be taken was
  BatchPool pool_;
  std::shared_ptr<Batch> batch_;  // the open one, which nobody shares yet; or null
  std::size_t last_size_ = 0;     // spans in the batch that was delivered last
  Clock::time_point oldest_ = Clock::time_point::max();  // when the first of its spans ended

  // The trace values that were scrubbed last: spans of a trace come together.
  detail::TraceState* last_trace_ = nullptr;  // a counted reference: its address stays taken
  const void* last_values_ = nullptr;
  std::optional<privacy::Scrubbed<TraceRecord>> last_scrubbed_;  // in the open batch

  std::atomic<std::uint64_t> lost_{0};
  std::atomic<bool> is_interrupted_{false};
  std::atomic<std::uint64_t> left_out_{0};
  std::uint32_t next_slot_ = 0;  // so that a busy thread does not starve the others
};

}  // namespace sotto::pipeline
