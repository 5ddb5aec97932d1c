#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace sotto::core {

/// Memory for many small things that die together: what a batch of spans points to.
///
/// Threads: one at a time.  Memory: blocks of at least 64 KiB, freed with the arena; clear() keeps
/// the first. Destructors of what is made in it do not run.
class Arena {
 public:
  Arena() noexcept = default;
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) noexcept = default;

  /// Uninitialised memory; throws std::bad_alloc as operator new does.
  void* allocate(std::size_t bytes, std::size_t alignment);

  std::string_view copy(std::string_view text);

  template <typename T>
  requires std::is_trivially_destructible_v<T> std::span<T> make_array(std::size_t count) {
    if (count == 0) return {};
    T* first = static_cast<T*>(allocate(count * sizeof(T), alignof(T)));
    std::uninitialized_value_construct_n(first, count);
    return {first, count};
  }

  /// Frees what was made, for reuse.
  void clear() noexcept;

  std::size_t bytes() const noexcept { return total_bytes_; }

 private:
  struct Block {
    std::unique_ptr<std::byte[]> memory;
    std::size_t size;
  };

  std::vector<Block> blocks_;
  std::size_t used_ = 0;  // of the last block
  std::size_t total_bytes_ = 0;
};

}  // namespace sotto::core
