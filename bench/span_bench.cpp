// What does a span cost the thread that records it? Read against the two clock readings that a
// span cannot do without. The destination takes the spans and throws them away.

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include <sotto/provider.hpp>
#include <sotto/session.hpp>
#include <sotto/tracing.hpp>

namespace {

/// Encodes a batch to nothing, and writes that to the standard error stream.
class Nowhere : public sotto::Provider {
 public:
  sotto::ProviderEndpoint endpoint() const override { return {.url = "stderr:"}; }
  sotto::Result<sotto::Done> encode(std::span<const sotto::SpanRecord>, std::string&) override {
    return sotto::Done{};
  }
};

void two_clock_reads(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(std::chrono::steady_clock::now());
    benchmark::DoNotOptimize(std::chrono::steady_clock::now());
  }
}
BENCHMARK(two_clock_reads)->Name("baseline/two_clock_reads");

void record_span() {
  auto span = sotto::start_span("step");
  span.set_attribute("model", "gpt-4o");
  span.set_attribute("attempt", 1);
  span.set_attribute("cached", false);
  span.set_attribute("share", 0.5);
}

// Outside of a session, as a library sees it whose program does not trace.
void disabled_span(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) record_span();
}
BENCHMARK(disabled_span)->Name("span/disabled");

// Bursts of as many spans as a ring holds, with a flush between them that is not timed: what is
// measured is recording, and not the dropping of what nobody had time to take.
void span(benchmark::State& state) {
  constexpr int burst = 256;
  sotto::Config config;
  config.providers = {"nowhere"};
  sotto::Session session(config);
  while (state.KeepRunningBatch(burst)) {
    for (int i = 0; i < burst; ++i) record_span();
    state.PauseTiming();
    sotto::flush();
    state.ResumeTiming();
  }
  if (sotto::get_metrics().tracer.processed != static_cast<std::uint64_t>(state.iterations())) {
    state.SkipWithError("not every span was delivered");
  }
}
BENCHMARK(span)->Name("span/four_attributes");

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  sotto::register_provider("nowhere", [](const sotto::Config&) {
    return sotto::Result<std::unique_ptr<sotto::Provider>>(std::make_unique<Nowhere>());
  });
  benchmark::RunSpecifiedBenchmarks();
}
