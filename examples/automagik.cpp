// The Automagik tracing guide in C++: anonymous counts beside detailed traces, the switches of the
// user, and what get_metrics() tells of it.
//
//   touch ~/.no-tracing                    nothing is recorded any more
//   export SOTTO_DISABLE_ALL_TRACING=true  the same
//   export SOTTO_SAMPLING_RATE=0.1         one trace in ten

#include <chrono>
#include <iostream>
#include <stdexcept>

#include <sotto/sotto.hpp>

using namespace std::chrono_literals;

namespace {

struct TimeoutError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

void quick_start() {
  sotto::track_agent_run(
      {.agent_type = "simple", .framework = "pydantic_ai", .success = true, .duration = 1234.5ms});
  sotto::track_feature_usage("multimodal_content");
  sotto::track_error("TimeoutError", "agent.simple");
}

/// Success, error type and time of any function. The error's text stays here.
void my_function(bool is_slow) {
  static const sotto::Timer duration("my_function");
  const auto running = duration.start();
  try {
    if (is_slow) throw TimeoutError("no answer from the database of customer 17");
    sotto::track_feature_usage("my_feature");
  } catch (const std::exception& error) {
    sotto::track_exception(error, "my_component");
  }
}

/// The base class that records every run, so that agents need not.
class Agent {
 public:
  virtual ~Agent() = default;

  std::string run(const std::string& message) {
    const auto start = std::chrono::steady_clock::now();
    auto span = sotto::start_observation(sotto::ObservationType::agent, "my-agent");
    span.set_input(message);
    std::string answer = reply(message);
    span.set_output(answer);
    sotto::track_agent_run({.agent_type = "my_agent",
                            .framework = "own",
                            .success = true,
                            .duration = std::chrono::steady_clock::now() - start});
    return answer;
  }

 protected:
  virtual std::string reply(const std::string& message) = 0;
};

class MyAgent : public Agent {
  std::string reply(const std::string& message) override { return "You said: " + message; }
};

void print_gate(const char* layer, const sotto::GateStatus& gate) {
  std::cout << layer << (gate.open ? " is on" : " is off") << ": " << gate.reason;
  if (!gate.detail.empty()) std::cout << " (" << gate.detail << ")";
  std::cout << "\n";
}

}  // namespace

int main() {
  const sotto::Session session;
  quick_start();
  my_function(false);
  my_function(true);
  std::cout << MyAgent().run("hello") << "\n";
  sotto::flush(1s);

  const sotto::Metrics metrics = sotto::get_metrics();
  std::cout << "Events processed: " << metrics.tracer.processed << "\n";
  std::cout << "Events dropped: " << metrics.tracer.dropped << "\n";
  for (const auto& [destination, breaker] : metrics.circuit_breaker) {
    std::cout << "Circuit breaker of " << destination << ": " << breaker.state << "\n";
  }
  for (const auto& [feature, count] : metrics.telemetry.feature_usage) {
    std::cout << "Feature " << feature << ": " << count << "\n";
  }
  print_gate("Telemetry", sotto::status().telemetry);
  print_gate("Observability", sotto::status().observability);
}
