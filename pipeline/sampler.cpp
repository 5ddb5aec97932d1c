#include "pipeline/sampler.hpp"

#include <algorithm>
#include <limits>

#include "core/clock.hpp"
#include "pipeline/ot_tracestate.hpp"

namespace sotto::pipeline {
namespace {

using std::chrono::duration;

constexpr std::chrono::milliseconds slice_length{100};

// Below this a rate is no longer measured but guessed.
constexpr double least_measured_seconds = 0.5;

// Stage 1 aims a little below the budget: at 1000 spans/s chance moves a second's sum by 3 %.
constexpr double aimed_share = 0.9;

// A threshold always lets some traces pass: those of an epoch with none would be missing from
// every estimate.
constexpr double lowest_rate = 1.0 / 65536;

constexpr std::size_t max_judgements = 65536;
constexpr std::uint32_t forgotten_epochs = 1U << 30;  // long before the number comes again

// Seconds that a budget may be overdrawn for, by the spans of traces begun earlier.
constexpr double longest_debt_seconds = 10;

bool is_before(std::uint32_t epoch, std::uint32_t other) noexcept {
  return static_cast<std::int32_t>(epoch - other) < 0;
}

}  // namespace

constinit CurrentSamplingPoint current_sampling_point;
constinit SlowThreshold slow_threshold;

void SlowThreshold::set(std::chrono::nanoseconds threshold) noexcept {
  ns.store(threshold.count(), std::memory_order_relaxed);
  recalibrate();
}

void SlowThreshold::recalibrate() noexcept {
  const std::chrono::nanoseconds threshold(ns.load(std::memory_order_relaxed));
  ticks.store(core::ticks_in(threshold), std::memory_order_relaxed);
}

Sampler::Sampler(const SamplerOptions& options)
    : options_(options),
      threshold_(threshold_for(options.rate)),
      epoch_(current_sampling_point.load().epoch),
      tokens_(static_cast<double>(options.spans_per_second)) {}

double Sampler::rate() const noexcept {
  return rate_of(threshold_.load(std::memory_order_relaxed));
}

void Sampler::close_epoch() {
  ++epoch_;
  closed_rate_ = rate();
  if (!judgements_.empty() && epoch_ - judgements_.front().epoch > forgotten_epochs) {
    judgements_.pop_front();
  }
}

void Sampler::observe(const SamplerRound& round) {
  measure(round);
  feel_pressure();
  const double offered = per_second(&Counts::ordinary) + per_second(&Counts::left_out);
  const double allowed = budget();
  double rate = options_.rate;
  if (offered > allowed) rate = std::min(rate, std::max(allowed / offered, lowest_rate));
  threshold_.store(threshold_for(rate), std::memory_order_relaxed);
}

void Sampler::measure(const SamplerRound& round) {
  counts_.left_out = round.left_out;
  counts_.settled = round.settled;
  if (!has_begun_) {
    past_.fill({round.now, counts_});
    has_begun_ = true;
  } else {
    const auto budget = static_cast<double>(options_.spans_per_second);
    const double passed = duration<double>(round.now - round_.now).count();
    tokens_ = std::clamp(tokens_ + passed * budget, -longest_debt_seconds * budget, budget);
  }
  were_rings_always_full_ = were_rings_always_full_ && round.are_rings_full;
  const Slice& newest = past_[(oldest_ + past_.size() - 1) % past_.size()];
  if (round.now - newest.begin >= slice_length) {
    past_[oldest_] = {round.now, counts_};
    oldest_ = (oldest_ + 1) % past_.size();
    are_rings_backed_up_ = were_rings_always_full_;
    were_rings_always_full_ = true;
  }
  round_ = round;
}

void Sampler::feel_pressure() {
  const bool is_half_full = 2 * round_.queued >= options_.queue_size;
  const bool is_quarter_full = 4 * round_.queued >= options_.queue_size;
  is_pressed_ = is_half_full || are_rings_backed_up_ || (is_pressed_ && is_quarter_full);
}

double Sampler::per_second(std::uint64_t Counts::*count) const noexcept {
  const Slice& oldest = past_[oldest_];
  const double seconds = duration<double>(round_.now - oldest.begin).count();
  return static_cast<double>(counts_.*count - oldest.counts.*count) /
         std::max(seconds, least_measured_seconds);
}

/// Ordinary spans per second that stage 1 may keep.
double Sampler::budget() const noexcept {
  double spans = std::numeric_limits<double>::infinity();
  if (options_.spans_per_second != 0) {
    spans = aimed_share * static_cast<double>(options_.spans_per_second);
  }
  if (!is_pressed_) return spans;
  const double settled = per_second(&Counts::settled);
  const double queued = static_cast<double>(round_.queued);
  const double size = static_cast<double>(options_.queue_size);
  // Brings the queue to three eighths within a second, between the two ends of pressure. A backend
  // that settles nothing yet gets the rest of the queue over ten seconds.
  double pressed = std::max(settled + 0.375 * size - queued, (settled + size - queued) / 10);
  if (are_rings_backed_up_) pressed = std::min(pressed, aimed_share * settled);
  return std::min(spans, pressed);
}

/// Spans that this round may take. Half of what is left, so that the next one has some, too.
double Sampler::allowance() const noexcept {
  const double room = static_cast<double>(options_.queue_size) - static_cast<double>(round_.queued);
  return std::max(0.0, options_.spans_per_second == 0 ? room : std::min(room, tokens_)) / 2;
}

void Sampler::judge_epoch() {
  const double ordinary = per_second(&Counts::ordinary);
  const double taken = ordinary + per_second(&Counts::priority);
  const double share = taken > 0 ? ordinary / taken : 1;
  const double expected = share * static_cast<double>(round_.waiting);
  const double allowed = allowance();
  if (expected <= allowed) return;
  const double lowered = std::max(closed_rate_ * allowed / expected, lowest_rate);
  if (judgements_.size() == max_judgements) judgements_.pop_front();
  judgements_.push_back({epoch_ - 1, threshold_for(lowered)});
}

std::optional<std::uint64_t> Sampler::judge(const SamplingPoint& begin, const TraceId& id,
                                            std::string_view tracestate) const noexcept {
  const std::uint64_t threshold = threshold_of(begin.epoch);
  if (threshold > begin.threshold) {
    const auto given = read_ot_tracestate(tracestate).randomness;
    if (given.value_or(randomness_of(id)) < threshold) return std::nullopt;
  }
  return std::max(threshold, begin.threshold);
}

void Sampler::count_ordinary(bool is_kept) noexcept {
  ++counts_.ordinary;
  if (is_kept) tokens_ -= 1;
}

std::uint64_t Sampler::threshold_of(std::uint32_t epoch) const noexcept {
  if (judgements_.empty() || is_before(judgements_.back().epoch, epoch)) return 0;
  const auto found = std::ranges::lower_bound(judgements_, epoch, is_before, &Judgement::epoch);
  return found != judgements_.end() && found->epoch == epoch ? found->threshold : 0;
}

}  // namespace sotto::pipeline
