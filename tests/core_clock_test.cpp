#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>
#include <string>
#include <thread>

#include "core/clock.hpp"
#include "core/os_tsc.hpp"

namespace sotto::core {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t boot_unix_ns = 1'700'000'000 * second;
constexpr double counter_ghz = 2.596;

/// A machine whose counter runs at a rate of its own and did not start with the system's clock.
struct Machine {
  std::int64_t monotonic_ns = 1000 * second;
  std::int64_t wall_offset_ns = boot_unix_ns;
  double ticks_per_ns = counter_ghz;
  std::uint64_t ticks = 70'000'000'000'000;

  void pass(std::int64_t ns) {
    monotonic_ns += ns;
    ticks += static_cast<std::uint64_t>(std::llround(static_cast<double>(ns) * ticks_per_ns));
  }
  ClockReading read(std::int64_t late_ns = 0) const {
    return {ticks, monotonic_ns + late_ns, monotonic_ns + late_ns + wall_offset_ns};
  }
  std::int64_t unix_ns() const { return monotonic_ns + wall_offset_ns; }
};

std::uint64_t system_tick(std::int64_t monotonic_ns) {
  return nanosecond_tick | static_cast<std::uint64_t>(monotonic_ns);
}

TscFacts good_facts() {
  return {.is_invariant = true, .is_readable = true, .is_kvm_stable = false, .clocksource = "tsc"};
}

TEST(TscTrust, FollowsTheKernelsChoice) {
  for (const char* good : {"tsc", "hyperv_clocksource_tsc_page"}) {
    TscFacts facts = good_facts();
    facts.clocksource = good;
    EXPECT_TRUE(is_trustworthy(facts)) << good;
  }
  for (const char* bad : {"hpet", "acpi_pm", "jiffies", "xen", "kvm-clock", "tsc-early", ""}) {
    TscFacts facts = good_facts();
    facts.clocksource = bad;
    EXPECT_FALSE(is_trustworthy(facts)) << bad;
  }
}

TEST(TscTrust, NeedsACounterOfOneRateThatMayBeRead) {
  TscFacts facts = good_facts();
  facts.is_invariant = false;
  EXPECT_FALSE(is_trustworthy(facts));
  facts = good_facts();
  facts.is_readable = false;
  EXPECT_FALSE(is_trustworthy(facts));
  EXPECT_FALSE(is_trustworthy({}));
}

TEST(TscTrust, TakesKvmsClockWhenTheHostKeepsTheCounterTheSameEverywhere) {
  TscFacts facts = good_facts();
  facts.clocksource = "kvm-clock";
  EXPECT_FALSE(is_trustworthy(facts));
  facts.is_kvm_stable = true;
  EXPECT_TRUE(is_trustworthy(facts));
}

TEST(TickConverter, ErrsNoMoreThanItsReadingsWhateverADurationIs) {
  constexpr std::int64_t jitter_ns = 40;
  std::minstd_rand random(1);
  std::uniform_int_distribution<std::int64_t> late(-jitter_ns, jitter_ns);
  std::uniform_real_distribution<double> magnitude(2, 12);  // 100 ns to 1000 s
  Machine machine;
  TickConverter clock(machine.read(late(random)));
  for (int i = 0; i < 2000; ++i) {
    const auto length = static_cast<std::int64_t>(std::pow(10, magnitude(random)));
    const std::uint64_t from = machine.ticks;
    const std::int64_t from_unix = machine.unix_ns();
    machine.pass(length);
    const std::uint64_t to = machine.ticks;
    machine.pass(1000);
    ASSERT_TRUE(clock.recalibrate(machine.read(late(random))));
    ASSERT_NEAR(static_cast<double>(clock.duration_ns(from, to)), static_cast<double>(length),
                2 * jitter_ns + 2)
        << "of " << i;
    ASSERT_NEAR(static_cast<double>(clock.unix_ns(from) - from_unix), 0, 4 * jitter_ns + 2) << i;
  }
}

TEST(TickConverter, FollowsAStepOfTheWallClockButNoDurationDoes) {
  for (const std::int64_t step : {-3600 * second, 3600 * second}) {
    Machine machine;
    TickConverter clock(machine.read());
    machine.pass(second);
    clock.recalibrate(machine.read());
    const std::uint64_t from = machine.ticks;
    machine.pass(second);
    machine.wall_offset_ns += step;
    machine.pass(second);
    EXPECT_TRUE(clock.recalibrate(machine.read()));
    EXPECT_EQ(clock.unix_ns(machine.ticks), machine.unix_ns());
    EXPECT_EQ(clock.unix_ns(from), machine.unix_ns() - 2 * second);
    EXPECT_EQ(clock.duration_ns(from, machine.ticks), 2 * second);
  }
}

TEST(TickConverter, StaysWithTheCounterWhileTheSystemSlewsItsClock) {
  Machine machine;
  TickConverter clock(machine.read());
  machine.pass(10 * second);
  ASSERT_TRUE(clock.recalibrate(machine.read()));
  for (const double slew : {1 / 1.09, 1.09}) {
    machine.ticks_per_ns = counter_ghz * slew;
    for (int i = 0; i < 100; ++i) {
      machine.pass(second);
      ASSERT_TRUE(clock.recalibrate(machine.read()));
    }
  }
}

TEST(TickConverter, GivesTheCounterUpWhereItDoesNotFollowTheSystem) {
  constexpr std::uint64_t hour = 3600 * 2'596'000'000ULL;
  for (const bool is_forward : {true, false}) {
    Machine machine;
    TickConverter clock(machine.read());
    machine.pass(second);
    ASSERT_TRUE(clock.recalibrate(machine.read()));
    const std::uint64_t before = machine.ticks;
    const std::int64_t before_unix = machine.unix_ns();
    machine.ticks += is_forward ? hour : -hour;
    const std::uint64_t after = machine.ticks;
    machine.pass(second / 10);
    EXPECT_FALSE(clock.recalibrate(machine.read()));
    EXPECT_EQ(clock.unix_ns(before), before_unix) << "what was known stays";
    EXPECT_LE(clock.unix_ns(after), machine.unix_ns()) << "nothing lies in the future";
    EXPECT_NEAR(static_cast<double>(clock.duration_ns(after, machine.ticks)), second / 10, 100);
  }
}

TEST(TickConverter, MeasuresASpanThatBeganWithTheCounterAndEndedWithoutIt) {
  Machine machine;
  TickConverter clock(machine.read());
  machine.pass(second);
  ASSERT_TRUE(clock.recalibrate(machine.read()));
  const std::uint64_t from = machine.ticks;
  machine.ticks += 1'000'000'000'000;
  machine.pass(second);
  ASSERT_FALSE(clock.recalibrate(machine.read()));
  machine.pass(second);
  EXPECT_EQ(clock.duration_ns(from, system_tick(machine.monotonic_ns)), 2 * second);
  EXPECT_EQ(clock.duration_ns(system_tick(machine.monotonic_ns), from), 0);
}

TEST(TickConverter, TakesTheSystemsTicksAsTheyAre) {
  Machine machine;
  ClockReading first = machine.read();
  first.ticks = system_tick(first.monotonic_ns);
  TickConverter clock(first);
  const std::uint64_t from = system_tick(machine.monotonic_ns + 5);
  const std::uint64_t to = system_tick(machine.monotonic_ns + 12);
  EXPECT_EQ(clock.duration_ns(from, to), 7);
  EXPECT_EQ(clock.duration_ns(to, from), 0);
  EXPECT_EQ(clock.unix_ns(from), machine.unix_ns() + 5);
  machine.wall_offset_ns += second;
  first = machine.read();
  first.ticks = system_tick(first.monotonic_ns);
  EXPECT_TRUE(clock.recalibrate(first));
  EXPECT_EQ(clock.unix_ns(from), machine.unix_ns() + 5);
}

TEST(Clock, AgreesWithTheSystemsClock) {
  using Steady = std::chrono::steady_clock;
  constexpr auto tolerance = 10us;
  TickConverter clock;
  const auto first_before = Steady::now();
  const std::uint64_t from = now_ticks();
  const auto first_after = Steady::now();
  while (Steady::now() - first_after < 5ms) continue;
  const auto second_before = Steady::now();
  const std::uint64_t to = now_ticks();
  const auto second_after = Steady::now();
  clock.recalibrate();
  const std::chrono::nanoseconds duration(clock.duration_ns(from, to));
  EXPECT_GE(duration, second_before - first_after - tolerance);
  EXPECT_LE(duration, second_after - first_before + tolerance);
  EXPECT_NEAR(static_cast<double>(ticks_in(duration)), static_cast<double>(to - from),
              static_cast<double>(to - from) / 100);
}

TEST(Clock, GoesForwardFromThreadToThread) {
  const TickConverter clock;
  std::uint64_t last = now_ticks();
  for (int i = 0; i < 200; ++i) {
    std::thread([&last] {
      const std::uint64_t now = now_ticks();
      EXPECT_GE(now, last);
      last = now;
    }).join();
  }
}

}  // namespace
}  // namespace sotto::core
