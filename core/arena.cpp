#include "core/arena.hpp"

#include <algorithm>
#include <cstring>

namespace sotto::core {
namespace {

constexpr std::size_t block_bytes = 64 << 10;

}  // namespace

void* Arena::allocate(std::size_t bytes, std::size_t alignment) {
  std::size_t start = (used_ + alignment - 1) & ~(alignment - 1);
  if (blocks_.empty() || start + bytes > blocks_.back().size) {
    const std::size_t size = std::max(block_bytes, bytes);
    blocks_.push_back({std::make_unique_for_overwrite<std::byte[]>(size), size});
    total_bytes_ += size;
    start = 0;
  }
  used_ = start + bytes;
  return blocks_.back().memory.get() + start;
}

std::string_view Arena::copy(std::string_view text) {
  if (text.empty()) return {};
  auto* memory = static_cast<char*>(allocate(text.size(), 1));
  std::memcpy(memory, text.data(), text.size());
  return {memory, text.size()};
}

void Arena::clear() noexcept {
  if (blocks_.size() > 1) blocks_.resize(1);
  total_bytes_ = blocks_.empty() ? 0 : blocks_.front().size;
  used_ = 0;
}

}  // namespace sotto::core
