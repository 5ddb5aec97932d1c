// Eight threads that record while the user opts out, for system_opt_out_test.py. Prints "sending"
// when reports leave and spans wait in the spool, "closed" when both gates are, and goes on for a
// while.

#include <atomic>
#include <chrono>
#include <iostream>
#include <thread>
#include <vector>

#include <sotto/sotto.hpp>

namespace {

using namespace std::chrono_literals;

constexpr int threads = 8;
constexpr int late_flushes = 20;
std::atomic<std::uint64_t> rounds{0};
std::atomic<bool> is_over{false};

void record() {
  while (!is_over) {
    {
      sotto::Generation generation = sotto::start_generation("answer", {.model = "gpt-4o"});
      generation.set_input("question");
      sotto::track_feature_usage("answers");
    }
    rounds.fetch_add(1);
    std::this_thread::yield();
  }
}

bool is_sending() {
  const sotto::Metrics metrics = sotto::get_metrics();
  return metrics.telemetry.reports_sent > 0 && metrics.tracer.processed > 0 &&
         metrics.tracer.spooled > 0;
}

bool is_closed() {
  const sotto::Status status = sotto::status();
  return !status.telemetry.open && !status.observability.open;
}

}  // namespace

int main() {
  const sotto::Session session;
  std::vector<std::thread> recorders;
  for (int i = 0; i < threads; ++i) recorders.emplace_back(record);
  while (!is_sending()) std::this_thread::yield();
  std::cout << "sending" << std::endl;
  while (!is_closed()) std::this_thread::yield();
  std::cout << "closed" << std::endl;
  for (int i = 0; i < late_flushes; ++i) {
    const std::uint64_t now = rounds;
    while (rounds < now + threads) std::this_thread::yield();
    sotto::flush(100ms);
  }
  is_over = true;
  for (std::thread& recorder : recorders) recorder.join();
  sotto::shutdown();
  const sotto::Metrics::Tracer tracer = sotto::get_metrics().tracer;
  std::cout << tracer.submitted << " "
            << tracer.processed + tracer.dropped + tracer.sampled_out + tracer.failed << std::endl;
}
