#include "bench/measure.hpp"

#include <algorithm>
#include <barrier>
#include <cstdio>
#include <numeric>
#include <thread>

#include "core/os_thread.hpp"

namespace sotto::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int burst_calls = 16;

int loop_calls(CallKind kind) {
  switch (kind) {
    case CallKind::plain: return 4096;
    case CallKind::ends_span: return 256;  // a ring surely holds them: nothing is dropped
    case CallKind::on_span: return 96;
  }
  return 1;
}

// Gives the pipeline time for a burst's spans: 160,000 spans a second.
constexpr std::chrono::microseconds span_pause{100};
constexpr std::chrono::microseconds pause{20};

double measure_ns_per_tick() {
  const auto start = SteadyClock::now();
  const std::uint64_t ticks = raw_ticks();
  pause_for(std::chrono::milliseconds(50));
  const std::chrono::duration<double, std::nano> passed = SteadyClock::now() - start;
  return passed.count() / static_cast<double>(raw_ticks() - ticks);
}

double to_ns(std::uint64_t ticks) {
  return static_cast<double>(ticks) * ns_per_tick();
}

}  // namespace

std::uint64_t raw_ticks() noexcept {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#else
  return static_cast<std::uint64_t>(SteadyClock::now().time_since_epoch().count());
#endif
}

std::uint64_t fenced_ticks() noexcept {
#if defined(__x86_64__)
  __builtin_ia32_lfence();
  const std::uint64_t ticks = raw_ticks();
  __builtin_ia32_lfence();
  return ticks;
#else
  return raw_ticks();
#endif
}

double ns_per_tick() {
  static const double value = measure_ns_per_tick();
  return value;
}

void pause_for(std::chrono::nanoseconds time) noexcept {
  const auto end = SteadyClock::now() + time;
  while (SteadyClock::now() < end) {
  }
}

void report(std::string_view name, double value, std::string_view unit) {
  std::printf("{\"name\": \"%.*s\", \"value\": %.15g, \"unit\": \"%.*s\"}\n",
              static_cast<int>(name.size()), name.data(), value, static_cast<int>(unit.size()),
              unit.data());
  std::fflush(stdout);
}

double quantile(std::vector<double>& values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double at = part * static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(at + 0.5)];
}

double typical(std::vector<double>& values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto quarter = static_cast<std::ptrdiff_t>(values.size() / 4);
  const auto from = values.begin() + quarter;
  const auto to = values.end() - quarter;
  return std::accumulate(from, to, 0.0) / static_cast<double>(to - from);
}

Suite::Suite(std::string prefix, void (*between)())
    : prefix_(std::move(prefix)), between_(between) {
  add("empty_loop", [] {});
}

void Suite::measure(Case& subject, int bursts, Samples& into) const {
  const bool is_plain = subject.kind == CallKind::plain;
  for (int i = 0; i < bursts; ++i) {
    pause_for(is_plain ? pause : span_pause);
    into.bursts.push_back(to_ns(subject.run(burst_calls)) / burst_calls);
  }
  if (!is_plain) between_();
  const int calls = loop_calls(subject.kind);
  into.loops.push_back(to_ns(subject.run(calls)) / calls);
  if (!is_plain) between_();
}

void Suite::report_all(std::vector<Samples>& samples) const {
  const double empty_burst = typical(samples[0].bursts);
  const double empty_loop = typical(samples[0].loops);
  for (std::size_t i = 1; i < cases_.size(); ++i) {
    const std::string name = prefix_ + "/" + cases_[i]->name;
    const auto report_above = [&](const char* what, double value, double empty) {
      report(name + what, std::max(0.0, value - empty), "ns");
    };
    report_above("/p50", typical(samples[i].bursts), empty_burst);
    report_above("/p99", quantile(samples[i].bursts, 0.99), empty_burst);
    report_above("/p999", quantile(samples[i].bursts, 0.999), empty_burst);
    report_above("/amortised", typical(samples[i].loops), empty_loop);
  }
}

void Suite::run(int rounds, int bursts) {
  std::vector<Samples> samples(cases_.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < cases_.size(); ++i) measure(*cases_[i], bursts, samples[i]);
  }
  report_all(samples);
}

void Suite::run_in_threads(const std::string& prefix, int threads, int rounds, int bursts,
                           void (*between)(), const std::function<void(Suite&)>& add_cases) {
  std::vector<std::unique_ptr<Suite>> suites;
  for (int i = 0; i < threads; ++i) {
    suites.push_back(
        std::make_unique<Suite>(prefix + "/" + std::to_string(threads) + "_threads", between));
    add_cases(*suites.back());
  }
  const std::size_t cases = suites[0]->cases_.size();
  std::vector<std::vector<Samples>> samples(suites.size(), std::vector<Samples>(cases));
  std::barrier all(threads);
  std::vector<std::thread> workers;
  for (std::size_t worker = 0; worker < suites.size(); ++worker) {
    workers.emplace_back([&, worker] {
      for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < cases; ++i) {
          all.arrive_and_wait();
          suites[worker]->measure(*suites[worker]->cases_[i], bursts, samples[worker][i]);
        }
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  for (std::size_t worker = 1; worker < suites.size(); ++worker) {
    for (std::size_t i = 0; i < cases; ++i) {
      const auto append = [](std::vector<double>& to, const std::vector<double>& from) {
        to.insert(to.end(), from.begin(), from.end());
      };
      append(samples[0][i].bursts, samples[worker][i].bursts);
      append(samples[0][i].loops, samples[worker][i].loops);
    }
  }
  suites[0]->report_all(samples[0]);
}

double Turns::run(std::string_view prefix, bool is_quick) {
  constexpr double turn_seconds = 0.004;
  const int rounds = is_quick ? 9 : 27;
  for (int round = 0; round < rounds; ++round) {
    for (Work& work : works_) {
      const double start = core::thread_cpu_seconds();
      double passed = 0;
      int calls = 0;
      while (passed < turn_seconds) {
        work.work();
        ++calls;
        passed = core::thread_cpu_seconds() - start;
      }
      work.turns.push_back(passed * 1e9 / static_cast<double>(work.items) / calls);
    }
  }
  double most = 0;
  for (Work& work : works_) {
    const double value = typical(work.turns);
    report(std::string(prefix) + "/" + work.name, value, "ns");
    most = std::max(most, value);
  }
  works_.clear();
  return most;
}

}  // namespace sotto::bench
