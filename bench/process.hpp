#pragma once

#include <cstdint>
#include <string_view>

namespace sotto::bench {

/// CPU time of the whole process so far, in seconds.
double cpu_seconds();

/// A line of /proc/self/status in mebibytes: "VmRSS", "VmHWM". 0 when there is none.
double memory_mebibytes(std::string_view line);

/// How often the process's threads but the calling one have gone to sleep or were interrupted.
std::uint64_t switches_of_others();

}  // namespace sotto::bench
