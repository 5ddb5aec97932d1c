#include "pipeline/thread_slot.hpp"

#include <algorithm>
#include <memory>
#include <new>

#include <sotto/tracing.hpp>

#include "core/never_destroyed.hpp"
#include "core/os_memory.hpp"
#include "core/os_thread.hpp"

namespace sotto::pipeline {
namespace {

// 16384 threads at once; the table is untouched memory until they exist.
constexpr std::uint32_t max_slots = 16384;

struct Registry {
  std::mutex mutex;
  std::atomic<std::uint32_t> count{0};
  std::array<std::atomic<ThreadSlot*>, max_slots> slots{};
  std::vector<ThreadSlot*> free;  // guarded by mutex; left by threads that ended
};

/// What all rings may take. Without a lock: the end of a span asks, in a signal handler too.
struct RingBudget {
  std::atomic<std::size_t> each{2 << 20};  // at most
  std::atomic<std::size_t> all{32 << 20};
  std::atomic<std::size_t> taken{0};

  bool take(std::size_t bytes) noexcept {
    std::size_t before = taken.load(std::memory_order_relaxed);
    do {
      if (before + bytes > all.load(std::memory_order_relaxed)) return false;
    } while (!taken.compare_exchange_weak(before, before + bytes, std::memory_order_relaxed));
    return true;
  }
  void give_back(std::size_t bytes) noexcept { taken.fetch_sub(bytes, std::memory_order_relaxed); }
};
constinit RingBudget ring_budget;

/// Never destroyed: threads may record while static objects die.
Registry& registry() noexcept {
  static core::NeverDestroyed<Registry> instance;
  return instance.get();
}

constinit std::atomic<std::uint64_t> without_slot{0};

detail::SpanMarks blank_marks(std::uint32_t owner) noexcept {
  detail::SpanMarks marks{};
  marks.level = static_cast<std::uint8_t>(Level::normal);
  marks.generation = fork_generation();
  marks.owner = owner;
  return marks;
}

void leave_slot(void* argument) {
  auto* const slot = static_cast<ThreadSlot*>(argument);
  current_slot = nullptr;
  slot->contexts.clear();
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  all.free.push_back(slot);  // reserved when the slot was made: does not allocate
}

ThreadSlot* take_slot() noexcept {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  if (!all.free.empty()) {
    ThreadSlot* const slot = all.free.back();
    all.free.pop_back();
    return slot;
  }
  const std::uint32_t number = all.count.load(std::memory_order_relaxed);
  if (number == max_slots) return nullptr;
  try {
    if (all.free.capacity() == number) all.free.reserve(std::size_t{2} * number + 1);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
  // Not by malloc, which would give each thread a cache of its own for this one piece.
  void* const memory = core::permanent_memory(sizeof(ThreadSlot));
  if (memory == nullptr) return nullptr;
  auto* const slot = new (memory) ThreadSlot;
  slot->number = number;
  slot->blank = blank_marks(number);
  slot->random.seed();
  all.slots[number].store(slot, std::memory_order_release);
  all.count.store(number + 1, std::memory_order_release);
  return slot;
}

}  // namespace

const char* to_string(DropReason reason) noexcept {
  switch (reason) {
    case DropReason::ring_full: return "ring_full";
    case DropReason::oversize: return "oversize";
    case DropReason::reentrant: return "reentrant";
    case DropReason::no_memory: return "no_memory";
    case DropReason::queue_full: return "queue_full";
    case DropReason::expired: return "expired";
    case DropReason::opted_out: return "opted_out";
    case DropReason::shutdown: return "shutdown";
    case DropReason::spool_lost: return "spool_lost";
  }
  return "unknown";
}

constinit thread_local ThreadSlot* current_slot = nullptr;
constinit std::atomic<std::uint16_t> forks{0};

ThreadSlot* enter_thread_slot() noexcept {
  ThreadSlot* const slot = take_slot();
  if (slot == nullptr) return nullptr;
  current_slot = slot;
  core::at_thread_exit(leave_slot, slot);
  return slot;
}

void end_on_owner(std::uint32_t number, const ForeignEnd& end) noexcept {
  ThreadSlot* const owner = thread_slot(number);
  if (owner == nullptr || owner == current_slot) return;
  const std::lock_guard lock(owner->foreign_mutex);
  try {
    owner->foreign_ends.push_back(end);
    owner->has_foreign_ends.store(true, std::memory_order_relaxed);
  } catch (const std::bad_alloc&) {
    return;
  }
}

void take_foreign_ends(ThreadSlot& slot) noexcept {
  const std::lock_guard lock(slot.foreign_mutex);
  for (const ForeignEnd& end : slot.foreign_ends) {
    ContextStack::Entry entry;
    const bool is_found = end.token != 0 ? slot.contexts.remove(end.token, entry)
                                         : slot.contexts.remove(end.span_id, entry);
    if (is_found) release(entry);
  }
  slot.foreign_ends.clear();
  slot.has_foreign_ends.store(false, std::memory_order_relaxed);
}

void count_spans_without_slot() noexcept {
  without_slot.fetch_add(1, std::memory_order_relaxed);
}

std::uint64_t spans_without_slot() noexcept {
  return without_slot.load(std::memory_order_relaxed);
}

ThreadSlot* thread_slot(std::uint32_t number) noexcept {
  return number < max_slots ? registry().slots[number].load(std::memory_order_acquire) : nullptr;
}

std::uint32_t thread_slots() noexcept {
  return registry().count.load(std::memory_order_acquire);
}

SpanRing* make_ring(ThreadSlot& slot) noexcept {
  const std::size_t bytes =
      std::min(ring_budget.each.load(std::memory_order_relaxed), first_ring_bytes);
  if (!ring_budget.take(bytes)) return nullptr;
  std::unique_ptr<SpanRing> ring = SpanRing::make(bytes);
  if (!ring) {
    ring_budget.give_back(bytes);
    return nullptr;
  }
  slot.ring.store(ring.get(), std::memory_order_release);
  return ring.release();
}

bool grow_ring(SpanRing& ring) noexcept {
  const std::size_t before = ring.capacity_bytes();
  std::size_t bytes = ring_budget.each.load(std::memory_order_relaxed);
  while (bytes > before && !ring_budget.take(bytes - before)) bytes /= 2;
  if (bytes <= before) return false;
  if (ring.grow(bytes)) return true;
  ring_budget.give_back(bytes - before);
  return false;
}

void set_ring_limits(std::size_t ring_bytes, std::size_t all_bytes) noexcept {
  std::size_t rounded = 4096;
  while (rounded * 2 <= ring_bytes) rounded *= 2;
  ring_budget.each.store(rounded, std::memory_order_relaxed);
  ring_budget.all.store(all_bytes, std::memory_order_relaxed);
}

std::size_t thread_memory_bytes() noexcept {
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < thread_slots(); ++i) {
    const ThreadSlot& slot = *thread_slot(i);
    bytes += sizeof(ThreadSlot) + slot.shard.bytes();
    const SpanRing* const ring = slot.ring.load(std::memory_order_acquire);
    if (ring != nullptr) bytes += ring->capacity_bytes();
  }
  return bytes;
}

// The forking thread's own slot goes on in the child: nobody may be half way through changing it.
void lock_thread_slots() noexcept {
  registry().mutex.lock();
  if (current_slot != nullptr) current_slot->foreign_mutex.lock();
}
void unlock_thread_slots() noexcept {
  if (current_slot != nullptr) current_slot->foreign_mutex.unlock();
  registry().mutex.unlock();
}

void reset_thread_slots_in_child() noexcept {
  forks.fetch_add(1, std::memory_order_relaxed);
  Registry& all = registry();
  for (std::uint32_t i = 0; i < thread_slots(); ++i) {
    ThreadSlot& slot = *thread_slot(i);
    SpanRing* const ring = slot.ring.load(std::memory_order_relaxed);
    if (ring != nullptr) ring->forget();
    slot.blank = blank_marks(slot.number);
    if (&slot == current_slot) {
      slot.random.seed();
      continue;
    }
    // Its thread does not exist here, and may have been at work on these: they are made anew in
    // place, and what they held is left alone.
    new (&slot.foreign_mutex) std::mutex;
    new (&slot.foreign_ends) std::vector<ForeignEnd>;
    new (&slot.contexts) ContextStack;
    slot.is_busy = false;
  }
  all.free.clear();
  for (std::uint32_t i = 0; i < thread_slots(); ++i) {
    if (thread_slot(i) != current_slot) all.free.push_back(thread_slot(i));
  }
  unlock_thread_slots();
}

}  // namespace sotto::pipeline
