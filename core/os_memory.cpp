#include "core/os_memory.hpp"

#include <sys/mman.h>

#include "core/address_sanitizer.hpp"
#ifdef SOTTO_ADDRESS_SANITIZER
#include <sanitizer/lsan_interface.h>
#endif

#include <atomic>
#include <cassert>
#include <cerrno>
#include <new>

namespace sotto::core {
namespace {

constexpr std::size_t cache_line_bytes = 64;
constexpr std::size_t chunk_bytes = 256 << 10;  // of addresses; the system gives pages when touched

/// Stands at the start of its own memory.
struct Chunk {
  std::atomic<std::size_t> used{cache_line_bytes};
};

constinit std::atomic<Chunk*> current{nullptr};

Chunk* map_chunk() noexcept {
  const int error_before = errno;  // the host's, which a signal handler must not change
  void* const memory =
      mmap(nullptr, chunk_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  errno = error_before;
  if (memory == MAP_FAILED) return nullptr;
#ifdef SOTTO_ADDRESS_SANITIZER
  // What the chunk points to is in use: the leak detector looks into no mapping by itself.
  __lsan_register_root_region(memory, chunk_bytes);
#endif
  return new (memory) Chunk;
}

}  // namespace

void* permanent_memory(std::size_t bytes) noexcept {
  bytes = (bytes + cache_line_bytes - 1) / cache_line_bytes * cache_line_bytes;
  assert(bytes <= chunk_bytes / 4);
  Chunk* chunk = current.load(std::memory_order_acquire);
  for (;;) {
    if (chunk != nullptr) {
      const std::size_t at = chunk->used.fetch_add(bytes, std::memory_order_relaxed);
      if (at + bytes <= chunk_bytes) return reinterpret_cast<char*>(chunk) + at;
    }
    Chunk* const fresh = map_chunk();
    if (fresh == nullptr) return nullptr;
    if (current.compare_exchange_strong(chunk, fresh, std::memory_order_acq_rel)) {
      chunk = fresh;
    } else {
#ifdef SOTTO_ADDRESS_SANITIZER
      __lsan_unregister_root_region(fresh, chunk_bytes);
#endif
      munmap(fresh, chunk_bytes);  // another thread was first; `chunk` is now its
    }
  }
}

}  // namespace sotto::core
