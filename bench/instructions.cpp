// How many instructions does each of the hottest calls take? Says nothing about time, but the same
// on every machine with the same compiler: tools/check_instructions.py runs this program under
// callgrind and compares with bench/instructions.json.
//
// Callgrind counts inside run_measured() only, in this thread only, and writes its count down
// under the call's name when it is told to.

#include <valgrind/callgrind.h>

#include "bench/bench_session.hpp"
#include "bench/calls.hpp"
#include "bench/measure.hpp"

namespace sotto::bench {
namespace {

constexpr int calls = 64;  // a ring and a span hold so many: nothing is dropped

}  // namespace

// In the program's symbol table, so that callgrind finds it by name.
__attribute__((noinline, visibility("default"))) void run_measured(Case& subject) {
  subject.run(calls);
}

namespace {

template <typename F>
void count(const char* name, F f) {
  CaseOf<F> subject(name, CallKind::plain, std::move(f));
  subject.run(calls);
  flush();
  CALLGRIND_ZERO_STATS;
  run_measured(subject);
  CALLGRIND_DUMP_STATS_AT(name);
  flush();
}

}  // namespace
}  // namespace sotto::bench

int main() {
  using namespace sotto::bench;
  const sotto::Session session = start_session(nowhere_config());
  const auto visit = [](const char* name, auto f) { count(name, std::move(f)); };
  visit("empty_loop", [] {});
  visit_telemetry_calls(visit);
  visit_span_calls(visit);
  visit_calls_on_a_span(visit);
}
