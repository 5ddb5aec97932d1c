#include "runtime/fork.hpp"

#include <sotto/detail/gate_word.hpp>

#include "core/os_thread.hpp"
#include "pipeline/thread_slot.hpp"
#include "pipeline/wake.hpp"
#include "runtime/holder.hpp"

namespace sotto::runtime {
namespace {

void before_fork() {
  holder().lock();
  pipeline::lock_wake_target();
  pipeline::lock_thread_slots();
}

void after_fork_in_parent() {
  pipeline::unlock_thread_slots();
  pipeline::unlock_wake_target();
  holder().unlock();
}

void after_fork_in_child() {
  pipeline::reset_thread_slots_in_child();
  pipeline::abandon_wake_target();
  holder().abandon(detail::gate_word.load(std::memory_order_relaxed) != 0);
  holder().unlock();
}

}  // namespace

void handle_forks() {
  [[maybe_unused]] static const bool registered = [] {
    pipeline::set_revival([] { holder().get(); });
    core::at_fork(before_fork, after_fork_in_parent, after_fork_in_child);
    return true;
  }();
}

}  // namespace sotto::runtime
