#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <sotto/provider.hpp>

#include "core/arena.hpp"
#include "core/os_pages.hpp"
#include "privacy/scrubbed.hpp"
#include "transport/retry.hpp"

namespace sotto::pipeline {

using transport::Clock;

/// Scrubbed spans and scores that travel together, and the memory they point to. Built by one
/// thread, then shared, unchanged, by all destinations.
class Batch {
 public:
  explicit Batch(Clock::time_point now) noexcept : oldest_(now) {}

  /// Empties a batch that nobody uses any more; its memory stays for what comes next.
  void begin_anew(Clock::time_point now) noexcept {
    spans_.clear();
    size_ = 0;
    scores_.clear();
    arena_.clear();
    oldest_ = now;
  }
  /// Room for so many spans, so that they are not moved as the batch grows.
  void reserve(std::size_t spans) { spans_.reserve(spans); }

  /// Where the next span is read to and scrubbed. It is no part of the batch before it is added;
  /// until then nobody else asks for one. Throws std::bad_alloc.
  privacy::Unscrubbed<SpanRecord> next_span() {
    spans_.resize(size_);
    return privacy::Unscrubbed(spans_.emplace_back());
  }

  /// Only what passed the scrubber can be added: this is the one way in. A span that lies elsewhere
  /// than next_span() said is copied.
  void add(privacy::Scrubbed<SpanRecord> span) {
    if (size_ == spans_.size() || &span.get() != &spans_.back()) {
      spans_.resize(size_);
      spans_.push_back(span.get());
    }
    ++size_;
  }
  void add(privacy::Scrubbed<ScoreRecord> score) { scores_.push_back(score.get()); }

  /// Where the records' texts are put by the scrubber.
  core::Arena& arena() noexcept { return arena_; }

  std::span<const SpanRecord> spans() const noexcept { return {spans_.data(), size_}; }
  std::span<const ScoreRecord> scores() const noexcept { return scores_; }
  std::size_t size() const noexcept { return size_ + scores_.size(); }
  std::size_t bytes() const noexcept { return arena_.bytes(); }
  /// With the records themselves, and what is held for more of them.
  std::size_t memory_bytes() const noexcept {
    return arena_.held_bytes() + spans_.capacity() * sizeof(SpanRecord) +
           scores_.capacity() * sizeof(ScoreRecord);
  }
  Clock::time_point oldest() const noexcept { return oldest_; }

 private:
  core::Arena arena_;
  // The last may be one that was not added.
  std::vector<SpanRecord, core::PageAllocator<SpanRecord>> spans_;
  std::size_t size_ = 0;  // spans that were
  std::vector<ScoreRecord> scores_;
  Clock::time_point oldest_;
};

using SharedBatch = std::shared_ptr<const Batch>;

}  // namespace sotto::pipeline
