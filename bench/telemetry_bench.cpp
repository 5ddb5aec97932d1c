// What does a count cost the thread that calls? Read against one uncontended atomic addition, the
// least that any counter with a total could cost.

#include <benchmark/benchmark.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>

#include <sotto/session.hpp>
#include <sotto/telemetry.hpp>

namespace {

using namespace std::chrono_literals;

void fetch_add(benchmark::State& state) {
  std::atomic<std::uint64_t> total{0};
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(total.fetch_add(1, std::memory_order_relaxed));
  }
}
BENCHMARK(fetch_add)->Name("baseline/fetch_add");

/// The number of uses that the session knows of: it must have grown, or nothing was measured.
std::uint64_t counted() {
  return sotto::get_metrics().telemetry.feature_usage["bench"];
}

void feature_usage(benchmark::State& state) {
  const std::uint64_t before = counted();
  for ([[maybe_unused]] auto _ : state) sotto::track_feature_usage("bench");
  const auto calls = static_cast<std::uint64_t>(state.iterations());
  if (counted() - before != calls) state.SkipWithError("not every call was counted");
}
BENCHMARK(feature_usage)->Name("telemetry/feature_usage");

void error(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) sotto::track_error("TimeoutError", "bench");
}
BENCHMARK(error)->Name("telemetry/error");

void agent_run(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) {
    sotto::track_agent_run({.agent_type = "simple", .framework = "bench", .duration = 12.5ms});
  }
}
BENCHMARK(agent_run)->Name("telemetry/agent_run");

void counter(benchmark::State& state) {
  static const sotto::Counter clicks("bench_counter");
  for ([[maybe_unused]] auto _ : state) clicks.add();
}
BENCHMARK(counter)->Name("telemetry/counter");

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  sotto::Session session{sotto::Config{}};  // no endpoint: counts stay in memory
  if (!sotto::get_metrics().telemetry.enabled) {
    std::fputs("telemetry is switched off here: a closed gate would look very fast\n", stderr);
    return 1;
  }
  benchmark::RunSpecifiedBenchmarks();
}
