// Programs that end in every way a program can end, for system_life_test.cpp. The argument names
// the way. Each records spans with whatever the environment configures.

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
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

void print_totals() {
  const auto tracer = sotto::get_metrics().tracer;
  const std::uint64_t sum =
      tracer.processed + tracer.dropped + tracer.sampled_out + tracer.failed + tracer.pending;
  std::cout << tracer.submitted << " " << tracer.processed << " " << tracer.dropped << " " << sum
            << std::endl;
}

/// A static object that lives longer than the session, or shorter: it is made before or after.
struct RecordsWhenItDies {
  explicit RecordsWhenItDies(bool is_last) : prints(is_last) {}
  RecordsWhenItDies(const RecordsWhenItDies&) = delete;
  RecordsWhenItDies& operator=(const RecordsWhenItDies&) = delete;
  ~RecordsWhenItDies() {
    record(5);
    open.end();
    if (prints) print_totals();
  }
  bool prints;
  sotto::Span open;
};

int returns() {
  const sotto::Session session;
  record(10);
  return 0;
}

int exits() {
  const sotto::Session session;
  record(10);
  std::exit(0);
}

int exits_with_a_static_session() {
  static const sotto::Session session;
  record(10);
  std::exit(0);
}

int exits_with_a_leaked_session() {
  new sotto::Session;
  record(10);
  std::exit(0);
}

int exits_from_another_thread() {
  const sotto::Session session;
  std::thread([] {
    record(10);
    std::exit(0);
  }).join();
  return 1;
}

int quick_exits() {
  const sotto::Session session;
  sotto::flush_at_quick_exit();
  record(10);
  std::quick_exit(0);
}

int quick_exits_unasked() {
  const sotto::Session session;
  record(10);
  sotto::flush();
  record(1);
  std::quick_exit(0);
}

[[noreturn]] void throw_uncaught() {
  throw std::runtime_error("uncaught");
}

int terminates() {
  const sotto::Session session;
  record(10);
  sotto::flush();
  const auto open = sotto::start_span("open");
  throw_uncaught();
}

int terminates_with_a_handler() {
  std::set_terminate([] {
    sotto::flush();
    std::abort();
  });
  const sotto::Session session;
  record(10);
  throw_uncaught();
}

int aborts() {
  const sotto::Session session;
  record(10);
  sotto::flush();
  record(1);
  std::abort();
}

int dies_with_static_objects() {
  static RecordsWhenItDies before(true);
  static const sotto::Session session;
  static RecordsWhenItDies after(false);
  before.open = sotto::start_span("ended after the session");
  after.open = sotto::start_span("ended before the session");
  std::exit(0);
}

int returns_while_threads_record() {
  static RecordsWhenItDies before(true);
  const sotto::Session session;
  std::atomic<int> started{0};
  for (int i = 0; i < 4; ++i) {
    std::thread([&started] {
      record(100);
      ++started;
      for (;;) record(1);
    }).detach();
  }
  while (started.load() < 4) std::this_thread::yield();
  return 0;
}

int shuts_down_twice_and_records_on() {
  const sotto::Session session;
  record(10);
  sotto::shutdown();
  record(10);
  sotto::shutdown();
  sotto::flush();
  return sotto::get_metrics().tracer.processed == 10 ? 0 : 1;
}

/// The classic daemon: the session is the parent's, the work is the grandchild's.
int becomes_a_daemon() {
  const sotto::Session session;
  record(10);
  if (fork() != 0) return 0;  // ends as a program ends: through ~Session
  setsid();
  if (fork() != 0) std::_Exit(0);
  record(10);
  return 0;
}

int forks_and_exits() {
  const sotto::Session session;
  record(10);
  const pid_t child = fork();
  if (child == 0) std::exit(0);
  return waitpid(child, nullptr, 0) == child ? 0 : 1;
}

/// The descriptors that a program which this one starts is born with.
std::string inherited_descriptors() {
  std::string names;
  FILE* const listing = popen("ls /proc/self/fd", "r");
  for (int c = std::getc(listing); c != EOF; c = std::getc(listing)) names += static_cast<char>(c);
  pclose(listing);
  return names;
}

int starts_a_program() {
  const std::string before = inherited_descriptors();
  const sotto::Session session;
  record(10);
  sotto::flush();
  return inherited_descriptors() == before ? 0 : 1;
}

const std::map<std::string_view, int (*)()> ways = {
    {"returns", returns},
    {"exits", exits},
    {"exits_with_a_static_session", exits_with_a_static_session},
    {"exits_with_a_leaked_session", exits_with_a_leaked_session},
    {"exits_from_another_thread", exits_from_another_thread},
    {"quick_exits", quick_exits},
    {"quick_exits_unasked", quick_exits_unasked},
    {"terminates", terminates},
    {"terminates_with_a_handler", terminates_with_a_handler},
    {"aborts", aborts},
    {"dies_with_static_objects", dies_with_static_objects},
    {"returns_while_threads_record", returns_while_threads_record},
    {"shuts_down_twice_and_records_on", shuts_down_twice_and_records_on},
    {"becomes_a_daemon", becomes_a_daemon},
    {"forks_and_exits", forks_and_exits},
    {"starts_a_program", starts_a_program},
};

}  // namespace

int main(int argc, char** argv) {
  const auto way = ways.find(argc == 2 ? argv[1] : "");
  return way == ways.end() ? 2 : way->second();
}
