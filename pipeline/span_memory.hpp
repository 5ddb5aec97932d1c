#pragma once

#include <cstddef>
#include <cstdint>

namespace sotto::pipeline {

/// The heap blocks of spans that outgrew their in-place buffer. A block knows its size, so that
/// the total is exact whoever frees it.
/// Threads: any.

/// Null when memory is short or all blocks together would exceed `limit`.
unsigned char* allocate_span_block(std::uint32_t bytes, std::size_t limit) noexcept;
void free_span_block(unsigned char* block) noexcept;  // null is allowed

std::size_t span_blocks_bytes() noexcept;

}  // namespace sotto::pipeline
