// A program that records numbered spans until it is killed, for runtime_spool_crash_test.cpp.
//
// usage: spool_program URL FOLDER FIRST     spans "FIRST", "FIRST + 1", ... for URL, by way of
// FOLDER

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include <sotto/sotto.hpp>

int main(int argc, char** argv) {
  using namespace std::chrono_literals;
  if (argc != 4) return 2;
  sotto::Config config;
  config.app_name = "spool_program";
  config.providers = {"otlp"};
  config.otlp_traces_endpoint = argv[1];
  config.spool_dir = argv[2];
  config.batch_size = 16;
  config.flush_interval = 2ms;
  const sotto::Session session(config);
  std::cout << sotto::status().observability.reason << std::endl;
  for (long number = std::atol(argv[3]);; ++number) {
    { const auto span = sotto::start_span(std::to_string(number)); }
    std::this_thread::sleep_for(100us);  // faster than the server answers, slower than a flood
  }
}
