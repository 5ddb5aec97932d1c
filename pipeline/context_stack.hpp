#pragma once

#include <cstddef>
#include <cstdint>

#include <sotto/detail/sampling_point.hpp>
#include <sotto/ids.hpp>

namespace sotto::detail {
class TraceState;
}

namespace sotto::pipeline {

/// One thread's nested positions: the open spans and attached contexts, innermost last.
///
/// Threads: the owner's.  Memory: 64 bytes an entry, grown by doubling; when memory is short a
/// push fails and the position stays where it was.
class ContextStack {
 public:
  struct Entry {
    TraceId trace_id;
    SpanId span_id;
    detail::TraceState* trace = nullptr;  // the stack's owner counts the reference
    std::uint64_t token = 0;              // unique in the thread: names the entry
    detail::SamplingPoint sampling{};     // of the trace's begin
    std::uint8_t flags = 0;
    bool is_remote = false;
  };

  ContextStack() noexcept = default;
  ContextStack(const ContextStack&) = delete;
  ContextStack& operator=(const ContextStack&) = delete;
  ~ContextStack();

  const Entry* top() const noexcept { return size_ == 0 ? nullptr : &entries_[size_ - 1]; }
  std::size_t size() const noexcept { return size_; }

  /// False when memory is short.
  bool push(const Entry& entry) noexcept;

  /// Takes the entry of that span or token out, wherever it stands; spans may end out of order.
  /// False, and `out` untouched, when there is none.
  bool remove(const SpanId& span_id, Entry& out) noexcept;
  bool remove(std::uint64_t token, Entry& out) noexcept;
  bool pop(Entry& out) noexcept;

 private:
  bool take(std::size_t index, Entry& out) noexcept;

  Entry* entries_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace sotto::pipeline
