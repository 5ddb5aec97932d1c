#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <sotto/provider.hpp>

#include "core/arena.hpp"
#include "privacy/scrubbed.hpp"
#include "transport/retry.hpp"

namespace sotto::pipeline {

using transport::Clock;

/// Scrubbed spans and scores that travel together, and the memory they point to. Built by one
/// thread, then shared, unchanged, by all destinations.
class Batch {
 public:
  explicit Batch(Clock::time_point now) noexcept : oldest_(now) {}

  /// Only what passed the scrubber can be added: this is the one way in.
  void add(privacy::Scrubbed<SpanRecord> span) { spans_.push_back(std::move(span).take()); }
  void add(privacy::Scrubbed<ScoreRecord> score) { scores_.push_back(std::move(score).take()); }

  /// Where the records' texts are put by the scrubber.
  core::Arena& arena() noexcept { return arena_; }

  std::span<const SpanRecord> spans() const noexcept { return spans_; }
  std::span<const ScoreRecord> scores() const noexcept { return scores_; }
  std::size_t size() const noexcept { return spans_.size() + scores_.size(); }
  std::size_t bytes() const noexcept { return arena_.bytes(); }
  /// With the records themselves.
  std::size_t memory_bytes() const noexcept {
    return arena_.bytes() + spans_.capacity() * sizeof(SpanRecord) +
           scores_.capacity() * sizeof(ScoreRecord);
  }
  Clock::time_point oldest() const noexcept { return oldest_; }

 private:
  core::Arena arena_;
  std::vector<SpanRecord> spans_;
  std::vector<ScoreRecord> scores_;
  Clock::time_point oldest_;
};

using SharedBatch = std::shared_ptr<const Batch>;

}  // namespace sotto::pipeline
