// The observer in the same process: start it, send it a trace, read the trace from its store.

#include <iostream>
#include <string>

#include <sotto/sotto.hpp>

namespace {

int fail(const sotto::Error& error) {
  std::cerr << error.detail << "\n";
  return 1;
}

void record_a_trace(const std::string& observer_url) {
  sotto::Config config = sotto::Config::from_env();
  config.app_name = "quick-start";
  config.providers = {"otlp"};
  config.otlp_endpoint = observer_url;
  sotto::Session session(std::move(config));
  const sotto::GateStatus gate = sotto::status().observability;
  if (!gate.open) std::cerr << "not recorded: " << gate.reason << " (" << gate.detail << ")\n";
  auto trace = sotto::start_trace({.name = "api-request"});
  auto tool = sotto::start_observation(sotto::ObservationType::tool, "weather");
  tool.set_input("Paris");
  tool.set_output("Sunny.");
}

}  // namespace

int main() {
  const sotto::Observer observer = sotto::quick_start(0);  // any free port
  if (observer.error()) return fail(*observer.error());
  record_a_trace(observer.url());

  const sotto::Result<sotto::TraceStore> store = sotto::TraceStore::open("./sotto.db");
  if (!store) return fail(store.error());
  const sotto::Result<sotto::TracePage> page = store.value().list({.limit = 5});
  if (!page) return fail(page.error());
  for (const sotto::TraceSummary& trace : page.value().traces) {
    std::cout << trace.trace_id << "  " << trace.root_span_name << "  " << trace.span_count
              << " spans, " << trace.duration_ms() << " ms\n";
  }
}
