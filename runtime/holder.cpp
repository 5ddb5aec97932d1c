#include "runtime/holder.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include <sotto/detail/gate_word.hpp>

#include "core/never_destroyed.hpp"
#include "runtime/instance.hpp"

namespace sotto::runtime {

bool Holder::claim() {
  const std::lock_guard lock(mutex_);
  if (is_claimed_) return false;
  is_claimed_ = true;
  warnings_.clear();
  return true;
}

void Holder::release() noexcept {
  const std::lock_guard lock(mutex_);
  is_claimed_ = false;
}

void Holder::set(std::shared_ptr<Instance> instance) {
  std::shared_ptr<Instance> previous;
  {
    const std::lock_guard lock(mutex_);
    previous = std::exchange(instance_, std::move(instance));
  }
  // Here `previous` dies outside of the lock.
}

/// Precondition: mutex_ is held.
void Holder::revive() noexcept {
  if (!child_start_) return;
  const std::unique_ptr<InstanceStart> start = std::move(child_start_);
  try {
    instance_ = std::make_shared<Instance>(std::move(*start));
  } catch (const std::exception&) {
    // Memory or threads were short: the child goes on without a session.
    detail::gate_word.store(0, std::memory_order_relaxed);
  }
}

std::shared_ptr<Instance> Holder::get() noexcept {
  const std::lock_guard lock(mutex_);
  revive();
  return instance_;
}

std::shared_ptr<Instance> Holder::get_to_stop() noexcept {
  const std::lock_guard lock(mutex_);
  const bool has_recorded =
      child_start_ && (read_span_totals().since(child_start_->spans).accepted != 0 ||
                       !telemetry::read_totals().since(child_start_->counts).empty());
  if (has_recorded) revive();
  return instance_;
}

void Holder::warn(const char* sentence) noexcept {
  const std::lock_guard lock(mutex_);
  try {
    if (std::ranges::find(warnings_, sentence) == warnings_.end()) warnings_.emplace_back(sentence);
  } catch (const std::bad_alloc&) {
    return;  // the warning is about less than this
  }
}

std::vector<std::string> Holder::warnings() {
  const std::lock_guard lock(mutex_);
  return warnings_;
}

void Holder::abandon(bool goes_on) noexcept {
  if (!instance_) return;
  try {
    if (goes_on) child_start_ = std::make_unique<InstanceStart>(instance_->for_child());
  } catch (const std::bad_alloc&) {
    detail::gate_word.store(0, std::memory_order_relaxed);
  }
  // The parent's instance holds a thread and sockets that are not ours: it is leaked whole, since
  // destroying it would join the one and close the other.
  instance_->close_in_child();
  new (std::nothrow) std::shared_ptr<Instance>(std::move(instance_));
  instance_.reset();
}

Holder& holder() noexcept {
  static core::NeverDestroyed<Holder> instance;
  return instance.get();
}

}  // namespace sotto::runtime
