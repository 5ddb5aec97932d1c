#pragma once

#include <atomic>
#include <string>
#include <utility>

namespace sotto::core {

/// Makes the folder at `path`, and what is missing above it, for its owner alone (mode 0700). One
/// that is there already stays as it is. False when there is no folder then. Throws std::bad_alloc.
bool make_private_folder(const std::string& path);

/// A folder that one owner in one process holds: an exclusive flock on the folder itself, which the
/// system gives back when the process ends, however it ends. Nothing stops those who do not ask.
///
/// Threads: one at a time; close_in_child() in the child of a fork at any time.
class HeldFolder {
 public:
  HeldFolder() noexcept = default;
  HeldFolder(HeldFolder&& other) noexcept : descriptor_(other.descriptor_.exchange(-1)) {}
  HeldFolder& operator=(HeldFolder&& other) noexcept;
  ~HeldFolder() { release(); }

  /// Holds the folder at `path`, at once or not at all. False: somebody else holds it, it belongs
  /// to another user, it is a symbolic link, or it is gone.
  bool hold(const std::string& path) noexcept;
  bool is_held() const noexcept { return descriptor_.load(std::memory_order_relaxed) >= 0; }
  void release() noexcept;

  /// In the child of a fork the parent's folder is the parent's: the child lets go of its copy of
  /// the descriptor, so that the parent's end frees the folder.
  void close_in_child() noexcept;

 private:
  std::atomic<int> descriptor_{-1};  // atomic: a fork may happen while it is being set
};

}  // namespace sotto::core
