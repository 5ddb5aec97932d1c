#pragma once

#include <atomic>

namespace sotto::transport {
class EventLoop;
}

namespace sotto::pipeline {

enum class ThreadState : unsigned char {
  awake,   // or not to be woken: nothing can be taken out of the rings
  asleep,  // who fills its ring to the half wakes it
  absent,  // this process is a fork's child: the first span brings the thread back
};

/// Read by every span that ends.
extern std::atomic<ThreadState> thread_state;

/// Wakes the pipeline thread, or brings it back with the function that was set. Any thread; one
/// system call at most, except after a fork.
void wake_thread() noexcept;

/// What brings the thread back in the child of a fork. It does not throw.
void set_revival(void (*revive)()) noexcept;

/// Which loop wake_thread() wakes; null: none. The loop must live until this is called again.
void set_wake_target(transport::EventLoop* loop) noexcept;

/// Around fork(), as for the thread slots.
void lock_wake_target() noexcept;
void unlock_wake_target() noexcept;
void abandon_wake_target() noexcept;  // in the child: the loop is the parent's; unlocks

}  // namespace sotto::pipeline
