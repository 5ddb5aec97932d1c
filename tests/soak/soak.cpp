// soak [--seconds N]: sessions, one after the other, for N seconds (600), of a program that records
// from several threads to a server that fails at random, forks, and is opted out now and then.
//
// After every session, and while it runs, the accounting must be exact to the span, also against
// what the server acknowledged; at the end memory, descriptors and threads must be where they
// were. Prints a line every ten seconds. Exit code 1: something was wrong, 2: wrong use.

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <sotto/sotto.hpp>

#include "tests/soak/moody_server.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::soak {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;
using Random = std::minstd_rand;

constexpr std::size_t batch_spans = 256;
constexpr int producers = 4;

std::uint64_t sum(const Metrics::Tracer& tracer) {
  return tracer.processed + tracer.dropped + tracer.sampled_out + tracer.failed + tracer.pending;
}

std::ptrdiff_t entries(const char* folder) {
  const fs::directory_iterator all(folder);
  return std::distance(begin(all), end(all));
}

double resident_mib() {
  std::size_t all_pages = 0;
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> all_pages >> pages;
  return static_cast<double>(pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) / (1 << 20);
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// What the threads of one session did.
struct Recorded {
  std::atomic<std::uint64_t> spans{0};  // that were recording, and have ended
  std::atomic<std::uint64_t> counts{0};
};

void record_one(Recorded& recorded, Random& random) {
  const std::string text(random() % 40 == 0 ? random() % 20'000 : random() % 100, 'x');
  auto span = start_span("work", {{"number", static_cast<std::int64_t>(random())}, {"flag", true}});
  span.set_input(text);
  if (random() % 10 == 0) span.add_event("event", {{"text", text}});
  if (random() % 100 == 0) span.set_error("TimeoutError", "too late");
  recorded.spans += span.is_recording() ? 1U : 0U;
}

/// A trace with a generation and a span that another thread ends.
void record_trace(Recorded& recorded, Random& random) {
  auto trace = start_trace({.name = "trace", .user_id = "somebody", .tags = {"soak"}});
  trace.set_metadata("number", static_cast<std::int64_t>(random()));
  auto generation = start_generation("completion", {.model = "gpt-4o"});
  generation.set_usage({.input_tokens = 12, .output_tokens = 30});
  recorded.spans += (trace.is_recording() ? 1U : 0U) + (generation.is_recording() ? 1U : 0U);
  std::thread([handed_over = start_span("handed over"), &recorded]() mutable {
    recorded.spans += handed_over.is_recording() ? 1U : 0U;
    handed_over.end();
  }).join();
}

void produce(const std::atomic<bool>& is_over, Recorded& recorded, Random::result_type seed) {
  Random random(seed);
  while (!is_over.load()) {
    const auto burst = random() % 200 == 0 ? 5000 : random() % 20;
    for (Random::result_type i = 0; i < burst; ++i) {
      record_one(recorded, random);
      track_feature_usage("search");
      ++recorded.counts;
    }
    if (random() % 20 == 0) record_trace(recorded, random);
    std::this_thread::sleep_for(1ms);
  }
}

Config config_of(const MoodyServer& server, Random& random) {
  Config config = Config::from_env();
  config.app_name = "soak";
  config.providers = {"otlp"};
  config.otlp_traces_endpoint = server.url("/v1/traces");
  config.telemetry_endpoint = server.url("/v1/metrics");
  config.telemetry_interval = 500ms;
  config.batch_size = batch_spans;
  config.flush_interval = 50ms;
  config.export_timeout = 1s;
  config.shutdown_timeout = 300ms;
  config.sampling_rate = random() % 4 == 0 ? 0.5 : 1.0;
  return config;
}

class Soak {
 public:
  Soak(MoodyServer& server, std::string opt_out_file, unsigned seed)
      : server_(server), opt_out_file_(std::move(opt_out_file)), random_(seed) {}

  int run(std::chrono::seconds duration);

 private:
  enum class End { shutdown, destructor, opt_out };

  void run_session();
  void watch(SteadyClock::time_point until);
  void fork_child();
  void check_end(const Recorded& recorded, End end, bool is_healthy);
  void measure();
  void print_line(SteadyClock::duration elapsed) const;
  int judge();
  void require(bool holds, const char* what) {
    if (holds) return;
    ++violations_;
    std::printf("VIOLATION in session %llu: %s\n%s\n", static_cast<unsigned long long>(sessions_),
                what, get_metrics_json().c_str());
  }

  MoodyServer& server_;
  const std::string opt_out_file_;
  Random random_;
  std::uint64_t sessions_ = 0;
  std::uint64_t forks_ = 0;
  std::uint64_t opt_outs_ = 0;
  std::uint64_t violations_ = 0;
  Metrics::Tracer totals_;  // of all sessions
  std::vector<double> resident_mib_;
  std::ptrdiff_t descriptors_ = 0;  // when the first session had ended
  std::ptrdiff_t threads_ = 0;
};

void Soak::watch(SteadyClock::time_point until) {
  while (SteadyClock::now() < until) {
    const auto tracer = get_metrics().tracer;
    require(sum(tracer) == tracer.submitted, "the sum does not hold while threads record");
    if (random_() % 100 == 0) fork_child();
    std::this_thread::sleep_for(10ms);
  }
}

/// The child records ten spans of its own, ends its session and checks itself.
void Soak::fork_child() {
  ++forks_;
  const pid_t child = fork();
  if (child == 0) {
    alarm(30);
    for (int i = 0; i < 10; ++i) const auto span = start_span("child");
    shutdown(1s);
    const auto tracer = get_metrics().tracer;
    server_.counts().from_children += tracer.processed;
    _exit(sum(tracer) == tracer.submitted && tracer.submitted == 10 ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  require(WIFEXITED(status), "a child crashed or hung");
  // Under the child's feet the opt-out file may appear; the numbers must hold all the same.
  require(WEXITSTATUS(status) == 0, "the accounting of a child is not exact");
}

void Soak::run_session() {
  ++sessions_;
  const bool is_healthy = random_() % 3 == 0;
  const End end = static_cast<End>(random_() % 3);
  server_.counts().is_healthy = is_healthy;
  Recorded recorded;
  std::atomic<bool> is_over{false};
  {
    Session session(config_of(server_, random_));
    std::vector<std::thread> threads;
    for (int i = 0; i < producers; ++i) {
      threads.emplace_back([&, seed = random_()] { produce(is_over, recorded, seed); });
    }
    watch(SteadyClock::now() + std::chrono::milliseconds(200 + random_() % 1500));
    if (end == End::opt_out) {
      ++opt_outs_;
      std::ofstream(opt_out_file_).flush();
      while (status().observability.open) std::this_thread::sleep_for(1ms);
    }
    // Half of the sessions end while the threads record on.
    if (random_() % 2 == 0) is_over = true;
    if (end == End::shutdown) shutdown(is_healthy ? 20s : 200ms);
    is_over = true;
    for (std::thread& thread : threads) thread.join();
  }
  check_end(recorded, end, is_healthy);
  fs::remove(opt_out_file_);
}

void Soak::check_end(const Recorded& recorded, End end, bool is_healthy) {
  const auto metrics = get_metrics();
  const auto& tracer = metrics.tracer;
  require(sum(tracer) == tracer.submitted, "the sum does not hold at the end");
  require(tracer.pending == 0, "something is pending after the end");
  require(tracer.submitted == recorded.spans.load(), "submitted is not what was recorded");
  if (end == End::opt_out) {
    require(metrics.telemetry.feature_usage.at("search") <= recorded.counts.load(),
            "more is counted than was");
  }
  if (is_healthy && end == End::shutdown) {
    require(tracer.failed == 0, "a healthy server refused spans");
    for (const char* reason : {"expired", "opted_out", "no_memory"}) {
      require(tracer.dropped_by_reason.at(reason) == 0, "spans for a healthy server were dropped");
    }
  }
  totals_.submitted += tracer.submitted;
  totals_.processed += tracer.processed;
  totals_.dropped += tracer.dropped;
  totals_.sampled_out += tracer.sampled_out;
  totals_.failed += tracer.failed;
  totals_.retried += tracer.retried;
  // An answer that a session did not live to hear: one batch at most, of each process.
  const SharedCounts& counts = server_.counts();
  const std::uint64_t acknowledged = counts.acknowledged.load();
  const std::uint64_t heard = totals_.processed + counts.from_children.load();
  require(heard <= acknowledged, "more is called delivered than the server acknowledged");
  require(acknowledged - heard <= batch_spans * (sessions_ + forks_),
          "the server acknowledged what nobody counts");
  measure();
}

void Soak::measure() {
  const std::ptrdiff_t descriptors = entries("/proc/self/fd");
  const std::ptrdiff_t threads = entries("/proc/self/task");
  if (sessions_ == 1) {
    descriptors_ = descriptors;
    threads_ = threads;
  }
  require(descriptors == descriptors_, "the number of open descriptors changed");
  require(threads == threads_, "threads were left behind");
  resident_mib_.push_back(resident_mib());
}

void Soak::print_line(SteadyClock::duration elapsed) const {
  const SharedCounts& counts = server_.counts();
  const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  std::printf(
      "%4lld s: %llu sessions, %llu forks, %llu opt-outs; %llu spans submitted, %llu processed, "
      "%llu dropped, %llu sampled out, %llu failed, %llu retried; %llu acknowledged, %llu from "
      "children, %llu mishaps, %llu reports; %.1f MiB, %td descriptors, %td threads\n",
      static_cast<long long>(std::chrono::duration_cast<std::chrono::seconds>(elapsed).count()),
      number(sessions_), number(forks_), number(opt_outs_), number(totals_.submitted),
      number(totals_.processed), number(totals_.dropped), number(totals_.sampled_out),
      number(totals_.failed), number(totals_.retried), number(counts.acknowledged.load()),
      number(counts.from_children.load()), number(counts.mishaps.load()),
      number(counts.reports.load()), resident_mib_.back(), descriptors_, threads_);
  std::fflush(stdout);
}

int Soak::judge() {
  // The first sessions fill what the allocator keeps; a short run is over before that.
  constexpr std::size_t sessions_to_judge = 60;
  if (resident_mib_.size() >= sessions_to_judge) {
    constexpr double tolerated_mib = 8;  // what an allocator keeps varies
    const auto third = static_cast<std::ptrdiff_t>(resident_mib_.size() / 3);
    const double first = median({resident_mib_.begin(), resident_mib_.begin() + third});
    const double last = median({resident_mib_.end() - third, resident_mib_.end()});
    const bool is_flat = last <= first + tolerated_mib;
    violations_ += is_flat ? 0U : 1U;
    std::printf("memory: median %.1f MiB of the first third, %.1f MiB of the last: %s\n", first,
                last, is_flat ? "flat" : "VIOLATION");
  }
  std::printf("soak: %llu violations\n", static_cast<unsigned long long>(violations_));
  return violations_ == 0 ? 0 : 1;
}

int Soak::run(std::chrono::seconds duration) {
  const auto start = SteadyClock::now();
  auto next_line = start + 10s;
  while (SteadyClock::now() < start + duration || sessions_ < 6) {
    run_session();
    if (SteadyClock::now() < next_line) continue;
    print_line(SteadyClock::now() - start);
    next_line += 10s;
  }
  print_line(SteadyClock::now() - start);
  return judge();
}

}  // namespace
}  // namespace sotto::soak

int main(int argc, char** argv) {
  unsigned seconds = 600;
  const std::string_view number = argc == 3 ? argv[2] : "";
  if (argc != 1 && (argc != 3 || std::string_view(argv[1]) != "--seconds" ||
                    std::from_chars(number.begin(), number.end(), seconds).ptr != number.end())) {
    std::puts("usage: soak [--seconds N]");
    return 2;
  }
  const unsigned seed = std::random_device{}();
  std::printf("soak: %u s, seed %u\n", seconds, seed);
  sotto::soak::MoodyServer server(seed);
  const sotto::test::TemporaryFolder home;
  setenv("HOME", home.path("").c_str(), 1);
  setenv("SOTTO_ENABLE_TRACING_IN_CI", "true", 1);
  setenv("SOTTO_TELEMETRY_ENDPOINT", "chosen by the user", 1);  // so that it needs no notice
  return sotto::soak::Soak(server, home.path(".no-tracing"), seed)
      .run(std::chrono::seconds(seconds));
}
