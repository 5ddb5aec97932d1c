#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <sotto/detail/sampling_point.hpp>
#include <sotto/ids.hpp>

#include "pipeline/shared_baggage.hpp"
#include "pipeline/trace_state.hpp"

namespace sotto::pipeline {

/// The nested positions of one thread, or of a coroutine that is suspended: the open spans and
/// attached contexts, innermost last.
///
/// Threads: the owner's.  Memory: 72 bytes an entry, grown by doubling; when memory is short a
/// push fails and the position stays where it was.
class ContextStack {
 public:
  struct Entry {
    TraceId trace_id;
    SpanId span_id;
    detail::TraceState* trace = nullptr;  // the stack's owner counts this reference and the next
    detail::SharedBaggage* baggage = nullptr;
    std::uint64_t token = 0;  // unique in the process: names an attached context; 0: a span
    detail::SamplingPoint sampling{};  // of the trace's begin
    std::uint8_t flags = 0;
    bool is_remote = false;
    bool is_outside = false;  // an invalid context, attached: hides what is below
  };

  ContextStack() noexcept = default;
  ContextStack(const ContextStack&) = delete;
  ContextStack& operator=(const ContextStack&) = delete;
  ~ContextStack();

  /// The innermost position; null outside of any trace.
  const Entry* top() const noexcept {
    return size_ == 0 || entries_[size_ - 1].is_outside ? nullptr : &entries_[size_ - 1];
  }
  /// The baggage here, or null: spans hand on what is around them, an attached context does not.
  detail::SharedBaggage* baggage() const noexcept;
  /// Gives `baggage` to the innermost entry, if that is the span's.
  void set_baggage(const SpanId& span_id, detail::SharedBaggage& baggage) noexcept;
  std::size_t size() const noexcept { return size_; }

  /// The place of the next entry, for the caller to fill and then to push: what is there is of the
  /// past. One beside the stack when memory is short.
  Entry& next() noexcept {
    if (size_ == capacity_ && !reserve(size_ + 1)) [[unlikely]]
      return spare_;
    return entries_[size_];
  }
  /// False when memory was short.
  bool push_next() noexcept {
    if (size_ == capacity_) [[unlikely]]
      return false;
    std::atomic_signal_fence(std::memory_order_release);  // a handler finds it filled
    ++size_;
    return true;
  }
  /// Both at once.
  bool push(const Entry& entry) noexcept {
    next() = entry;
    return push_next();
  }

  /// Takes the innermost entry off, if it is the span's: as a rule the one that ends is. The entry
  /// is there until the next push. Null, and nothing done, when it is not.
  const Entry* pop(const SpanId& span_id) noexcept {
    if (size_ == 0) return nullptr;
    const Entry& top = entries_[size_ - 1];
    if (!is_same(top.span_id, span_id) || top.token != 0) return nullptr;
    --size_;
    return &top;
  }

  /// Takes the entry of that span or token out, wherever it stands; spans may end out of order.
  /// False, and `out` untouched, when there is none.
  bool remove(const SpanId& span_id, Entry& out) noexcept;
  bool remove(std::uint64_t token, Entry& out) noexcept;

  /// Moves the entry of that token, and what was pushed after it, to the end of `to`. False, and
  /// nothing moved, when there is none. When memory is short they are released instead.
  bool move_from(std::uint64_t token, ContextStack& to) noexcept;
  /// The same with all entries.
  void move_all(ContextStack& to) noexcept { move(0, to); }
  /// Takes all entries off and releases what they hold.
  void clear() noexcept;

 private:
  /// In one comparison, where that of the arrays is a call.
  static bool is_same(const SpanId& a, const SpanId& b) noexcept {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
  }
  bool reserve(std::size_t capacity) noexcept;
  void move(std::size_t first, ContextStack& to) noexcept;
  bool take(std::size_t index, Entry& out) noexcept;

  Entry* entries_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  Entry spare_;
};

/// Counts, or gives back, the references that an entry holds.
inline void retain(const ContextStack::Entry& entry) noexcept {
  if (entry.trace != nullptr) entry.trace->retain();
  if (entry.baggage != nullptr) entry.baggage->retain();
}
inline void release(const ContextStack::Entry& entry) noexcept {
  if (entry.trace != nullptr) entry.trace->release();
  if (entry.baggage != nullptr) entry.baggage->release();
}

}  // namespace sotto::pipeline
