#include "transport/http_event_loop.hpp"

namespace sotto::transport {

EventLoop::EventLoop() : impl_(std::make_unique<Impl>()) {}

EventLoop::~EventLoop() = default;

namespace {

// Long enough for what was ready, and short for who has other work, or called wake().
constexpr std::chrono::milliseconds longest_poll{1};

}  // namespace

// stop() needs no memory, which post() would. It is undone by restart(), so the flag says that it
// was called; a wake() that falls between two of these lines shortens the next run_for.
void EventLoop::run_for(std::chrono::nanoseconds duration) {
  Impl& loop = *impl_;
  loop.context.restart();
  if (duration > duration.zero() && !loop.woken.load(std::memory_order_acquire)) {
    if (loop.context.run_one_for(duration) == 0 && !loop.woken.load(std::memory_order_acquire)) {
      return;
    }
    loop.context.restart();
  }
  loop.woken.exchange(false, std::memory_order_acq_rel);
  // What is ready runs even when wake() is called all the time; but a peer that sends without end
  // makes something ready without end.
  const auto until = std::chrono::steady_clock::now() + longest_poll;
  while (loop.context.poll_one() != 0 && std::chrono::steady_clock::now() < until) continue;
}

void EventLoop::wake() noexcept {
  impl_->woken.store(true, std::memory_order_release);
  impl_->context.stop();
}

}  // namespace sotto::transport
