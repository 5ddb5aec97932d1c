#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/random.hpp"

namespace sotto::transport {

using Clock = std::chrono::steady_clock;

/// When to try again: exponential, full jitter, or what the server asked for if that is later.
class Backoff {
 public:
  static constexpr std::chrono::milliseconds first_wait{500};
  static constexpr std::chrono::milliseconds longest_wait{30'000};

  std::chrono::milliseconds next(std::optional<std::chrono::seconds> retry_after,
                                 core::FastRandom& random) noexcept;
  void reset() noexcept { attempts_ = 0; }

 private:
  std::uint32_t attempts_ = 0;
};

/// Stops calling a destination that does not answer: five failures in a row open it for 60 s, then
/// one probe decides; each failed probe doubles the wait, up to 10 min. Time is passed in.
class CircuitBreaker {
 public:
  enum class State : std::uint8_t { closed, open, half_open };
  struct Counts {
    std::uint64_t total_calls = 0;  // asked for: the others, those under way and those given up
    std::uint64_t successful_calls = 0;
    std::uint64_t failed_calls = 0;
    std::uint64_t rejected_calls = 0;
    std::uint64_t consecutive_failures = 0;
  };

  static constexpr std::uint32_t failures_to_open = 5;
  static constexpr std::chrono::milliseconds first_wait{60'000};
  static constexpr std::chrono::milliseconds longest_wait{600'000};

  /// Whether a call may be made now. The first after the wait is the probe; until it is answered
  /// no other is let through.
  bool allows(Clock::time_point now) noexcept;
  void succeeded() noexcept;
  void failed(Clock::time_point now) noexcept;
  /// Opens at once: the server said that no call will work (401, 402, 403, 404).
  void lock_out(Clock::time_point now) noexcept;
  /// The call that allows() let through was given up without an answer; it counts as neither.
  void abandoned() noexcept;

  State state() const noexcept { return state_; }
  const Counts& counts() const noexcept { return counts_; }
  /// When allows() may become true; now or earlier when it is.
  Clock::time_point retry_at() const noexcept { return retry_at_; }

 private:
  void open(Clock::time_point now) noexcept;

  State state_ = State::closed;
  Counts counts_;
  std::chrono::milliseconds wait_ = first_wait;
  Clock::time_point retry_at_{};
  bool probing_ = false;
};

}  // namespace sotto::transport
