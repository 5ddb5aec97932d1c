#include "core/os_stderr.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>

namespace sotto::core {
namespace {

constexpr int wait_ms = 1000;
// POSIX promises that a writable pipe takes this much without blocking.
constexpr std::size_t pipe_bytes = 512;

}  // namespace

bool write_stderr(std::string_view text) noexcept {
  do {
    pollfd ready{STDERR_FILENO, POLLOUT, 0};
    if (poll(&ready, 1, wait_ms) != 1) return false;
    const auto written = write(STDERR_FILENO, text.data(), std::min(text.size(), pipe_bytes));
    if (written < 0 || (written == 0 && !text.empty())) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  } while (!text.empty());
  return true;
}

bool stderr_is_terminal() noexcept {
  return isatty(STDERR_FILENO) == 1;
}

}  // namespace sotto::core
