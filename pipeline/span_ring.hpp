#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include <sotto/detail/span_buffer.hpp>

#include "core/os_cache.hpp"
#include "core/os_pages.hpp"

namespace sotto::pipeline {

using detail::SpanSlotRecord;

inline constexpr std::size_t cache_line_bytes = 64;

/// The bytes that a record takes in a ring: whole lines, so that the thread that writes one and
/// the one that reads the one before it are never at work on the same line.
constexpr std::uint32_t ring_bytes(std::uint32_t item_bytes_in_ring) noexcept {
  constexpr std::size_t mask = cache_line_bytes - 1;
  return static_cast<std::uint32_t>((sizeof(SpanSlotRecord) + item_bytes_in_ring + mask) & ~mask);
}

/// The queue of finished spans between one thread and the pipeline thread.
///
/// A record never straddles the end: it may run over into slack behind the ring. The last eighth
/// is for errors and slow spans only. Full means drop: reserve never waits and never allocates.
/// Whoever pushes may let it grow instead, and goes on in new memory at once; the old memory is
/// given back when the other side has emptied it.
///
/// Threads: one reserves and publishes, one other drains.
/// Memory:  `capacity_bytes` and 1 KiB, from the start.
/// Cost:    bench/hot_path.
class SpanRing {
 public:
  static constexpr std::size_t max_record_bytes =
      sizeof(SpanSlotRecord) + detail::SpanBuffer::inline_bytes;

  /// `capacity_bytes` is a power of two, at least 4 KiB. Null when memory is short.
  static std::unique_ptr<SpanRing> make(std::size_t capacity_bytes) noexcept;
  SpanRing(const SpanRing&) = delete;
  SpanRing& operator=(const SpanRing&) = delete;
  ~SpanRing();

  /// Owner thread. Makes room for `capacity_bytes`, a greater power of two. False when memory is
  /// short, or when what was there before it grew the last time has not been drained.
  bool grow(std::size_t capacity_bytes) noexcept;

  /// Owner thread. Where the next record of `bytes`, see ring_bytes(), may be written. Null when
  /// the ring is full for this class of span.
  [[nodiscard]] unsigned char* reserve(std::uint32_t bytes, bool is_priority) noexcept {
    const std::size_t capacity = capacity_bytes();
    const std::size_t limit = is_priority ? capacity : capacity - capacity / 8;
    const std::size_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_seen_ + bytes > limit) [[unlikely]] {
      head_seen_ = head_.load(std::memory_order_acquire);
      if (tail - head_seen_ + bytes > limit) return nullptr;
    }
    return memory_ + (tail & (capacity - 1));
  }
  /// Owner thread. Hands over the record that was written where reserve() said.
  void publish(std::uint32_t bytes) noexcept {
    tail_.store(tail_.load(std::memory_order_relaxed) + bytes, std::memory_order_release);
  }
  /// Owner thread. Asks for the line that will be written a few spans after that at `line`: the
  /// reader's core has it. At the end of the ring it asks in vain, which costs nothing.
  static void prefetch_after(const unsigned char* line) noexcept {
    core::prefetch_for_writing(line + lines_ahead * cache_line_bytes);
  }

  /// Owner thread. Whether more than half is in use. Looks at the other side only when it may be.
  bool is_half_full() noexcept {
    const std::size_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_seen_ <= capacity_bytes() / 2) return false;
    head_seen_ = head_.load(std::memory_order_acquire);
    return tail - head_seen_ > capacity_bytes() / 2;
  }

  /// Pipeline thread. Calls `take(const SpanSlotRecord&)` for each record that is there now, in
  /// order; `take` owns the record's block and trace reference. Stops when `take` returns false:
  /// that record stays. The record's memory is free again when `take` has returned.
  template <typename Take>
  std::size_t drain(Take&& take) {
    std::size_t head = head_.load(std::memory_order_relaxed);
    const std::size_t tail = tail_.load(std::memory_order_acquire);
    const Memory* grown = grown_.load(std::memory_order_acquire);
    std::size_t records = 0;
    while (head != tail) {
      if (grown != nullptr && head == grown->begin) {
        adopt_grown();
        grown = nullptr;
      }
      const auto* record = reinterpret_cast<const SpanSlotRecord*>(drained_->at(head));
      const std::uint32_t bytes = record->bytes;
      if (!take(*record)) break;
      head += bytes;
      ++records;
      head_.store(head, std::memory_order_release);
    }
    return records;
  }

  /// Any thread: bytes in use a moment ago.
  std::size_t used_bytes() const noexcept {
    const std::size_t head = head_.load(std::memory_order_acquire);
    return tail_.load(std::memory_order_acquire) - head;
  }
  std::size_t capacity_bytes() const noexcept { return capacity_.load(std::memory_order_relaxed); }

  /// In the child of a fork: what is queued belongs to the parent. Neither side may be at work, but
  /// for threads that do not exist in the child.
  void forget() noexcept;

 private:
  static constexpr std::size_t lines_ahead = 16;

  struct Memory {
    std::size_t capacity;
    std::size_t begin;  // the position of the first record in it
    core::Pages pages;

    static Memory* make(std::size_t capacity, std::size_t begin) noexcept;
    unsigned char* at(std::size_t position) const noexcept {
      return reinterpret_cast<unsigned char*>(pages.data()) + (position & (capacity - 1));
    }
  };

  explicit SpanRing(Memory* memory) noexcept;
  void push_to(const Memory& memory) noexcept;
  void adopt_grown() noexcept;

  // The owner's: where it pushes.
  std::atomic<std::size_t> capacity_;
  unsigned char* memory_;
  // Each side's index shares a line with nothing that the other side writes.
  alignas(cache_line_bytes) std::atomic<std::size_t> tail_{0};
  std::size_t head_seen_ = 0;
  alignas(cache_line_bytes) std::atomic<std::size_t> head_{0};
  Memory* drained_;                      // owned
  std::atomic<Memory*> grown_{nullptr};  // owned; what follows `drained_`, once there is such
};

}  // namespace sotto::pipeline
