// What do others' calls of the same kind cost? Those that were installed when this was built:
// prometheus-cpp's counters and histograms, spdlog's asynchronous logger writing to nowhere.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>

#include "bench/measure.hpp"

#ifdef SOTTO_BENCH_PROMETHEUS
#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#endif
#ifdef SOTTO_BENCH_SPDLOG
#include <spdlog/async.h>
#include <spdlog/sinks/null_sink.h>
#endif

namespace sotto::bench {
namespace {

#ifdef SOTTO_BENCH_PROMETHEUS

void add_prometheus(Suite& suite) {
  static prometheus::Registry registry;
  static auto& uses = prometheus::BuildCounter().Name("feature_usage").Register(registry);
  static auto& runs = prometheus::BuildHistogram().Name("agent_run_ms").Register(registry);
  suite.add("prometheus_counter",
            [&counter = uses.Add({{"feature", "multimodal_content"}})] { counter.Increment(); });
  suite.add("prometheus_counter_by_label", [] {
    uses.Add({{"feature", "multimodal_content"}, {"category", "general"}}).Increment();
  });
  const prometheus::Histogram::BucketBoundaries bounds{1,   2,   5,    10,   25,
                                                       100, 250, 1000, 2500, 10000};
  suite.add("prometheus_histogram",
            [&histogram = runs.Add({{"type", "simple"}}, bounds)] { histogram.Observe(12.5); });
}

#endif
#ifdef SOTTO_BENCH_SPDLOG

void add_spdlog(Suite& suite) {
  spdlog::init_thread_pool(8192, 1);
  const auto logger = std::make_shared<spdlog::async_logger>(
      "bench", std::make_shared<spdlog::sinks::null_sink_mt>(), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  // Its queue is drained by a thread of its own, as our rings are: it gets the same pauses.
  suite.add(
      "spdlog_async",
      [logger] { logger->info("{} {} {}", "llm-completion", "gpt-4o", "agent.simple"); },
      CallKind::ends_span);
}

#endif

}  // namespace
}  // namespace sotto::bench

int main(int argc, char** argv) {
  using namespace sotto::bench;
  const bool is_quick = argc > 1 && std::strcmp(argv[1], "--quick") == 0;
  Suite suite("peers", [] { pause_for(std::chrono::milliseconds(1)); });
  suite.add("fetch_add", [total = std::make_shared<std::atomic<std::uint64_t>>()] {
    keep(total->fetch_add(1, std::memory_order_relaxed));
  });
#ifdef SOTTO_BENCH_PROMETHEUS
  add_prometheus(suite);
#endif
#ifdef SOTTO_BENCH_SPDLOG
  add_spdlog(suite);
#endif
  suite.run(is_quick ? 5 : 11, is_quick ? 150 : 500);
}
