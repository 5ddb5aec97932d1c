// Records one trace and one telemetry report for client.test.mjs, which knows what must arrive.
// Prints the trace id.

#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>

#include <sotto/sotto.hpp>

namespace {

// As OpenTelemetry's conventions for generative AI write messages.
constexpr const char* question_json =
    R"([{"role":"user","parts":[{"type":"text","content":"Wie ist das Wetter? ☀️"}]}])";

void record_every_type(sotto::Trace& trace) {
  trace.set_attribute("text", "plain");
  trace.set_attribute("text.empty", "");
  trace.set_attribute("text.unicode", "Grüße, 你好, 👋🏽 and \"quotes\"\\\n");
  trace.set_attribute("text.not_utf8", std::string("ab\xff"
                                                   "cd"));
  trace.set_attribute("flag.true", true);
  trace.set_attribute("flag.false", false);
  trace.set_attribute("integer", 42);
  trace.set_attribute("integer.smallest", INT64_MIN);
  trace.set_attribute("integer.largest", INT64_MAX);
  trace.set_attribute("integer.unsigned", UINT64_MAX);
  trace.set_attribute("real", 2.5);
  trace.set_attribute("real.tiny", 5e-324);
  trace.set_attribute("real.large", 1.5e300);
  trace.set_attribute("last.wins", 1);
  trace.set_attribute("last.wins", "second");
}

void record_failing_tool() {
  sotto::Span tool =
      sotto::start_observation(sotto::ObservationType::tool, "lookup", {{"tool.attempt", 2}});
  tool.set_input("Wetter in München");
  tool.add_event("checkpoint", {{"step", 3}, {"ok", true}, {"note", "né"}, {"share", 0.5}});
  tool.set_error("TimeoutError", "no answer in time ✗");
}

void record_generation() {
  sotto::Generation generation =
      sotto::start_generation("llm-completion", {.model = "gpt-4o", .provider = "openai"});
  generation.set_model("gpt-4o-2024-08-06");
  generation.set_model_parameter("temperature", 0.5);
  generation.set_input(question_json);
  generation.set_output("Sonnig.");
  generation.set_usage({.input_tokens = 12, .output_tokens = 30, .cache_read_tokens = 4});
  generation.set_cost(0.00042);
}

}  // namespace

int main() {
  sotto::Session session;
  sotto::Trace trace = sotto::start_trace({.name = "agent-run",
                                           .user_id = "user123",
                                           .session_id = "session456",
                                           .tags = {"npm", "test"},
                                           .metadata = {{"tenant", "münchen"}}});
  std::cout << trace.trace_id() << std::endl;
  record_every_type(trace);
  record_failing_tool();
  record_generation();

  sotto::track_feature_usage("search");
  sotto::track_feature_usage("search");
  sotto::track_error("TimeoutError", "agent.tool");
  sotto::track_agent_run({.agent_type = "simple",
                          .framework = "none",
                          .success = false,
                          .duration = std::chrono::milliseconds(250)});
  // No report leaves because a program ends: this one waits until it is due.
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (sotto::get_metrics().telemetry.reports_sent == 0 &&
         std::chrono::steady_clock::now() < end) {
    sotto::flush(std::chrono::milliseconds(100));
  }
}
