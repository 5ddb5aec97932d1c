#pragma once

#include <string>
#include <utility>

#include <sotto/result.hpp>

namespace sotto::collector {

/// Keeps a second writer out of a folder: an exclusive flock on its file `lock`, which the
/// operating system gives back when the process ends, however it ends.
class FolderLock {
 public:
  /// Makes the folder when it is missing. Errors (storage): not a folder, not writable, in use.
  static Result<FolderLock> take(const std::string& folder);

  FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FolderLock& operator=(FolderLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) noexcept : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace sotto::collector
