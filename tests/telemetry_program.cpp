// A program that counts, for telemetry_processes_test.cpp.
//
// usage: telemetry_program HOME URL N    counts N times and ends; 0: for ever, and writes after
// every flush how often it had counted before

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include <sotto/sotto.hpp>

int main(int argc, char** argv) {
  using namespace std::chrono_literals;
  if (argc != 4) return 2;
  setenv("HOME", argv[1], 1);
  setenv("SOTTO_TELEMETRY_ENDPOINT", argv[2], 1);
  setenv("SOTTO_APP_NAME", "counting", 1);
  const sotto::Session session;
  std::cout << sotto::status().telemetry.reason << std::endl;
  const long wanted = std::atol(argv[3]);
  for (long counted = 0; wanted == 0 || counted < wanted; ++counted) {
    if (wanted == 0 && counted % 100 == 0) {
      sotto::flush(10s);
      std::cout << counted << std::endl;
    }
    sotto::track_feature_usage("search");
  }
}
