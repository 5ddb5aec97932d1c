#include "core/os_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace sotto::core {
namespace {

bool is_folder(const std::string& path) noexcept {
  struct stat found {};
  return stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

/// Whether `path` still leads to the open folder: between open and flock its last holder may have
/// removed it.
bool is_at(int descriptor, const std::string& path) noexcept {
  struct stat open {};
  struct stat named {};
  return fstat(descriptor, &open) == 0 && lstat(path.c_str(), &named) == 0 &&
         open.st_dev == named.st_dev && open.st_ino == named.st_ino && open.st_uid == geteuid();
}

}  // namespace

bool make_private_folder(const std::string& path) {
  if (mkdir(path.c_str(), S_IRWXU) == 0) return true;
  if (errno == EEXIST) return is_folder(path);
  const std::size_t slash = path.find_last_of('/');
  if (errno != ENOENT || slash == std::string::npos || slash == 0) return false;
  return make_private_folder(path.substr(0, slash)) &&
         (mkdir(path.c_str(), S_IRWXU) == 0 || (errno == EEXIST && is_folder(path)));
}

HeldFolder& HeldFolder::operator=(HeldFolder&& other) noexcept {
  release();
  descriptor_ = other.descriptor_.exchange(-1);
  return *this;
}

bool HeldFolder::hold(const std::string& path) noexcept {
  release();
  const int descriptor = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) return false;
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0 || !is_at(descriptor, path)) {
    close(descriptor);
    return false;
  }
  descriptor_ = descriptor;
  return true;
}

void HeldFolder::release() noexcept {
  const int descriptor = descriptor_.exchange(-1);
  if (descriptor < 0) return;
  flock(descriptor, LOCK_UN);  // a forked child may have a copy of the descriptor, and so the lock
  close(descriptor);
}

void HeldFolder::close_in_child() noexcept {
  const int descriptor = descriptor_.exchange(-1);
  if (descriptor >= 0) close(descriptor);
}

}  // namespace sotto::core
