#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/os_pages.hpp"
#include "core/short_text.hpp"

namespace sotto::core {

/// Memory for many small things that die together: what a batch of spans points to.
///
/// Threads: one at a time.  Memory: blocks of at least 64 KiB, freed with the arena; clear() keeps
/// at most 1.25 MiB. Destructors of what is made in it do not run. Under AddressSanitizer what
/// is not allocated cannot be read.
class Arena {
 public:
  Arena() noexcept = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  /// Uninitialised memory; throws std::bad_alloc as operator new does.
  void* allocate(std::size_t bytes, std::size_t alignment) {
    const auto at = reinterpret_cast<std::uintptr_t>(at_);
    const std::size_t padding = -at & (alignment - 1);
    if (padding + bytes > left_) return allocate_in_next(bytes, alignment);
    std::byte* const start = at_ + padding;
    at_ = start + bytes;
    left_ -= padding + bytes;
    make_readable(start, bytes);
    return start;
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    auto* const memory = static_cast<char*>(allocate(text.size(), 1));
    copy_short(memory, text.data(), text.size());
    return {memory, text.size()};
  }

  template <typename T>
  requires std::is_trivially_destructible_v<T> std::span<T> make_array(std::size_t count) {
    if (count == 0) return {};
    T* first = static_cast<T*>(allocate(count * sizeof(T), alignof(T)));
    std::uninitialized_value_construct_n(first, count);
    return {first, count};
  }

  /// Frees what was made, for reuse.
  void clear() noexcept;

  /// Of the blocks that were needed since clear(), the first included.
  std::size_t bytes() const noexcept { return used_bytes_; }
  /// Of all blocks.
  std::size_t held_bytes() const noexcept { return held_bytes_; }

 private:
  void fill(std::size_t block) noexcept;
  void* allocate_in_next(std::size_t bytes, std::size_t alignment);
#if defined(__SANITIZE_ADDRESS__)
  static void make_readable(const std::byte* start, std::size_t bytes) noexcept;
#else
  static void make_readable(const std::byte*, std::size_t) noexcept {}
#endif

  std::byte* at_ = nullptr;  // in the block that is being filled
  std::size_t left_ = 0;     // behind it
  std::vector<Pages> blocks_;
  std::size_t used_ = 0;  // blocks, the one that is being filled included
  std::size_t used_bytes_ = 0;
  std::size_t held_bytes_ = 0;
};

}  // namespace sotto::core
