// magma.trace in C++: functions as spans, blocks as spans, the current trace, misconfiguration as a
// value, and the span names that magma's model and prompt layers give.
//
//   TRACING_MODE=print build/release/bin/sotto-example-magma-trace

#include <cctype>
#include <chrono>
#include <iostream>
#include <string>
#include <thread>

#include <sotto/sotto.hpp>

using namespace std::chrono_literals;

namespace {

std::string clean_query(const std::string& query) {
  const auto begin = query.find_first_not_of(' ');
  const auto end = query.find_last_not_of(' ');
  std::string clean = begin == std::string::npos ? "" : query.substr(begin, end - begin + 1);
  for (char& c : clean) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return clean;
}

int slow_op(int n) {
  SOTTO_OBSERVE();  // the span's name is the function's: slow_op
  std::this_thread::sleep_for(n * 1ms);
  return n * 2;
}

/// A model call inside a prompt inside an agent's node: magma's trace tree.
std::string visualize(const std::string& query) {
  auto node = sotto::start_agent("visualizer");
  auto prompt = sotto::start_prompt("Visualize");        // prompt:Visualize
  auto call = sotto::start_model_call("openai/gpt-4o");  // model:openai/gpt-4o
  call.set_input(query);
  call.set_usage({.input_tokens = 2, .output_tokens = 3});
  call.set_output("a bar chart");
  return "a bar chart";
}

void transform() {
  auto span = sotto::start_span("data-transform", {{"dataset", "iris.csv"}});
  span.add_tag("ETL");
  span.set_attribute("rows", 150);
}

}  // namespace

int main() {
  const sotto::Session session;  // without keys and without TRACING_MODE nothing is recorded

  const auto clean = sotto::observed("data-cleaning-logic", clean_query);
  std::cout << clean("  Hello World  ") << "\n";
  std::cout << slow_op(1) << "\n";

  auto trace = sotto::start_trace({.name = "question"});
  transform();
  std::cout << visualize("sales by month") << "\n";
  if (const sotto::Context current = sotto::current_context(); current.is_valid()) {
    std::cerr << "in trace " << current.trace_id().to_hex() << "\n";
  }
}
