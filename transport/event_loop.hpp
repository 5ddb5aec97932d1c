#pragma once

#include <chrono>
#include <memory>

namespace sotto::transport {

/// The loop that all connections of one thread run on (Asio, behind a wall).
///
/// Threads: one thread calls everything; wake() is for any.
class EventLoop {
 public:
  EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  ~EventLoop();

  /// Runs what is ready; when nothing is, waits for it at most `duration`. Returns early after
  /// wake(), now and then also without.
  void run_for(std::chrono::nanoseconds duration);

  /// Makes the running or the next run_for return soon. Any thread; one system call.
  void wake() noexcept;

  struct Impl;
  Impl& impl() noexcept { return *impl_; }  // for transport/http_* only

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace sotto::transport
