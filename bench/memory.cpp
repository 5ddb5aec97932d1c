// What does a session keep in memory, and what does each thread of the program that uses it add?
// One case for each process, so that none finds another's pages: bench/memory.py runs them all.
//
// usage: memory nothing | session | bare_threads | counting_threads | tracing_threads

#include <barrier>
#include <cstdio>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include <sotto/session.hpp>

#include "bench/bench_session.hpp"
#include "bench/calls.hpp"
#include "bench/measure.hpp"
#include "bench/process.hpp"

namespace sotto::bench {
namespace {

constexpr std::ptrdiff_t threads = 1000;

/// Has `work` done in 1,000 threads and reads the memory while all of them live.
template <typename Work>
double memory_with_threads(Work work) {
  std::barrier all_done(threads + 1);
  std::vector<std::thread> workers;
  for (std::ptrdiff_t i = 0; i < threads; ++i) {
    workers.emplace_back([&] {
      work();
      all_done.arrive_and_wait();
      all_done.arrive_and_wait();
    });
  }
  all_done.arrive_and_wait();
  flush();
  const double memory = memory_mebibytes("VmRSS");
  all_done.arrive_and_wait();
  for (std::thread& worker : workers) worker.join();
  return memory;
}

double measure(std::string_view what) {
  if (what == "nothing") return memory_mebibytes("VmRSS");
  const Session session = start_session(nowhere_config());
  const auto count = [] { visit_telemetry_calls([](const char*, auto call) { call(); }); };
  if (what == "session") {
    count();
    return memory_mebibytes("VmRSS");
  }
  // Makes the calls' arguments, an exception's text on the heap among them, and no call.
  if (what == "bare_threads") {
    return memory_with_threads([] { visit_telemetry_calls([](const char*, auto) {}); });
  }
  if (what == "counting_threads") return memory_with_threads(count);
  return memory_with_threads(end_span_with_four_attributes);
}

}  // namespace
}  // namespace sotto::bench

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  sotto::bench::report("memory", sotto::bench::measure(argv[1]), "MiB");
}
