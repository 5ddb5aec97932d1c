#include "core/os_pages.hpp"

#include <sys/mman.h>
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

#include <cerrno>

namespace sotto::core {

Pages::Pages(std::size_t bytes) noexcept {
  const int error_before = errno;
  void* const memory =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  errno = error_before;
  if (memory == MAP_FAILED) return;
#if defined(__SANITIZE_ADDRESS__)
  // What it points to is in use: the leak detector looks into no mapping by itself.
  __lsan_register_root_region(memory, bytes);
#endif
  data_ = static_cast<std::byte*>(memory);
  bytes_ = bytes;
}

Pages::~Pages() {
  if (data_ == nullptr) return;
#if defined(__SANITIZE_ADDRESS__)
  __lsan_unregister_root_region(data_, bytes_);
#endif
  const int error_before = errno;
  munmap(data_, bytes_);
  errno = error_before;
}

}  // namespace sotto::core
