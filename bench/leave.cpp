// How long does leaving main take, and is what it says about the spans true? bench/leave.py lets
// this program send to a backend that lives, is dead, or never answers.
//
// usage: leave URL     prints what shutdown said, then the steady clock's time of leaving main

#include <chrono>
#include <cstdio>

#include <sotto/session.hpp>

#include "bench/bench_session.hpp"
#include "bench/calls.hpp"
#include "bench/measure.hpp"

int main(int argc, char** argv) {
  using namespace sotto;
  using Clock = std::chrono::steady_clock;
  if (argc < 2) return 2;
  Config config;
  config.app_name = "bench";
  config.providers = {"otlp"};
  config.otlp_traces_endpoint = argv[1];
  const Session session = bench::start_session(config);
  for (int i = 0; i < 1000; ++i) bench::end_span_with_four_attributes();
  const auto start = Clock::now();
  const FlushResult result = shutdown(std::chrono::seconds(1));
  const std::chrono::duration<double, std::milli> passed = Clock::now() - start;
  bench::report("shutdown", passed.count(), "ms");
  bench::report("delivered", static_cast<double>(result.delivered), "spans");
  bench::report("submitted", static_cast<double>(get_metrics().tracer.submitted), "spans");
  const std::chrono::duration<double> now = Clock::now().time_since_epoch();
  std::printf("{\"name\": \"leaving_main\", \"value\": %.9f, \"unit\": \"s\"}\n", now.count());
  std::fflush(stdout);
}
