// The sending half of bench/end_to_end.py: producers that end spans at a given rate, a session
// that exports them, and at the end what became of them and what that cost.
//
// CPU time is that of the whole process, less what waking up at that rate takes without a span.
//
// usage: deliver URL [--producers N] [--rate SPANS_PER_SECOND] [--seconds S] [--gzip]
//                    [--ca FILE] [--latency]
//
// --latency times each span of one producer, by a fenced reading of the clock on either side: of a
// thread that is busy between its spans, and of one that sleeps and finds its caches cold.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include <sotto/session.hpp>

#include "bench/bench_session.hpp"
#include "bench/calls.hpp"
#include "bench/measure.hpp"
#include "bench/process.hpp"

namespace sotto::bench {
namespace {

using Clock = std::chrono::steady_clock;

// As often as a program that does something else as well would come by: short against a ring.
constexpr std::chrono::microseconds producer_pause{200};

struct Options {
  std::string url;
  int producers = 1;
  double rate = 100'000;  // of all producers together
  double seconds = 1;
  bool gzip = false;
  std::string ca_file;
  bool latency = false;
};

Options parse(int argc, char** argv) {
  Options options;
  options.url = argv[1];
  for (int i = 2; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--gzip") options.gzip = true;
    if (name == "--latency") options.latency = true;
    if (i + 1 == argc) continue;
    if (name == "--producers") options.producers = std::stoi(argv[i + 1]);
    if (name == "--rate") options.rate = std::stod(argv[i + 1]);
    if (name == "--seconds") options.seconds = std::stod(argv[i + 1]);
    if (name == "--ca") options.ca_file = argv[i + 1];
  }
  return options;
}

/// Calls `call` at `rate` calls a second until `seconds` have passed.
template <typename Call>
void produce(double rate, double seconds, Call&& call) {
  const auto start = Clock::now();
  std::uint64_t done = 0;
  while (true) {
    const std::chrono::duration<double> passed = Clock::now() - start;
    if (passed.count() >= seconds) return;
    for (const auto due = static_cast<std::uint64_t>(passed.count() * rate); done < due; ++done) {
      call();
    }
    std::this_thread::sleep_for(producer_pause);
  }
}

template <typename Call>
void produce_in_threads(const Options& options, double seconds, Call call) {
  std::vector<std::thread> producers;
  for (int i = 0; i < options.producers; ++i) {
    producers.emplace_back(
        [&options, seconds, call] { produce(options.rate / options.producers, seconds, call); });
  }
  for (std::thread& producer : producers) producer.join();
}

/// CPU seconds a second that producers take which do nothing when they are woken: no cost of ours.
double pacing_cpu(const Options& options) {
  constexpr double seconds = 0.3;
  const double before = cpu_seconds();
  produce_in_threads(options, seconds, forget_memory);
  return (cpu_seconds() - before) / seconds;
}

/// The same for a thread that never sleeps: one call at a time.
template <typename Call>
void produce_busily(double rate, double seconds, Call&& call) {
  const std::chrono::duration<double> between(1 / rate);
  const auto start = Clock::now();
  while (Clock::now() - start < std::chrono::duration<double>(seconds)) {
    call();
    pause_for(std::chrono::duration_cast<std::chrono::nanoseconds>(between));
  }
}

void report_latency(const char* prefix, std::vector<double>& spans, std::vector<double>& readings) {
  const double empty = quantile(readings, 0.5);
  struct {
    const char* name;
    double part;
  } constexpr quantiles[] = {{"p50", 0.5},    {"p75", 0.75},     {"p90", 0.9},
                             {"p95", 0.95},   {"p99", 0.99},     {"p995", 0.995},
                             {"p999", 0.999}, {"p9995", 0.9995}, {"p9999", 0.9999}};
  for (const auto& [name, part] : quantiles) {
    report(std::string(prefix).append(name), std::max(0.0, quantile(spans, part) - empty), "ns");
  }
}

/// `produce_calls(call)` calls as often as it likes.
template <typename Produce>
void time_spans(const char* prefix, Produce&& produce_calls) {
  std::vector<double> spans;
  std::vector<double> readings;
  produce_calls([&] {
    const std::uint64_t before = fenced_ticks();
    const std::uint64_t start = fenced_ticks();
    end_span_with_four_attributes();
    const std::uint64_t end = fenced_ticks();
    readings.push_back(static_cast<double>(start - before) * ns_per_tick());
    spans.push_back(static_cast<double>(end - start) * ns_per_tick());
  });
  report_latency(prefix, spans, readings);
}

void produce_timed(const Options& options) {
  const double seconds = options.seconds / 2;
  time_spans("live/span_4_attributes/",
             [&](auto call) { produce_busily(options.rate, seconds, call); });
  time_spans("live/after_sleep/", [&](auto call) { produce(options.rate, seconds, call); });
}

void run(const Options& options) {
  Config config;
  config.app_name = "bench";
  config.providers = {"otlp"};
  config.otlp_traces_endpoint = options.url;
  config.otlp_gzip = options.gzip;
  config.ca_file = options.ca_file;
  const double pacing = pacing_cpu(options);
  const double memory_before = memory_mebibytes("VmHWM");
  const Session session = start_session(config);
  // The connection stands before the first span that counts: a handshake is no part of a rate.
  end_span_with_four_attributes();
  flush(std::chrono::seconds(5));
  const double cpu_before = cpu_seconds();
  const auto start = Clock::now();
  if (options.latency) {
    produce_timed(options);
  } else {
    produce_in_threads(options, options.seconds, end_span_with_four_attributes);
  }
  flush(std::chrono::seconds(20));
  const std::chrono::duration<double> passed = Clock::now() - start;
  const double cpu = cpu_seconds() - cpu_before - pacing * options.seconds;
  const Metrics::Tracer tracer = get_metrics().tracer;
  report("submitted", static_cast<double>(tracer.submitted), "spans");
  report("delivered", static_cast<double>(tracer.processed), "spans");
  report("dropped", static_cast<double>(tracer.dropped), "spans");
  report("sampled_out", static_cast<double>(tracer.sampled_out), "spans");
  report("seconds", passed.count(), "s");
  report("cpu_seconds", cpu, "s");
  report("memory", memory_mebibytes("VmHWM") - memory_before, "MiB");
}

}  // namespace
}  // namespace sotto::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: deliver URL [--producers N] [--rate R] [--seconds S] ...\n", stderr);
    return 2;
  }
  sotto::bench::run(sotto::bench::parse(argc, argv));
}
