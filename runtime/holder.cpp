#include "runtime/holder.hpp"

#include <algorithm>
#include <new>
#include <utility>

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

std::shared_ptr<Instance> Holder::get() noexcept {
  const std::lock_guard lock(mutex_);
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

void Holder::abandon() noexcept {
  // The parent's instance holds a thread and sockets that are not ours: it is leaked whole, since
  // destroying it would join the one and close the other.
  new (std::nothrow) std::shared_ptr<Instance>(std::move(instance_));
  instance_.reset();
  is_claimed_ = false;
}

Holder& holder() noexcept {
  static Holder* const instance = new Holder;
  return *instance;
}

}  // namespace sotto::runtime
