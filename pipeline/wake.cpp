#include "pipeline/wake.hpp"

#include <mutex>

#include "core/never_destroyed.hpp"
#include "transport/event_loop.hpp"

namespace sotto::pipeline {
namespace {

struct Target {
  std::mutex mutex;
  transport::EventLoop* loop = nullptr;  // guarded by mutex
};

/// Never destroyed: spans may end while static objects die.
Target& target() noexcept {
  static core::NeverDestroyed<Target> instance;
  return instance.get();
}

constinit std::atomic<void (*)()> revival{nullptr};

}  // namespace

constinit std::atomic<ThreadState> thread_state{ThreadState::awake};

void wake_thread() noexcept {
  const ThreadState before = thread_state.exchange(ThreadState::awake, std::memory_order_relaxed);
  if (before == ThreadState::absent) {
    if (auto* const revive = revival.load(std::memory_order_acquire)) revive();
    return;
  }
  const std::unique_lock lock(target().mutex, std::try_to_lock);
  // Somebody else is waking it, or it is just being replaced: no need to wait.
  if (lock.owns_lock() && target().loop != nullptr) target().loop->wake();
}

void set_revival(void (*revive)()) noexcept {
  revival.store(revive, std::memory_order_release);
}

void set_wake_target(transport::EventLoop* loop) noexcept {
  const std::lock_guard lock(target().mutex);
  target().loop = loop;
}

void lock_wake_target() noexcept {
  target().mutex.lock();
}
void unlock_wake_target() noexcept {
  target().mutex.unlock();
}

void abandon_wake_target() noexcept {
  target().loop = nullptr;
  thread_state.store(ThreadState::absent, std::memory_order_relaxed);
  target().mutex.unlock();
}

}  // namespace sotto::pipeline
