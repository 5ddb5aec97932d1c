#include "core/os_thread.hpp"

#include <pthread.h>
#include <time.h>

#include <atomic>

namespace sotto::core {
namespace {

std::atomic<void (*)(void*)> exit_function{nullptr};

void run_at_exit(void* argument) {
  if (auto* const run = exit_function.load(std::memory_order_acquire)) run(argument);
}

struct ExitKey {
  pthread_key_t key{};
  bool is_made = pthread_key_create(&key, run_at_exit) == 0;
};

}  // namespace

bool at_thread_exit(void (*run)(void*), void* argument) noexcept {
  static const ExitKey exit_key;  // trivially destroyed: threads may end after exit() began
  exit_function.store(run, std::memory_order_release);
  return exit_key.is_made && pthread_setspecific(exit_key.key, argument) == 0;
}

void at_fork(void (*before)(), void (*after_in_parent)(), void (*after_in_child)()) noexcept {
  pthread_atfork(before, after_in_parent, after_in_child);
}

SignalsBlocked::SignalsBlocked() noexcept {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before_);
}

SignalsBlocked::~SignalsBlocked() {
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

double thread_cpu_seconds() noexcept {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace sotto::core
