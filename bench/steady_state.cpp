// How often does each public call ask for memory, and how often does it enter the kernel, once the
// thread has made it before? Allocations are counted here. System calls are counted by
// bench/system_calls.py, which runs this program under strace: what the thread does for a call
// stands between two writes to a file that is not open.

#include <unistd.h>

#include <string>
#include <string_view>

#include <sotto/session.hpp>

#include "bench/allocations.hpp"
#include "bench/bench_session.hpp"
#include "bench/calls.hpp"
#include "bench/measure.hpp"

namespace sotto::bench {
namespace {

// The thread of the pipeline is not woken by less than half a ring of spans, and a span takes 128
// attributes: then the call itself is what is counted.
constexpr int calls = 100;

void mark(std::string_view name) {
  keep(::write(-1, name.data(), name.size()));
}

void count(const char* name, Case& subject) {
  subject.run(calls);  // the thread's first calls make its slot, its pages and its ring
  flush();
  const std::uint64_t before = allocations();
  mark(name);
  subject.run(calls);
  mark("between calls");
  report(std::string("steady_state/").append(name).append("/allocations"),
         static_cast<double>(allocations() - before) / calls, "per call");
}

}  // namespace
}  // namespace sotto::bench

int main() {
  using namespace sotto::bench;
  const sotto::Session session = start_session(nowhere_config());
  const auto visit = [](const char* name, auto f) {
    CaseOf<decltype(f)> subject(name, CallKind::plain, std::move(f));
    count(name, subject);
  };
  visit_telemetry_calls(visit);
  visit_span_calls(visit);
  visit_calls_on_a_span(visit);
}
