// What does a session cost while its program does little? CPU of the whole process and wake-ups of
// the pipeline thread a second, above those of a process that does the same without a session.
//
// usage: idle URL [--quick]

#include <chrono>
#include <cstring>
#include <functional>
#include <string>
#include <thread>

#include <sotto/session.hpp>

#include "bench/bench_session.hpp"
#include "bench/calls.hpp"
#include "bench/measure.hpp"
#include "bench/process.hpp"

namespace sotto::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Usage {
  double cpu_percent;  // of one core
  double wakeups;      // a second, of other threads
};

/// Calls `call` `rate` times a second, at most 1,000 times with a sleep between.
Usage measure(double rate, double seconds, const std::function<void()>& call) {
  const double wakeups = rate < 1000 ? rate : 1000;
  const auto calls = static_cast<int>(rate < 1000 ? 1 : rate / 1000);
  const double cpu_before = cpu_seconds();
  const std::uint64_t switches_before = switches_of_others();
  const auto start = Clock::now();
  if (rate == 0) std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  for (double done = 1; done <= wakeups * seconds; ++done) {
    for (int i = 0; i < calls; ++i) call();
    std::this_thread::sleep_until(start + std::chrono::duration_cast<Clock::duration>(
                                              std::chrono::duration<double>(done / wakeups)));
  }
  const std::chrono::duration<double> passed = Clock::now() - start;
  const auto switches = static_cast<double>(switches_of_others() - switches_before);
  return {100 * (cpu_seconds() - cpu_before) / passed.count(), switches / passed.count()};
}

void run(const std::string& url, double seconds) {
  const Usage bare_100 = measure(100, seconds, [] {});
  const Usage bare_10000 = measure(10'000, seconds, [] {});
  Config config;
  config.app_name = "bench";
  config.providers = {"otlp"};
  config.otlp_traces_endpoint = url;
  const Session session = start_session(config);
  end_span_with_four_attributes();
  flush();
  const auto report_usage = [](const std::string& name, const Usage& usage, double bare) {
    report("idle/" + name + "/cpu", usage.cpu_percent - bare, "% of a core");
    report("idle/" + name + "/wakeups", usage.wakeups, "per second");
  };
  const auto count = [] { track_feature_usage("multimodal_content"); };
  report_usage("nothing", measure(0, seconds, [] {}), 0);
  report_usage("events_100", measure(100, seconds, count), bare_100.cpu_percent);
  report_usage("events_10000", measure(10'000, seconds, count), bare_10000.cpu_percent);
  report_usage("spans_100", measure(100, seconds, end_span_with_four_attributes),
               bare_100.cpu_percent);
  report_usage("spans_10000", measure(10'000, seconds, end_span_with_four_attributes),
               bare_10000.cpu_percent);
}

}  // namespace
}  // namespace sotto::bench

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const bool is_quick = argc > 2 && std::strcmp(argv[2], "--quick") == 0;
  sotto::bench::run(argv[1], is_quick ? 1.5 : 6);
}
