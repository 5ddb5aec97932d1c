#pragma once

#include <cstddef>
#include <new>
#include <utility>

namespace sotto::core {

/// Zeroed memory of whole pages straight from the system, which has it back when this is destroyed.
///
/// For blocks that are large and come and go. Through malloc each that is freed would make glibc
/// believe that such blocks are needed again soon, and keep as much in every one of its arenas:
/// tens of megabytes in a program with many threads.
///
/// Threads: one at a time; mapping and giving back also in signal handlers: errno stays.
class Pages {
 public:
  Pages() noexcept = default;
  /// Empty when memory is short.
  explicit Pages(std::size_t bytes) noexcept;
  Pages(Pages&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  Pages& operator=(Pages&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Pages();

  explicit operator bool() const noexcept { return data_ != nullptr; }
  /// Aligned to a page.
  std::byte* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return bytes_; }

  /// Gives the memory away: whoever has it makes Pages of it again with adopt().
  std::byte* release() noexcept { return std::exchange(data_, nullptr); }
  static Pages adopt(std::byte* data, std::size_t bytes) noexcept {
    Pages pages;
    pages.data_ = data;
    pages.bytes_ = bytes;
    return pages;
  }

 private:
  std::byte* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/// For containers that may grow large: what takes 64 KiB or more is in Pages.
template <typename T>
struct PageAllocator {
  using value_type = T;
  static constexpr std::size_t least_bytes = 64 << 10;

  PageAllocator() noexcept = default;
  template <typename U>
  PageAllocator(const PageAllocator<U>&) noexcept {}  // NOLINT: one allocator is as good as another

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < least_bytes) return static_cast<T*>(::operator new(bytes));
    Pages pages(bytes);
    if (!pages) throw std::bad_alloc();
    return reinterpret_cast<T*>(pages.release());
  }
  void deallocate(T* memory, std::size_t count) noexcept {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < least_bytes) return ::operator delete(memory);
    Pages::adopt(reinterpret_cast<std::byte*>(memory), bytes);
  }
  friend bool operator==(PageAllocator, PageAllocator) noexcept { return true; }
};

}  // namespace sotto::core
