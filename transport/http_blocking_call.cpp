#include "transport/http_blocking_call.hpp"

#include <boost/asio/post.hpp>

#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include "core/os_thread.hpp"

namespace sotto::transport {

namespace asio = boost::asio;

/// The way into a loop for threads that may outlive it. Asio asks its services to shut down before
/// it destroys what waits in the loop, and nobody may post from then on.
class BlockingCall::Entrance {
 public:
  explicit Entrance(asio::io_context& context) : context_(&context) {}

  template <typename Handler>
  void post(Handler handler) {
    const std::lock_guard lock(mutex_);
    if (context_ != nullptr) asio::post(*context_, std::move(handler));
  }
  void close() noexcept {
    const std::lock_guard lock(mutex_);
    context_ = nullptr;
  }

 private:
  std::mutex mutex_;
  asio::io_context* context_;  // null when the loop is being destroyed
};

/// The entrance of a loop, one for all of its calls.
class BlockingCall::EntranceOfLoop : public asio::execution_context::service {
 public:
  using key_type = EntranceOfLoop;
  static inline asio::execution_context::id id;

  explicit EntranceOfLoop(asio::execution_context& context)
      : service(context),
        entrance(std::make_shared<Entrance>(static_cast<asio::io_context&>(context))) {}

  const std::shared_ptr<Entrance> entrance;

 private:
  void shutdown() override { entrance->close(); }
};

// Shared by the loop's thread and the detached one.
struct BlockingCall::Call {
  explicit Call(std::shared_ptr<Entrance> of_loop) : entrance(std::move(of_loop)) {}

  const std::shared_ptr<Entrance> entrance;
  std::mutex mutex;                // guards both
  BlockingCall* waiter = nullptr;  // null once it is destroyed
  bool is_done = false;
};

BlockingCall::BlockingCall(asio::io_context& context)
    : context_(context), wake_up_(context, Timer::time_point::max()) {}

BlockingCall::~BlockingCall() {
  if (!call_) return;
  const std::lock_guard lock(call_->mutex);
  call_->waiter = nullptr;
}

Awaitable<BlockingCall::Outcome> BlockingCall::run(const Work& work) {
  cancelled_ = false;
  if (!call_ && !start(work)) co_return Outcome::no_thread;
  for (;;) {
    if (cancelled_) co_return Outcome::cancelled;
    {
      const std::lock_guard lock(call_->mutex);
      if (call_->is_done) break;
    }
    co_await wake_up_.async_wait(no_throw);
  }
  call_.reset();
  co_return Outcome::done;
}

void BlockingCall::cancel() {
  cancelled_ = true;
  wake_up_.cancel();
}

bool BlockingCall::start(const Work& work) {
  call_ = std::make_shared<Call>(asio::use_service<EntranceOfLoop>(context_).entrance);
  call_->waiter = this;
  const core::SignalsBlocked signals;
  try {
    std::thread(&BlockingCall::run_detached, call_, work).detach();
  } catch (const std::system_error&) {
    call_.reset();
  }
  return call_ != nullptr;
}

void BlockingCall::run_detached(std::shared_ptr<Call> call, const Work& work) {
  try {
    work();
  } catch (const std::bad_alloc&) {
    // The work is over as far as it came.
  }
  const std::lock_guard lock(call->mutex);
  call->is_done = true;
  if (call->waiter == nullptr) return;
  call->entrance->post([call] {
    const std::lock_guard lock_in_loop(call->mutex);
    if (call->waiter != nullptr) call->waiter->wake_up_.cancel();
  });
}

}  // namespace sotto::transport
