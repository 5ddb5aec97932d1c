#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include <sotto/ids.hpp>

#include "core/random.hpp"
#include "pipeline/context_stack.hpp"
#include "pipeline/shard.hpp"
#include "pipeline/span_ring.hpp"

namespace sotto::pipeline {

/// Why a span was dropped. Append only; the names are those of get_metrics().
enum class DropReason : std::uint8_t {
  ring_full,
  oversize,
  reentrant,
  no_memory,
  queue_full,
  expired,
  opted_out,
  shutdown,
  spool_lost,  // a file of the spool was gone or damaged when its turn came
};
inline constexpr std::size_t drop_reasons = 9;
const char* to_string(DropReason reason) noexcept;

/// What one thread did with its spans. Written by that thread alone, read by any; only grows.
struct SpanCounters {
  std::atomic<std::uint64_t> accepted{0};  // into the ring
  std::atomic<std::uint64_t> sampled_out{0};
  std::array<std::atomic<std::uint64_t>, drop_reasons> dropped{};
  std::atomic<std::uint64_t> cut_fields{0};
};

/// Adds to a counter that no other thread writes: a load and a store, no locked instruction.
inline void bump(std::atomic<std::uint64_t>& counter, std::uint64_t n = 1) noexcept {
  counter.store(counter.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
}

/// What another thread ended while it stood on this thread's context stack.
struct ForeignEnd {
  SpanId span_id;
  std::uint64_t token = 0;  // of an attached context; 0: the span
};

/// Everything that one recording thread owns. Made at its first call, handed to another thread
/// when it ends (counters stay as they are: they only grow), never freed.
struct ThreadSlot {
  Shard shard;
  SpanCounters spans;
  std::atomic<SpanRing*> ring{nullptr};  // made on the first span; then kept with the slot
  ContextStack contexts;
  core::FastRandom random;
  std::uint32_t number = 0;      // its place in the registry
  detail::SpanMarks blank{};     // of a span that begins: its generation and owner are known
  std::uint64_t next_token = 0;  // see make_token
  bool is_busy = false;  // inside a span call: a signal handler's spans are refused meanwhile

  // To be taken off `contexts` by the owner.
  std::atomic<bool> has_foreign_ends{false};
  std::mutex foreign_mutex;
  std::vector<ForeignEnd> foreign_ends;  // guarded by foreign_mutex
};

/// Marks the slot as being worked on, so that a signal handler's spans keep out.
class Busy {
 public:
  explicit Busy(ThreadSlot& slot) noexcept : slot_(slot) {
    slot_.is_busy = true;
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;
  ~Busy() {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    slot_.is_busy = false;
  }

 private:
  ThreadSlot& slot_;
};

/// A name for an entry of the slot's context stack. It is the same wherever the entry goes, and
/// tells the slot that gave it. Never 0.
inline std::uint64_t make_token(ThreadSlot& slot) noexcept {
  return std::uint64_t{slot.number} << 48 | ++slot.next_token;
}
inline std::uint32_t slot_of_token(std::uint64_t token) noexcept {
  return static_cast<std::uint32_t>(token >> 48);
}

/// Tells the slot with that number that something on its context stack has ended elsewhere. When
/// memory is short it keeps it: its next spans hang one level too deep. Any thread.
void end_on_owner(std::uint32_t number, const ForeignEnd& end) noexcept;

/// Takes off the calling thread's stack what other threads ended.
void take_foreign_ends(ThreadSlot& slot) noexcept;

// One word of static TLS, so that reading it is one instruction also in a shared library.
__attribute__((tls_model("initial-exec"))) extern constinit thread_local ThreadSlot* current_slot;

/// The slow half of this_thread_slot().
ThreadSlot* enter_thread_slot() noexcept;

/// The calling thread's slot, made when needed; null when memory is short. A few instructions
/// after the first call. Also from signal handlers, once the thread has its slot.
inline ThreadSlot* this_thread_slot() noexcept {
  if (current_slot != nullptr) [[likely]]
    return current_slot;
  return enter_thread_slot();
}

/// Whether the calling thread is at no position, because it has no slot or nothing on its stack.
inline bool has_no_contexts() noexcept {
  return current_slot == nullptr || current_slot->contexts.size() == 0;
}

/// Spans that had no slot to be counted in: memory was short. Counted as dropped{no_memory}.
void count_spans_without_slot() noexcept;
std::uint64_t spans_without_slot() noexcept;

/// The slot with that number, or null.
ThreadSlot* thread_slot(std::uint32_t number) noexcept;

/// How many slots there are; slots 0 to n-1 exist and stay.
std::uint32_t thread_slots() noexcept;

/// The size that a ring begins with, where it may be so large: a thousand spans. Most threads never
/// have more waiting.
inline constexpr std::size_t first_ring_bytes = 256 << 10;

/// Gives `slot` its ring. Null when memory is short or all rings together would exceed the limit.
SpanRing* make_ring(ThreadSlot& slot) noexcept;

/// Makes the ring of the calling thread, which is full and was small at first, as large as it may
/// be. False when it is that already, or when memory is short.
bool grow_ring(SpanRing& ring) noexcept;

/// The size that each ring may reach, and the limit for all of them.
void set_ring_limits(std::size_t ring_bytes, std::size_t all_bytes) noexcept;

/// Bytes of rings and shards.
std::size_t thread_memory_bytes() noexcept;

extern std::atomic<std::uint16_t> forks;

/// How many forks lie between this process and the one that loaded the library.
inline std::uint16_t fork_generation() noexcept {
  return forks.load(std::memory_order_relaxed);
}

/// Around fork(): holds the registry's lock, so that the child finds it consistent. In the child,
/// forgets the other threads, what was queued, and the random state.
void lock_thread_slots() noexcept;
void unlock_thread_slots() noexcept;
void reset_thread_slots_in_child() noexcept;

}  // namespace sotto::pipeline
