// The smallest program that tells both stories: anonymous counts, and a trace.
//
//   OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4321 build/dev/bin/sotto-example-hello

#include <sotto/sotto.hpp>

using namespace std::chrono_literals;

int main() {
  sotto::Session session;
  sotto::track_feature_usage("multimodal_content");
  sotto::track_agent_run(
      {.agent_type = "simple", .framework = "pydantic_ai", .success = true, .duration = 1234.5ms});
  sotto::track_error("TimeoutError", "agent.simple");

  auto trace = sotto::start_trace({.name = "api-request",
                                   .user_id = "user123",
                                   .session_id = "session456",
                                   .tags = {"production"}});
  auto generation = sotto::start_generation("llm-completion", {.model = "gpt-4o"});
  generation.set_input("What's the weather?");
  generation.set_usage({.input_tokens = 12, .output_tokens = 30});
  generation.set_output("Sunny.");
}
