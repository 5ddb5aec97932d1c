// A program that records telemetry and traces with whatever the environment configures, for
// system_gates_test.py. Prints why each layer is open or closed.

#include <iostream>

#include <sotto/sotto.hpp>

int main() {
  sotto::Config config = sotto::Config::from_env();
  config.app_name = "gates";
  config.env_prefix = "GATES";
  const sotto::Session session(config);
  {
    sotto::Trace trace = sotto::start_trace({.name = "run"});
    sotto::Generation generation = sotto::start_generation("completion", {.model = "gpt-4o"});
    generation.set_input("question");
    generation.set_output("answer");
  }
  sotto::track_feature_usage("question");
  sotto::track_error("TimeoutError", "agent");
  sotto::track_agent_run({.agent_type = "gates", .framework = "none"});
  sotto::flush();
  const sotto::Status status = sotto::status();
  std::cout << status.telemetry.reason << " " << status.observability.reason << "\n";
}
