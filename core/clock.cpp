#include "core/clock.hpp"

#include <algorithm>
#include <cmath>

#include "core/os_tsc.hpp"

namespace sotto::core {
namespace {

constexpr std::int64_t first_estimate_ns = 50'000;  // its rate is right to a thousandth

// The counter and the monotonic clock may differ by this, and by a quarter of the time passed,
// before one of them is wrong: chronyd slews a clock by up to a twelfth.
constexpr double tolerated_ns = 10e6;
constexpr double tolerated_share = 0.25;

std::int64_t system_monotonic_ns() noexcept {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::nanoseconds(now).count();
}

bool is_of_system(std::uint64_t ticks) noexcept {
  return (ticks & nanosecond_tick) != 0;
}

/// May be negative: ticks of before the reading.
double difference(std::uint64_t ticks, std::uint64_t from) noexcept {
  return static_cast<double>(static_cast<std::int64_t>(ticks - from));
}

double rate_between(const ClockReading& from, const ClockReading& to) noexcept {
  return static_cast<double>(to.monotonic_ns - from.monotonic_ns) /
         difference(to.ticks, from.ticks);
}

/// Nanoseconds in a tick of now_ticks(), as the last calibration has it.
constinit std::atomic<double> current_rate{1};

struct Start {
  ClockReading first;
  double ns_per_tick = 0;  // of the counter; 0: not known
};

Start choose_clock() noexcept {
  const bool is_trusted = is_trustworthy(read_tsc_facts());
  is_tsc_in_use.store(is_trusted, std::memory_order_relaxed);
  const ClockReading first = read_clocks();
  if (!is_trusted) return {first};
  ClockReading now = first;
  while (now.monotonic_ns - first.monotonic_ns < first_estimate_ns) now = read_clocks();
  return {first, rate_between(first, now)};
}

const Start& start() noexcept {
  static const Start chosen = choose_clock();
  return chosen;
}

}  // namespace

constinit std::atomic<bool> is_tsc_in_use{false};

std::uint64_t system_ticks() noexcept {
  return nanosecond_tick | static_cast<std::uint64_t>(system_monotonic_ns());
}

std::uint64_t ticks_in(std::chrono::nanoseconds duration) noexcept {
  const double rate = current_rate.load(std::memory_order_relaxed);
  return static_cast<std::uint64_t>(static_cast<double>(duration.count()) / rate);
}

double ns_between(std::uint64_t from, std::uint64_t to) noexcept {
  if (is_of_system(from) != is_of_system(to) || to < from) return 0;
  return difference(to, from) * current_rate.load(std::memory_order_relaxed);
}

std::int64_t unix_now_ns() noexcept {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::nanoseconds(now).count();
}

ClockReading read_clocks() noexcept {
  constexpr int attempts = 3;
  ClockReading best;
  std::uint64_t least = UINT64_MAX;
  for (int i = 0; i < attempts; ++i) {
    const std::uint64_t before = now_ticks();
    const std::int64_t monotonic_ns = system_monotonic_ns();
    const std::uint64_t after = now_ticks();
    const std::int64_t unix_ns = unix_now_ns();
    const std::uint64_t taken = now_ticks() - before;
    if (taken >= least) continue;
    least = taken;
    best = {before + (after - before) / 2, monotonic_ns, unix_ns};
  }
  return best;
}

TickConverter::TickConverter() noexcept : TickConverter(start().first) {
  ns_per_tick_ = start().ns_per_tick;
  recalibrate();
}

TickConverter::TickConverter(const ClockReading& first) noexcept
    : first_(first), last_(first), unix_offset_ns_(first.unix_ns - first.monotonic_ns) {}

void TickConverter::recalibrate() noexcept {
  if (!recalibrate(read_clocks())) is_tsc_in_use.store(false, std::memory_order_relaxed);
  const bool is_tsc = is_tsc_in_use.load(std::memory_order_relaxed);
  current_rate.store(is_tsc ? ns_per_tick_ : 1, std::memory_order_relaxed);
}

bool TickConverter::recalibrate(const ClockReading& now) noexcept {
  unix_offset_ns_ = now.unix_ns - now.monotonic_ns;
  const bool is_given_up = latest_ns_ != INT64_MAX;
  if (is_given_up || is_of_system(now.ticks)) return true;
  const double passed = static_cast<double>(now.monotonic_ns - last_.monotonic_ns);
  const double counted = difference(now.ticks, last_.ticks) * ns_per_tick_;
  const bool is_known = ns_per_tick_ != 0;
  if (now.ticks < last_.ticks ||
      (is_known && std::abs(counted - passed) > tolerated_ns + tolerated_share * passed)) {
    latest_ns_ = now.monotonic_ns;
    return false;
  }
  last_ = now;
  if (now.ticks != first_.ticks) ns_per_tick_ = rate_between(first_, now);
  return true;
}

std::int64_t TickConverter::monotonic_ns(std::uint64_t ticks) const noexcept {
  if (is_of_system(ticks)) return static_cast<std::int64_t>(ticks & ~nanosecond_tick);
  const double since = difference(ticks, last_.ticks) * ns_per_tick_;
  return std::min(last_.monotonic_ns + std::lrint(since), latest_ns_);
}

std::int64_t TickConverter::duration_ns(std::uint64_t from, std::uint64_t to) const noexcept {
  if (to <= from) return 0;
  if (is_of_system(from)) return static_cast<std::int64_t>(to - from);
  if (is_of_system(to)) {
    return std::max<std::int64_t>(monotonic_ns(to) - monotonic_ns(from), 0);
  }
  return std::lrint(difference(to, from) * ns_per_tick_);
}

}  // namespace sotto::core
