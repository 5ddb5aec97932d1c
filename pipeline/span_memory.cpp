#include "pipeline/span_memory.hpp"

#include <atomic>
#include <cstdlib>
#include <cstring>

namespace sotto::pipeline {
namespace {

constinit std::atomic<std::size_t> total_bytes{0};
constexpr std::size_t head_bytes = 16;  // the size, and malloc's alignment kept

}  // namespace

unsigned char* allocate_span_block(std::uint32_t bytes, std::size_t limit) noexcept {
  const std::size_t whole = head_bytes + bytes;
  if (total_bytes.fetch_add(whole, std::memory_order_relaxed) + whole <= limit) {
    if (auto* const memory = static_cast<unsigned char*>(std::malloc(whole))) {
      std::memcpy(memory, &whole, sizeof(whole));
      return memory + head_bytes;
    }
  }
  total_bytes.fetch_sub(whole, std::memory_order_relaxed);
  return nullptr;
}

void free_span_block(unsigned char* block) noexcept {
  if (block == nullptr) return;
  unsigned char* const memory = block - head_bytes;
  std::size_t whole = 0;
  std::memcpy(&whole, memory, sizeof(whole));
  total_bytes.fetch_sub(whole, std::memory_order_relaxed);
  std::free(memory);
}

std::size_t span_blocks_bytes() noexcept {
  return total_bytes.load(std::memory_order_relaxed);
}

}  // namespace sotto::pipeline
