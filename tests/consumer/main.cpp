#include <sotto/sotto.hpp>

using namespace std::chrono_literals;

int main() {
  sotto::Session session;  // reads the environment; flushes and stops at the end of main

  // Anonymous: counts only, no room for content.
  sotto::track_feature_usage("multimodal_content");
  sotto::track_agent_run({.agent_type = "simple", .framework = "own", .duration = 1234.5ms});

  // Detailed: goes to the backends that the environment names, and nowhere else.
  auto trace = sotto::start_trace({.name = "api-request", .user_id = "user123"});
  auto generation = sotto::start_generation("llm-completion", {.model = "gpt-4o"});
  generation.set_input("What's the weather?");
  generation.set_usage({.input_tokens = 12, .output_tokens = 30});
  generation.set_output("Sunny.");
}
