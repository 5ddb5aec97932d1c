#include "core/arena.hpp"

#include <algorithm>
#include <new>
#include <utility>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace sotto::core {
namespace {

constexpr std::size_t block_bytes = 64 << 10;
constexpr std::size_t kept_blocks =
    20;  // the texts of a full batch, BatchLimits::bytes, and what made it full

void make_unreadable(const std::byte* start, std::size_t bytes) noexcept {
#if defined(__SANITIZE_ADDRESS__)
  __asan_poison_memory_region(start, bytes);
#else
  static_cast<void>(start);
  static_cast<void>(bytes);
#endif
}

}  // namespace

#if defined(__SANITIZE_ADDRESS__)
void Arena::make_readable(const std::byte* start, std::size_t bytes) noexcept {
  __asan_unpoison_memory_region(start, bytes);
}
#endif

Arena::~Arena() {
  for (const Pages& block : blocks_) make_readable(block.data(), block.size());
}

void Arena::fill(std::size_t block) noexcept {
  at_ = blocks_[block].data();
  left_ = blocks_[block].size();
  used_ = block + 1;
  used_bytes_ += left_;
  make_unreadable(at_, left_);
}

void* Arena::allocate_in_next(std::size_t bytes, std::size_t alignment) {
  if (used_ == blocks_.size() || blocks_[used_].size() < bytes) {
    Pages block(std::max(block_bytes, bytes));
    if (!block) throw std::bad_alloc();
    const std::size_t size = block.size();
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(used_), std::move(block));
    held_bytes_ += size;
  }
  fill(used_);
  return allocate(bytes, alignment);  // a block is aligned for everything
}

void Arena::clear() noexcept {
  std::size_t kept = 0;
  const auto is_given_up = [&](const Pages& block) {
    const bool is_kept = block.size() == block_bytes && kept++ < kept_blocks;
    if (is_kept) return false;
    make_readable(block.data(), block.size());
    held_bytes_ -= block.size();
    return true;
  };
  if (held_bytes_ != block_bytes) std::erase_if(blocks_, is_given_up);
  at_ = nullptr;
  left_ = used_ = used_bytes_ = 0;
  if (!blocks_.empty()) fill(0);
}

}  // namespace sotto::core
