#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace sotto::runtime {

class Instance;

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
  /// A share, so that a caller's instance outlives a shutdown in another thread.
  std::shared_ptr<Instance> get() noexcept;

  void warn(const char* sentence) noexcept;
  std::vector<std::string> warnings();

  // Around fork(): the child must find the lock free.
  void lock() noexcept { mutex_.lock(); }
  void unlock() noexcept { mutex_.unlock(); }
  /// In the child: lets go of the parent's instance without touching it. Precondition: lock().
  void abandon() noexcept;

 private:
  std::mutex mutex_;
  bool is_claimed_ = false;             // guarded by mutex_
  std::shared_ptr<Instance> instance_;  // guarded by mutex_
  std::vector<std::string> warnings_;   // guarded by mutex_
};

/// Never destroyed: sessions may end while static objects die.
Holder& holder() noexcept;

}  // namespace sotto::runtime
