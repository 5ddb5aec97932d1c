#include "bench/allocations.hpp"

#include <cstddef>

// glibc's own functions, under the names that it keeps for programs that replace malloc.
extern "C" {
void* __libc_malloc(std::size_t);                 // NOLINT: glibc's names
void* __libc_calloc(std::size_t, std::size_t);    // NOLINT
void* __libc_realloc(void*, std::size_t);         // NOLINT
void* __libc_memalign(std::size_t, std::size_t);  // NOLINT
}

namespace {

constinit thread_local std::uint64_t count = 0;

}  // namespace

// operator new calls these.
extern "C" {
void* malloc(std::size_t bytes) {
  ++count;
  return __libc_malloc(bytes);
}
void* calloc(std::size_t members, std::size_t bytes) {
  ++count;
  return __libc_calloc(members, bytes);
}
void* realloc(void* memory, std::size_t bytes) {
  ++count;
  return __libc_realloc(memory, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  ++count;
  return __libc_memalign(alignment, bytes);
}
}

namespace sotto::bench {

std::uint64_t allocations() noexcept {
  return count;
}

}  // namespace sotto::bench
