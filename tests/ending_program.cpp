// A program that records spans and ends in the way that it is told, for runtime_ending_test.cpp.
//
// usage: ending_program URL FOLDER WAY     FOLDER: of the spool, empty for none
//
// It records the span "flushed", flushes, records "fresh", and ends.

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <sotto/sotto.hpp>

namespace {

/// Or until the backend was found to be down.
void flush_until_it_is_answered() {
  for (std::uint64_t answers = 0; answers == 0;) {
    sotto::flush(std::chrono::milliseconds(50));
    const auto tracer = sotto::get_metrics().tracer;
    answers = tracer.processed + tracer.retried;
  }
}

void end(std::string_view way) {
  if (way == "exit") std::exit(0);
  if (way == "quick_exit") std::quick_exit(0);
  if (way == "abort") std::abort();
  if (way == "terminate") std::raise(SIGTERM);
  if (way == "kill") std::raise(SIGKILL);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace std::chrono_literals;
  if (argc != 4) return 2;
  sotto::Config config;
  config.app_name = "ending_program";
  config.providers = {"otlp"};
  config.otlp_traces_endpoint = argv[1];
  config.spool_dir = argv[2];
  config.flush_interval = 1h;  // nothing leaves unless it is flushed
  const sotto::Session session(config);
  { const auto span = sotto::start_span("flushed"); }
  flush_until_it_is_answered();
  { const auto span = sotto::start_span("fresh"); }
  end(argv[3]);
}
