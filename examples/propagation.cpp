// A trace that crosses threads and processes: the request tracer of mamba-agents, on the standard's
// own headers. Run it with TRACING_MODE=print to see the spans.

#include <future>
#include <iostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sotto/sotto.hpp>

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// What a server does with a request: it goes on with the caller's trace.
std::string handle(const Headers& request_headers) {
  auto trace =
      sotto::start_trace({.name = "GET /answer", .parent = sotto::extract(request_headers)});
  auto span = sotto::start_span("operation", {{"tokens", 1500}});
  return trace.trace_id();
}

/// What a client does before it sends a request.
std::string call() {
  auto span = sotto::start_span("call");
  Headers headers;
  sotto::inject(headers);  // traceparent, and tracestate when there is one
  return handle(headers);
}

/// A value that every service behind this one may read. Only the callers that say so send it.
Headers headers_with_plan() {
  sotto::Baggage baggage = sotto::baggage();
  baggage.set("plan", "free");
  const auto scope = sotto::attach(sotto::with_baggage(std::move(baggage)));
  Headers headers;
  sotto::inject(headers, sotto::current_context(), sotto::Propagate::with_baggage);
  return headers;
}

std::string plan_of(const Headers& request_headers) {
  const auto caller = sotto::extract(request_headers, sotto::Propagate::with_baggage);
  const auto trace = sotto::start_trace({.name = "GET /plan", .parent = caller});
  return std::string(sotto::baggage().get("plan").value_or("unknown"));
}

void fan_out() {
  auto parent = sotto::start_span("parent");
  std::thread bound(sotto::bind([] { auto child = sotto::start_span("bound child"); }));
  std::thread attached([context = parent.context()] {
    const auto scope = sotto::attach(context);
    auto child = sotto::start_span("attached child");
  });
  bound.join();
  attached.join();
}

/// As a pool of threads does it: with a function that it knows nothing about.
int run_in_pool() {
  std::packaged_task<int(int)> task(sotto::bind([](int n) {
    auto child = sotto::start_span("pool task");
    return n + 1;
  }));
  auto result = task.get_future();
  std::thread(std::move(task), 41).join();
  return result.get();
}

}  // namespace

int main() {
  const sotto::Session session;

  auto answer = sotto::with_trace_async({.name = "async-operation"}, [](sotto::Trace& trace) {
    auto task = sotto::start_span("async-task");
    trace.set_output("result");
    return std::string("result");
  });

  sotto::with_trace({.name = "request"}, [] {
    fan_out();
    std::cout << "the pool says " << run_in_pool() << "\n";
    std::cout << "the server saw trace " << call() << "\n";
    std::cout << "and plan " << plan_of(headers_with_plan()) << "\n";
  });
  std::cout << answer.get() << "\n";
}
