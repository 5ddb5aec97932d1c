#include "core/os_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace sotto::core {
namespace {

struct OpenFile {
  int descriptor;
  ~OpenFile() {
    if (descriptor >= 0) close(descriptor);
  }
};

bool write_all(int file, std::string_view text) noexcept {
  while (!text.empty()) {
    const auto written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::optional<std::string> read_all(int file, std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t have = 0; have < bytes;) {
    const auto got = read(file, text.data() + have, bytes - have);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    have += static_cast<std::size_t>(got);
  }
  return text;
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

bool write_new_file(const std::string& path, std::string_view text) noexcept {
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  const int file = open(path.c_str(), flags, S_IRUSR | S_IWUSR);
  if (file < 0) return false;
  const bool is_written = write_all(file, text);
  if (close(file) == 0 && is_written) return true;
  unlink(path.c_str());
  return false;
}

bool replace_file(const std::string& path, std::string_view text) {
  const std::string next = path + ".new";
  // What a process that was killed here left behind.
  if (!remove_file(next) || !write_new_file(next, text)) return false;
  if (std::rename(next.c_str(), path.c_str()) == 0) return true;
  unlink(next.c_str());
  return false;
}

bool remove_file(const std::string& path) noexcept {
  return unlink(path.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR;
}

std::optional<std::string> read_own_file(const std::string& path, std::size_t most_bytes) {
  const OpenFile file{open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
  struct stat found {};
  if (file.descriptor < 0 || fstat(file.descriptor, &found) != 0) return std::nullopt;
  if (!S_ISREG(found.st_mode) || found.st_uid != geteuid()) return std::nullopt;
  return read_all(file.descriptor, std::min(most_bytes, static_cast<std::size_t>(found.st_size)));
}

}  // namespace sotto::core
