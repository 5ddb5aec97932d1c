#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace sotto::runtime {

class Instance;
struct InstanceStart;

/// The one place that knows the running instance. An instance that was stopped stays until the
/// next one starts, so that its numbers can still be asked for.
///
/// Threads: any.
class Holder {
 public:
  /// True for one caller at a time, until release().
  bool claim();
  void release() noexcept;

  void set(std::shared_ptr<Instance> instance);
  /// A share, so that a caller's instance outlives a shutdown in another thread. In the child of
  /// a fork the first call makes the child's own instance.
  std::shared_ptr<Instance> get() noexcept;

  /// The same for the end of a session: a forked child that recorded nothing gets no instance
  /// just to stop it.
  std::shared_ptr<Instance> get_to_stop() noexcept;

  void warn(const char* sentence) noexcept;
  std::vector<std::string> warnings();

  // Around fork(): the child must find the lock free.
  void lock() noexcept { mutex_.lock(); }
  void unlock() noexcept { mutex_.unlock(); }
  /// In the child: lets go of the parent's instance, and makes one of its own when needed, if
  /// `goes_on`. Precondition: lock().
  void abandon(bool goes_on) noexcept;

 private:
  void revive() noexcept;

  std::mutex mutex_;
  bool is_claimed_ = false;                     // guarded by mutex_
  std::shared_ptr<Instance> instance_;          // guarded by mutex_
  std::unique_ptr<InstanceStart> child_start_;  // guarded by mutex_: of an instance not made yet
  std::vector<std::string> warnings_;           // guarded by mutex_
};

/// Never destroyed: sessions may end while static objects die.
Holder& holder() noexcept;

}  // namespace sotto::runtime
