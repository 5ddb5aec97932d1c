// What does each public call cost the thread that makes it? Read against one uncontended atomic
// addition, the least that a counter with a total could cost, and against the two clock readings
// that a span cannot do without. Built twice: with SOTTO_DISABLED as hot_path_compiled_out.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>

#include <sotto/session.hpp>

#include "bench/bench_session.hpp"
#include "bench/calls.hpp"
#include "bench/measure.hpp"

namespace sotto::bench {
namespace {

struct Amount {
  int rounds;
  int bursts;
};

void wait_for_pipeline() {
  flush();
}

void add_baselines(Suite& suite) {
  suite.add("fetch_add", [total = std::make_shared<std::atomic<std::uint64_t>>()] {
    keep(total->fetch_add(1, std::memory_order_relaxed));
  });
  suite.add("two_tsc_reads", [] {
    keep(raw_ticks());
    keep(raw_ticks());
  });
  suite.add("two_clock_reads", [] {
    keep(std::chrono::steady_clock::now());
    keep(std::chrono::steady_clock::now());
  });
}

void add_all_calls(Suite& suite) {
  add_baselines(suite);
  visit_telemetry_calls([&](const char* name, auto f) { suite.add(name, std::move(f)); });
  visit_span_calls(
      [&](const char* name, auto f) { suite.add(name, std::move(f), CallKind::ends_span); });
  visit_calls_on_a_span(
      [&](const char* name, auto f) { suite.add(name, std::move(f), CallKind::on_span); });
}

void run_all_calls(const char* prefix, Amount amount) {
  Suite suite(prefix, wait_for_pipeline);
  add_all_calls(suite);
  suite.run(amount.rounds, amount.bursts);
}

#ifndef SOTTO_DISABLED

void run_in_threads(Amount amount) {
  const auto add_calls = [](Suite& suite) {
    add_baselines(suite);
    suite.add("feature_usage", [] { track_feature_usage("multimodal_content"); });
    suite.add(
        "span_4_attributes", [] { end_span_with_four_attributes(); }, CallKind::ends_span);
  };
  for (const int threads : {1, 2, 4}) {
    Suite::run_in_threads("on", threads, amount.rounds, amount.bursts, wait_for_pipeline,
                          add_calls);
  }
}

void run(Amount amount) {
  run_all_calls("off", amount);
  {
    Config config = nowhere_config();
    config.sampling_rate = 0;
    const Session session = start_session(config);
    run_all_calls("sampled_out", amount);
  }
  const Session session = start_session(nowhere_config());
  run_all_calls("on", amount);
  run_in_threads({std::max(1, amount.rounds / 3), amount.bursts});
  const Metrics::Tracer tracer = get_metrics().tracer;
  report("on/spans_recorded", static_cast<double>(tracer.submitted), "spans");
  report("on/spans_dropped", static_cast<double>(tracer.dropped), "spans");
}

#endif

}  // namespace
}  // namespace sotto::bench

int main(int argc, char** argv) {
  using namespace sotto::bench;
  const bool is_quick = argc > 1 && std::strcmp(argv[1], "--quick") == 0;
  const Amount amount = is_quick ? Amount{5, 150} : Amount{11, 500};
#ifdef SOTTO_DISABLED
  run_all_calls("compiled_out", amount);
#else
  run(amount);
#endif
}
