#include "collector/store/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace sotto::collector {
namespace {

Error storage(const char* what) {
  return {ErrorCode::storage, what};
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::string& folder) {
  std::error_code failure;
  const auto status = std::filesystem::status(folder, failure);
  if (std::filesystem::exists(status) && !std::filesystem::is_directory(status)) {
    return storage("db-path: is a file; the observer stores in a folder of its own");
  }
  if (std::filesystem::create_directories(folder, failure)) {
    // What is stored are people's prompts.
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failure);
  }
  if (failure) return storage("db-path: the folder cannot be made");

  constexpr mode_t owner_only = 0600;
  const std::string file = folder + "/lock";
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, owner_only);
  if (descriptor < 0) return storage("db-path: the folder is not writable");
  FolderLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
  return storage(errno == EWOULDBLOCK ? "db-path: the folder is in use by another observer"
                                      : "db-path: the folder cannot be locked");
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace sotto::collector
