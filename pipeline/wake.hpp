#pragma once

#include <atomic>

namespace sotto::transport {
class EventLoop;
}

namespace sotto::pipeline {

/// True while the pipeline thread sleeps for longer than a producer's ring can wait. Read by
/// producers whose ring is half full; they wake the thread once.
extern std::atomic<bool> thread_sleeps;

/// Wakes the pipeline thread, if there is one. Any thread; one system call at most.
void wake_thread() noexcept;

/// Which loop wake_thread() wakes; null: none. The loop must live until this is called again.
void set_wake_target(transport::EventLoop* loop) noexcept;

/// Around fork(), as for the thread slots.
void lock_wake_target() noexcept;
void unlock_wake_target() noexcept;
void abandon_wake_target() noexcept;  // in the child: the loop is the parent's; unlocks

}  // namespace sotto::pipeline
