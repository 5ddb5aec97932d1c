#pragma once

namespace sotto::core {

/// Asks for the cache line at `address`, to be written soon. Any address will do.
/// In assembly, as GCC makes a prefetch for reading of it unless it may assume a newer processor;
/// older ones take the instruction for none.
inline void prefetch_for_writing(const void* address) noexcept {
#if defined(__x86_64__)
  asm volatile("prefetchw %0" : : "m"(*static_cast<const char*>(address)));
#else
  __builtin_prefetch(address, 1);
#endif
}

}  // namespace sotto::core
