#pragma once

#include <atomic>
#include <new>
#include <type_traits>

#include "core/os_memory.hpp"

namespace sotto::pipeline {

/// The slow half of get_or_make().
template <typename T>
[[gnu::cold, gnu::noinline]] T* make_permanent(std::atomic<T*>& place) noexcept {
  static_assert(std::is_trivially_destructible_v<T>);
  void* const memory = core::permanent_memory(sizeof(T));
  if (memory == nullptr) return nullptr;
  T* const made = new (memory) T{};
  T* there = nullptr;
  return place.compare_exchange_strong(there, made, std::memory_order_acq_rel) ? made : there;
}

/// What `place` points to, made when it is null; null when memory is short. If a signal handler
/// or another thread makes one meanwhile, all get the same.
template <typename T>
T* get_or_make(std::atomic<T*>& place) noexcept {
  T* const there = place.load(std::memory_order_acquire);
  return there != nullptr ? there : make_permanent(place);
}

}  // namespace sotto::pipeline
