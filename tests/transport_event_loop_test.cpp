#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "transport/event_loop.hpp"

namespace sotto::transport {
namespace {

using namespace std::chrono_literals;

TEST(EventLoop, WaitsForTheWholeDuration) {
  EventLoop loop;
  const auto start = std::chrono::steady_clock::now();
  loop.run_for(20ms);
  EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms);
}

// Each of these would end by ctest's timeout if the loop did not wake.
TEST(EventLoop, WakesWhenAnotherThreadSaysSo) {
  EventLoop loop;
  std::promise<void> running;
  std::thread other([&] {
    running.get_future().wait();
    loop.wake();
  });
  running.set_value();
  loop.run_for(24h);
  other.join();
}

TEST(EventLoop, ReturnsAtOnceWhenWokenBefore) {
  EventLoop loop;
  loop.wake();
  loop.run_for(24h);
}

TEST(EventLoop, NeverLosesAWake) {
  constexpr int turns = 20'000;
  EventLoop loop;
  EventLoop other_loop;
  std::thread other([&] {
    for (int i = 0; i < turns; ++i) {
      other_loop.run_for(24h);
      loop.wake();
    }
  });
  for (int i = 0; i < turns; ++i) {
    other_loop.wake();
    loop.run_for(24h);
  }
  other.join();
}

}  // namespace
}  // namespace sotto::transport
