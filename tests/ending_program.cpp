// A program that records spans and ends in the way that it is told, for runtime_ending_test.cpp.
//
// usage: ending_program URL FOLDER WAY     FOLDER: of the spool, empty for none
//
// It records the span "flushed", flushes for a moment, records "fresh", and ends.

#include <csignal>
#include <cstdlib>
#include <string_view>

#include <sotto/sotto.hpp>

namespace {

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
  sotto::flush(500ms);
  { const auto span = sotto::start_span("fresh"); }
  end(argv[3]);
}
