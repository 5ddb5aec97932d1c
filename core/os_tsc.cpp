#include "core/os_tsc.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/prctl.h>

#include <cstring>
#include <exception>
#include <fstream>
#endif

namespace sotto::core {

#if defined(__x86_64__)
namespace {

struct Registers {
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
};

Registers ask_processor(unsigned leaf) noexcept {
  Registers answer;
  __cpuid(leaf, answer.eax, answer.ebx, answer.ecx, answer.edx);
  return answer;
}

bool is_invariant() noexcept {
  constexpr unsigned power_leaf = 0x80000007;
  return ask_processor(0x80000000).eax >= power_leaf &&
         (ask_processor(power_leaf).edx & (1U << 8)) != 0;
}

/// KVM's own leaves, as the kernel's Documentation/virt/kvm/x86/cpuid.rst has them.
bool is_kvm_stable() noexcept {
  constexpr unsigned features_leaf = 0x40000001;
  if ((ask_processor(1).ecx & (1U << 31)) == 0) return false;  // no hypervisor
  const Registers first = ask_processor(0x40000000);
  const unsigned name[] = {first.ebx, first.ecx, first.edx};
  if (std::memcmp(name, "KVMKVMKVM\0\0\0", sizeof(name)) != 0) return false;
  return (ask_processor(features_leaf).eax & (1U << 24)) != 0;
}

bool is_readable() noexcept {
  int allowed = 0;
  return prctl(PR_GET_TSC, &allowed) == 0 && allowed == PR_TSC_ENABLE;
}

std::string clocksource() {
  std::ifstream file("/sys/devices/system/clocksource/clocksource0/current_clocksource");
  std::string name;
  file >> name;
  return name;
}

}  // namespace

TscFacts read_tsc_facts() noexcept {
  try {
    return {is_invariant(), is_readable(), is_kvm_stable(), clocksource()};
  } catch (const std::exception&) {
    return {};
  }
}
#else
TscFacts read_tsc_facts() noexcept {
  return {};
}
#endif

bool is_trustworthy(const TscFacts& facts) noexcept {
  if (!facts.is_invariant || !facts.is_readable) return false;
  return facts.clocksource == "tsc" || facts.clocksource == "hyperv_clocksource_tsc_page" ||
         (facts.clocksource == "kvm-clock" && facts.is_kvm_stable);
}

}  // namespace sotto::core
