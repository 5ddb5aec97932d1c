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

/// Scrubbed spans that travel together, and the memory they point to. Built by one thread, then
/// shared, unchanged, by all destinations.
class Batch {
 public:
  explicit Batch(Clock::time_point now) noexcept : oldest_(now) {}

  /// Only what passed the scrubber can be added: this is the one way in.
  void add(privacy::Scrubbed<SpanRecord> span) { spans_.push_back(std::move(span).take()); }

  /// Where the spans' texts are put by the scrubber.
  core::Arena& arena() noexcept { return arena_; }

  std::span<const SpanRecord> spans() const noexcept { return spans_; }
  std::size_t bytes() const noexcept { return arena_.bytes(); }
  /// With the records themselves.
  std::size_t memory_bytes() const noexcept {
    return arena_.bytes() + spans_.capacity() * sizeof(SpanRecord);
  }
  Clock::time_point oldest() const noexcept { return oldest_; }

 private:
  core::Arena arena_;
  std::vector<SpanRecord> spans_;
  Clock::time_point oldest_;
};

using SharedBatch = std::shared_ptr<const Batch>;

}  // namespace sotto::pipeline
