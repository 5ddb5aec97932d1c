#pragma once

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>

#include "transport/http_event_loop.hpp"

namespace sotto::transport {

/// Runs what may block for minutes and cannot be interrupted, getaddrinfo or reading a file,
/// without making anybody wait for it: in a detached thread, at most one per object, that owns all
/// it touches. Who no longer wants the outcome just leaves. (Asio's own resolver joins its thread
/// when the loop is destroyed, which would hang the exit.)
///
/// Threads: the loop's.
class BlockingCall {
 public:
  using Work = std::function<void()>;
  enum class Outcome { done, cancelled, no_thread };

  explicit BlockingCall(boost::asio::io_context& context);
  BlockingCall(const BlockingCall&) = delete;
  BlockingCall& operator=(const BlockingCall&) = delete;
  ~BlockingCall();

  /// Whether a thread of an earlier run() is still busy.
  bool is_under_way() const noexcept { return call_ != nullptr; }

  /// Waits for `work` to return, or for the work that is under way, and then forgets the new one.
  /// `work` throws nothing but bad_alloc, which ends it. It outlives the call of run(): give it a
  /// name, as GCC 12 destroys a temporary twice that a coroutine is called with.
  Awaitable<Outcome> run(const Work& work);

  /// Ends the run() under way soon; its thread goes on alone.
  void cancel();

 private:
  class Entrance;
  class EntranceOfLoop;
  struct Call;

  bool start(const Work& work);
  static void run_detached(std::shared_ptr<Call> call, const Work& work);

  boost::asio::io_context& context_;
  Timer wake_up_;  // never expires: cancelled to wake run()
  bool cancelled_ = false;
  std::shared_ptr<Call> call_;  // the one under way, also when nobody waits for it any more
};

}  // namespace sotto::transport
