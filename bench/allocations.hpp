#pragma once

#include <cstdint>

namespace sotto::bench {

/// How often the calling thread has asked for memory, by malloc or by operator new. Only in
/// programs that link allocations.cpp, and with glibc.
std::uint64_t allocations() noexcept;

}  // namespace sotto::bench
