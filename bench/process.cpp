#include "bench/process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace sotto::bench {
namespace {

/// The number behind `name` and a colon in a file of /proc; 0 when it is not there.
std::uint64_t read_number(const std::filesystem::path& file, std::string_view name) {
  std::ifstream lines(file);
  for (std::string word; lines >> word;) {
    if (!word.ends_with(':') || word.compare(0, word.size() - 1, name) != 0) continue;
    std::uint64_t number = 0;
    lines >> number;
    return number;
  }
  return 0;
}

}  // namespace

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double memory_mebibytes(std::string_view line) {
  return static_cast<double>(read_number("/proc/self/status", line)) / 1024;
}

std::uint64_t switches_of_others() {
  std::uint64_t switches = 0;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
    if (thread.path().filename() == std::to_string(::gettid())) continue;
    switches += read_number(thread.path() / "status", "voluntary_ctxt_switches");
    switches += read_number(thread.path() / "status", "nonvoluntary_ctxt_switches");
  }
  return switches;
}

}  // namespace sotto::bench
