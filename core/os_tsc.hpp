#pragma once

#include <string>

namespace sotto::core {

/// What the processor and the kernel say of the time stamp counter.
struct TscFacts {
  bool is_invariant = false;   // runs at one rate, whatever the processor does
  bool is_readable = false;    // by this process: a sandbox may forbid it
  bool is_kvm_stable = false;  // the hypervisor keeps it the same on all processors
  std::string clocksource;     // the kernel's own clock, e.g. "tsc", "kvm-clock", "hpet"
};

/// Takes microseconds: opens a file of /sys, and asks the hypervisor.
TscFacts read_tsc_facts() noexcept;

/// Whether spans may be timed with the counter. The kernel compares it with other clocks and
/// between processors while it is its own clock, so its choice is what is asked for.
bool is_trustworthy(const TscFacts& facts) noexcept;

}  // namespace sotto::core
