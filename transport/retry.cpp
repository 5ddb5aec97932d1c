#include "transport/retry.hpp"

#include <algorithm>

namespace sotto::transport {
namespace {

// A server that asks for more is not followed: it may be up again long before.
constexpr std::chrono::milliseconds longest_retry_after = std::chrono::hours(1);

// first_wait * 2^6 = 32 s is the first power past longest_wait.
constexpr std::uint32_t most_doublings = 6;
static_assert(Backoff::first_wait * (1 << most_doublings) >= Backoff::longest_wait);

}  // namespace

std::chrono::milliseconds Backoff::next(std::optional<std::chrono::seconds> retry_after,
                                        core::FastRandom& random) noexcept {
  const auto full = std::min(first_wait * (1 << std::min(attempts_, most_doublings)), longest_wait);
  ++attempts_;
  const auto half = static_cast<std::uint64_t>(full.count() / 2);
  const std::chrono::milliseconds wait(half + random.next() % (half + 1));
  if (!retry_after) return wait;
  // Compared in seconds, so that no header can overflow the milliseconds.
  const auto asked =
      std::min(*retry_after, std::chrono::floor<std::chrono::seconds>(longest_retry_after));
  return std::max<std::chrono::milliseconds>(wait, asked);
}

bool CircuitBreaker::allows(Clock::time_point now) noexcept {
  ++counts_.total_calls;
  if (state_ == State::open && now >= retry_at_) state_ = State::half_open;
  if (state_ == State::open || probing_) {
    ++counts_.rejected_calls;
    return false;
  }
  probing_ = state_ == State::half_open;
  return true;
}

void CircuitBreaker::succeeded() noexcept {
  ++counts_.successful_calls;
  counts_.consecutive_failures = 0;
  state_ = State::closed;
  wait_ = first_wait;
  retry_at_ = {};
  probing_ = false;
}

void CircuitBreaker::failed(Clock::time_point now) noexcept {
  ++counts_.failed_calls;
  ++counts_.consecutive_failures;
  const bool probe_failed = state_ == State::half_open;
  if (probe_failed || counts_.consecutive_failures >= failures_to_open) open(now);
}

void CircuitBreaker::lock_out(Clock::time_point now) noexcept {
  ++counts_.failed_calls;
  ++counts_.consecutive_failures;
  open(now);
}

void CircuitBreaker::abandoned() noexcept {
  probing_ = false;
}

void CircuitBreaker::open(Clock::time_point now) noexcept {
  if (state_ == State::half_open) wait_ = std::min(wait_ * 2, longest_wait);
  state_ = State::open;
  retry_at_ = now + wait_;
  probing_ = false;
}

}  // namespace sotto::transport
