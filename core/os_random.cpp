#include <sys/random.h>

#include "core/random.hpp"

namespace sotto::core {

void fill_random(void* out, std::size_t bytes) noexcept {
  auto* at = static_cast<unsigned char*>(out);
  while (bytes > 0) {
    const auto got = getrandom(at, bytes, 0);
    if (got <= 0) continue;  // interrupted by a signal before the first byte
    at += got;
    bytes -= static_cast<std::size_t>(got);
  }
}

}  // namespace sotto::core
