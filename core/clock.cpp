#include "core/clock.hpp"

namespace sotto::core {

std::uint64_t now_ticks() noexcept {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(now).count());
}

std::int64_t unix_now_ns() noexcept {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::nanoseconds(now).count();
}

void TickConverter::recalibrate() noexcept {
  base_ticks_ = now_ticks();
  base_unix_ns_ = unix_now_ns();
}

std::int64_t TickConverter::unix_ns(std::uint64_t ticks) const noexcept {
  return base_unix_ns_ + static_cast<std::int64_t>(ticks - base_ticks_);
}

std::int64_t TickConverter::duration_ns(std::uint64_t from, std::uint64_t to) noexcept {
  return to > from ? static_cast<std::int64_t>(to - from) : 0;
}

}  // namespace sotto::core
