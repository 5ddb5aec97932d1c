#pragma once

#include <atomic>
#include <cstdint>

namespace sotto::core {

/// Adds to a counter that one thread alone writes, that thread's signal handlers included, and
/// any may read. Relaxed.
///
/// One instruction, so that a handler finds the addition done or not begun: a load and a store
/// would lose what the handler adds between them. It needs no lock prefix, which orders cores and
/// costs 20 times the addition; C++ has no other way to say so. Elsewhere, and under the thread
/// sanitizer, which does not see into assembly, it is an atomic addition.
inline void add_owned(std::atomic<std::uint64_t>& counter, std::uint64_t n) noexcept {
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SOTTO_ADD_IS_ATOMIC
#endif
#endif
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__) && !defined(SOTTO_ADD_IS_ATOMIC)
  asm volatile("addq %1, %0" : "+m"(counter) : "er"(n) : "cc");
#else
  counter.fetch_add(n, std::memory_order_relaxed);
#endif
}

}  // namespace sotto::core
