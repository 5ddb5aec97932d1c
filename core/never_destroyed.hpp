#pragma once

#include <new>

namespace sotto::core {

/// For a static object that is used while static objects die: made where it stands, without
/// memory from the heap, and never destroyed.
template <typename T>
class NeverDestroyed {
 public:
  NeverDestroyed() { new (memory_) T; }
  NeverDestroyed(const NeverDestroyed&) = delete;
  NeverDestroyed& operator=(const NeverDestroyed&) = delete;

  T& get() noexcept { return *std::launder(reinterpret_cast<T*>(memory_)); }

 private:
  alignas(T) unsigned char memory_[sizeof(T)];
};

}  // namespace sotto::core
