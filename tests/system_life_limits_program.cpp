// A program that the system gives nothing any more: no descriptor, no thread, no memory. The
// argument says what is short; see system_life_limits_test.cpp. It prints the totals.

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string_view>
#include <thread>
#include <vector>

#include <sotto/sotto.hpp>

using namespace std::chrono_literals;

namespace {

void record(int spans) {
  for (int i = 0; i < spans; ++i) {
    const auto span = sotto::start_span("work");
    sotto::track_feature_usage("search");
  }
}

int print_totals() {
  const auto tracer = sotto::get_metrics().tracer;
  const std::uint64_t sum =
      tracer.processed + tracer.dropped + tracer.sampled_out + tracer.failed + tracer.pending;
  std::cout << tracer.submitted << " " << tracer.processed << " " << tracer.dropped << " " << sum
            << std::endl;
  return 0;
}

/// Lowers the soft limit; the way back stays open.
void limit(int resource, rlim_t most) {
  rlimit limits{};
  getrlimit(static_cast<__rlimit_resource>(resource), &limits);
  limits.rlim_cur = std::min(most, limits.rlim_max);
  if (setrlimit(static_cast<__rlimit_resource>(resource), &limits) != 0) std::_Exit(3);
}

void unlimit(int resource) {
  limit(resource, RLIM_INFINITY);
}

/// A limit on threads does not bind root, so the program becomes somebody else.
void allow_no_thread() {
  if (geteuid() == 0 && setuid(65534) != 0) std::_Exit(3);
  limit(RLIMIT_NPROC, 0);
}

rlim_t address_space_bytes() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// Every byte that malloc can give, until it is destroyed.
class AllMemory {
 public:
  AllMemory() {
    limit(RLIMIT_AS, address_space_bytes());
    for (std::size_t bytes = 1 << 20; bytes >= sizeof(Block); bytes /= 2) {
      while (void* const memory = std::malloc(bytes)) blocks_ = new (memory) Block{blocks_};
    }
  }
  AllMemory(const AllMemory&) = delete;
  AllMemory& operator=(const AllMemory&) = delete;
  ~AllMemory() {
    unlimit(RLIMIT_AS);
    while (blocks_ != nullptr) std::free(std::exchange(blocks_, blocks_->next));
  }

 private:
  struct Block {
    Block* next;
  };
  Block* blocks_ = nullptr;
};

int descriptors() {
  const sotto::Session session;
  limit(RLIMIT_NOFILE, 3);
  record(10);
  const bool is_pending = sotto::flush(500ms).pending == 10;
  unlimit(RLIMIT_NOFILE);
  sotto::flush(20s);
  return is_pending ? print_totals() : 1;
}

int descriptors_at_start() {
  limit(RLIMIT_NOFILE, 3);
  const sotto::Session session;
  record(10);
  sotto::flush();
  return sotto::status().warnings.empty() ? 1 : print_totals();
}

int threads() {
  const sotto::Session session;
  allow_no_thread();  // the name in the URL cannot be looked up now
  record(10);
  const bool is_pending = sotto::flush(500ms).pending == 10;
  unlimit(RLIMIT_NPROC);
  sotto::flush(20s);
  return is_pending ? print_totals() : 1;
}

int threads_at_start() {
  allow_no_thread();
  const sotto::Session session;
  record(10);
  sotto::flush();
  return sotto::status().warnings.empty() ? 1 : print_totals();
}

int memory_for_big_spans() {
  const std::string megabyte(1 << 20, 'x');
  sotto::Config config = sotto::Config::from_env();
  config.memory_limit_bytes = std::size_t{1} << 30;
  config.max_field_bytes = config.max_span_bytes = 16 << 20;
  const sotto::Session session(config);
  record(10);
  sotto::flush();
  limit(RLIMIT_AS, address_space_bytes() + (16 << 20));
  for (int i = 0; i < 40; ++i) {
    auto span = sotto::start_span("big");
    span.set_input(megabyte);
    span.set_output(megabyte);
  }
  unlimit(RLIMIT_AS);
  sotto::flush(20s);
  return print_totals();
}

int all_memory() {
  const sotto::Session session;
  record(1);
  {
    const AllMemory nothing_left;
    record(10);
    auto trace = sotto::start_trace({.name = "trace"});
    trace.set_user("somebody");
    trace.add_tag("tag");
    sotto::start_generation("generation", {.model = "gpt-4o"}).record_error(std::bad_alloc());
    trace.end();
    sotto::track_error("TimeoutError", "agent");
    sotto::flush(200ms);
  }
  sotto::flush(20s);
  return print_totals();
}

int all_memory_at_start() {
  sotto::Config config = sotto::Config::from_env();
  const AllMemory nothing_left;
  const sotto::Session session(std::move(config));
  record(10);
  return 0;
}

int all_memory_at_the_end() {
  sotto::Session session;
  record(10);
  const AllMemory nothing_left;
  sotto::shutdown(200ms);
  return 0;
}

const std::map<std::string_view, int (*)()> shortages = {
    {"descriptors", descriptors},
    {"descriptors_at_start", descriptors_at_start},
    {"threads", threads},
    {"threads_at_start", threads_at_start},
    {"memory_for_big_spans", memory_for_big_spans},
    {"all_memory", all_memory},
    {"all_memory_at_start", all_memory_at_start},
    {"all_memory_at_the_end", all_memory_at_the_end},
};

}  // namespace

int main(int argc, char** argv) {
  const auto shortage = shortages.find(argc == 2 ? argv[1] : "");
  return shortage == shortages.end() ? 2 : shortage->second();
}
