#pragma once

#include <csignal>

namespace sotto::core {

/// Calls `run(argument)` when the calling thread ends, after its thread_local objects are gone.
/// A later call replaces the argument; null cancels. False when the system is out of keys or
/// memory. Not called for the main thread at exit(): the process ends anyway.
bool at_thread_exit(void (*run)(void*), void* argument) noexcept;

/// What fork() does around itself. Registered once, for the process's life.
/// `before` and `after_in_parent` run in the parent, `after_in_child` in the child's only thread.
void at_fork(void (*before)(), void (*after_in_parent)(), void (*after_in_child)()) noexcept;

/// Blocks all signals of the calling thread while it lives, and so for good those of the threads
/// started meanwhile: the host program's handlers are not to run in a thread of ours.
class SignalsBlocked {
 public:
  SignalsBlocked() noexcept;
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked();

 private:
  sigset_t before_;
};

/// CPU time that the calling thread has used, in seconds.
double thread_cpu_seconds() noexcept;

}  // namespace sotto::core
