// msgtrace in C++: an observer started in one line, a workflow that sends its trace there, and
// queries on the stored traces. `sotto start`, `list` and `show` do the same from the command line.

#include <iostream>
#include <stdexcept>
#include <string>

#include <sotto/sotto.hpp>

namespace {

/// What configure_msgflux_telemetry(port=4321) sets: where to send.
sotto::Config send_to(const std::string& observer_url) {
  sotto::Config config = sotto::Config::from_env();
  config.app_name = "msgtrace-example";
  config.providers = {"otlp"};
  config.otlp_endpoint = observer_url;
  return config;
}

std::string search_web(const std::string& query) {
  auto tool = sotto::start_observation(sotto::ObservationType::tool, "search_web");
  tool.set_input(query);
  std::string results = "Results for: " + query;
  tool.set_output(results);
  return results;
}

void research(const std::string& task) {
  auto workflow = sotto::start_trace({.name = "research_agent"});
  auto agent = sotto::start_observation(sotto::ObservationType::agent, "agent");
  search_web(task);
}

void fail_at_work() {
  auto workflow = sotto::start_trace({.name = "sentiment_analyzer"});
  workflow.record_error(std::runtime_error("no model"));
}

void print_tree(const std::vector<sotto::SpanNode>& nodes, std::size_t depth) {
  for (const sotto::SpanNode& node : nodes) {
    std::cout << std::string(2 * depth, ' ') << node.span->name << " ["
              << node.span->observation_type << "]\n";
    print_tree(node.children, depth + 1);
  }
}

int analyze_traces(const std::string& db_path) {
  const auto store = sotto::TraceStore::open(db_path);
  if (!store) {
    std::cerr << store.error().detail << "\n";
    return 1;
  }
  const auto failed = store.value().list({.has_errors = true, .limit = 10});
  std::cout << "Error traces: " << (failed ? failed.value().total : 0) << "\n";

  const auto found = store.value().list({.workflow_name = "research_agent", .limit = 1});
  if (!found || found.value().traces.empty()) return 1;
  const sotto::TraceSummary& newest = found.value().traces.front();
  std::cout << newest.workflow_name << ": " << newest.span_count << " spans\n";
  if (const auto trace = store.value().get(newest.trace_id)) {
    print_tree(sotto::build_span_tree(trace.value()), 1);
  }
  return 0;
}

}  // namespace

int main() {
  sotto::Observer observer = sotto::quick_start(0);  // 4321 is the usual port
  if (observer.error()) {
    std::cerr << observer.error()->detail << "\n";
    return 1;
  }
  {
    const sotto::Session session(send_to(observer.url()));
    research("AI trends");
    fail_at_work();
  }
  observer.stop();
  return analyze_traces("./sotto.db");
}
