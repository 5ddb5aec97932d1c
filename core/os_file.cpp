#include "core/os_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace sotto::core {
namespace {

bool write_all(int file, std::string_view text) noexcept {
  while (!text.empty()) {
    const auto written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool append(int file, std::string_view text) noexcept {
  struct stat before {};
  if (fstat(file, &before) != 0 || !S_ISREG(before.st_mode)) return false;
  if (write_all(file, text)) return true;
  static_cast<void>(ftruncate(file, before.st_size) == 0);
  return false;
}

}  // namespace

bool append_to_file(const std::string& path, std::string_view text) noexcept {
  // Without O_NONBLOCK a pipe that nobody reads would hold the caller here.
  constexpr int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  const int file = open(path.c_str(), flags, S_IRUSR | S_IWUSR);
  if (file < 0) return false;
  const bool is_written = append(file, text);
  return close(file) == 0 && is_written;
}

}  // namespace sotto::core
