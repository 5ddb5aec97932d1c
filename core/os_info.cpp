#include "core/os_info.hpp"

#include <sys/utsname.h>

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace sotto::core {
namespace {

using Words = std::pair<std::string_view, std::string_view>;  // what uname says, what we say

constexpr std::array<Words, 1> names{{{"Linux", "linux"}}};
constexpr std::array<Words, 9> architectures{{{"x86_64", "amd64"},
                                              {"aarch64", "arm64"},
                                              {"armv7l", "arm32"},
                                              {"i686", "x86"},
                                              {"i386", "x86"},
                                              {"ppc64le", "ppc64"},
                                              {"ppc64", "ppc64"},
                                              {"s390x", "s390x"},
                                              {"riscv64", "riscv64"}}};

template <std::size_t N>
std::string translate(const std::array<Words, N>& words, std::string_view theirs) {
  for (const auto& [from, to] : words) {
    if (from == theirs) return std::string(to);
  }
  return "other";
}

}  // namespace

OsInfo os_info() {
  utsname system{};
  if (uname(&system) != 0) return {"other", "", "other"};
  const std::string_view release = system.release;  // "6.1.0-13-amd64"
  return {translate(names, system.sysname),
          std::string(release.substr(0, release.find_first_not_of("0123456789"))),
          translate(architectures, system.machine)};
}

}  // namespace sotto::core
