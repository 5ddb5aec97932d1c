#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

#include <sotto/detail/sampling_point.hpp>
#include <sotto/ids.hpp>

#include "transport/retry.hpp"

namespace sotto::pipeline {

using transport::Clock;

using detail::SamplingPoint;

/// The point of traces that begin now. The pipeline thread writes it, every new trace reads it,
/// relaxed: the two parts need not be of the same moment.
struct alignas(64) CurrentSamplingPoint {
  std::atomic<std::uint64_t> threshold{0};
  std::atomic<std::uint32_t> epoch{0};

  SamplingPoint load() const noexcept {
    return {threshold.load(std::memory_order_relaxed), epoch.load(std::memory_order_relaxed)};
  }
  void store(const SamplingPoint& point) noexcept {
    threshold.store(point.threshold, std::memory_order_relaxed);
    epoch.store(point.epoch, std::memory_order_relaxed);
  }
};
extern CurrentSamplingPoint current_sampling_point;

/// How long a span takes that is slow, and therefore kept. Every span that ends reads `ticks`.
struct SlowThreshold {
  std::atomic<std::uint64_t> ticks{UINT64_MAX};
  std::atomic<std::int64_t> ns{0};

  void set(std::chrono::nanoseconds threshold) noexcept;
  /// After a calibration of the clock.
  void recalibrate() noexcept;
};
extern SlowThreshold slow_threshold;

struct SamplerOptions {
  double rate = 1;                   // share of all traces that is kept, at most
  std::size_t spans_per_second = 0;  // the budget of ordinary spans; 0: none
  std::size_t queue_size = 16384;    // spans that may wait for a destination
};

/// What a sampler is told of each round of the pipeline thread. Counts are of spans; those that
/// are not of now only grow.
struct SamplerRound {
  Clock::time_point now;
  std::uint64_t waiting = 0;    // in the rings, now
  std::uint64_t left_out = 0;   // by stage 1
  std::uint64_t settled = 0;    // by the fastest destination
  std::uint64_t queued = 0;     // in the shortest queue, or on the way there, now
  bool are_rings_full = false;  // one is, by half, after the last round took what it could
};

/// Holds the ordinary spans within a budget by leaving out whole traces, evenly.
///
/// Stage 1 judges a trace when it begins, by the threshold of current_sampling_point, which follows
/// the rate of all spans of the last second. Stage 2 catches what that could not foresee: what
/// lies between two rounds of the pipeline thread is an epoch, and when the spans that came in it
/// are more than there is room for, the traces that began in it are judged again, by a higher
/// threshold. An epoch's threshold is fixed before any of its spans is looked at and never
/// changes: so a trace is kept or left whole, and a kept span stands, without bias, for as many
/// as its threshold says.
///
/// The budget is SamplerOptions::spans_per_second, and under pressure what the destinations
/// settle. Pressure begins when the shortest queue is half full, so that a dead destination takes
/// nothing from the others, or when a ring stays half full; it ends at a quarter. With neither
/// the sampler changes nothing. Errors and slow spans are kept always and cost no budget.
///
/// Threads: the pipeline's; rate() is for any.  Memory: 16 bytes for each epoch in which stage 2
/// judged, at most 1 MiB; a trace older than all of these passes stage 2.
class Sampler {
 public:
  explicit Sampler(const SamplerOptions& options);

  /// A new epoch begins; point() must be published before the rings are looked at.
  void close_epoch();

  /// Follows rates, budget and pressure.
  void observe(const SamplerRound& round);

  /// Fixes the threshold of the epoch that was closed. Spans of its traces may be taken from now
  /// on.
  void judge_epoch();

  /// False for the epoch that is open: all others are before it, however old their traces are.
  bool is_judged(std::uint32_t epoch) const noexcept { return epoch != epoch_; }

  /// The threshold that keeps the trace whose begin was kept by stage 1; none when stage 2 leaves
  /// it out. Its R is that of `tracestate`, which is well formed, else that of the id.
  std::optional<std::uint64_t> judge(const SamplingPoint& begin, const TraceId& id,
                                     std::string_view tracestate) const noexcept;

  /// A span was taken from its ring: an ordinary one, or an error or slow one.
  void count_ordinary(bool is_kept) noexcept;
  void count_priority() noexcept { ++counts_.priority; }

  /// For current_sampling_point.
  SamplingPoint point() const noexcept {
    return {threshold_.load(std::memory_order_relaxed), epoch_};
  }

  std::size_t queue_size() const noexcept { return options_.queue_size; }

  /// The share of the traces beginning now that stage 1 keeps. Any thread.
  double rate() const noexcept;

 private:
  struct Counts {
    std::uint64_t ordinary = 0;  // spans taken from the rings
    std::uint64_t priority = 0;  // likewise: errors and slow ones
    std::uint64_t left_out = 0;  // by stage 1
    std::uint64_t settled = 0;
  };
  struct Slice {
    Clock::time_point begin;
    Counts counts;
  };
  struct Judgement {
    std::uint32_t epoch;
    std::uint64_t threshold;
  };

  void measure(const SamplerRound& round);
  void feel_pressure();
  double per_second(std::uint64_t Counts::*count) const noexcept;
  double budget() const noexcept;
  double allowance() const noexcept;
  std::uint64_t threshold_of(std::uint32_t epoch) const noexcept;

  const SamplerOptions options_;
  std::atomic<std::uint64_t> threshold_;  // of stage 1
  std::uint32_t epoch_;                   // that is open: the one before it is judged
  double closed_rate_ = 1;                // of stage 1, until that one was closed
  std::deque<Judgement> judgements_;      // of stage 2, where it raised the threshold; oldest first

  SamplerRound round_;          // the last one
  Counts counts_;               // until now
  std::array<Slice, 10> past_;  // until the begin of each of the last tenths of a second
  std::size_t oldest_ = 0;      // of past_, the next to be overwritten
  bool has_begun_ = false;

  double tokens_;  // ordinary spans that the budget allows now; below 0 when it is overdrawn
  bool is_pressed_ = false;
  bool are_rings_backed_up_ = false;    // for a whole slice
  bool were_rings_always_full_ = true;  // in the current slice
};

}  // namespace sotto::pipeline
