#pragma once

#include <atomic>
#include <new>
#include <type_traits>

#include "core/os_memory.hpp"

namespace sotto::pipeline {

/// What `place` points to, made when it is null; null when memory is short. If a signal handler
/// or another thread makes one meanwhile, all get the same.
template <typename T>
T* get_or_make(std::atomic<T*>& place) noexcept {
  static_assert(std::is_trivially_destructible_v<T>);
  T* found = place.load(std::memory_order_acquire);
  if (found != nullptr) return found;
  void* const memory = core::permanent_memory(sizeof(T));
  if (memory == nullptr) return nullptr;
  T* const made = new (memory) T{};
  return place.compare_exchange_strong(found, made, std::memory_order_acq_rel) ? made : found;
}

}  // namespace sotto::pipeline
