#pragma once

#include <cstddef>

namespace sotto::core {

/// Memory that is never freed: zeroed, aligned to a cache line, at most 64 KiB at a time. Null
/// when memory is short. For what every thread may see until the process ends.
///
/// Threads: any, also signal handlers and the child of a fork: no lock is taken, malloc is not
/// called. Memory: rounded up to a cache line, so that no two pieces share one.
void* permanent_memory(std::size_t bytes) noexcept;

}  // namespace sotto::core
