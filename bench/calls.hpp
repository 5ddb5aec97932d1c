#pragma once

/// Every public call that may stand on a program's hot path, once: what is timed (hot_path.cpp),
/// what is counted in allocations and system calls (steady_state.cpp), what is counted in
/// instructions (instructions.cpp).

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <sotto/observe.hpp>
#include <sotto/telemetry.hpp>
#include <sotto/tracing.hpp>

#include "bench/measure.hpp"

namespace sotto::bench {

using namespace std::chrono_literals;

inline void end_span_with_four_attributes() {
  Span span = start_span("step");
  span.set_attribute("gen_ai.request.model", "gpt-4o");
  span.set_attribute("attempt", 1);
  span.set_attribute("cached", false);
  span.set_attribute("share", 0.5);
}

/// Something that is done to a span while it is open: on one span for each run.
template <typename F>
class OnOpenSpan {
 public:
  explicit OnOpenSpan(F f) : f_(std::move(f)) {}
  OnOpenSpan(const OnOpenSpan& other) : f_(other.f_) {}
  OnOpenSpan(OnOpenSpan&& other) noexcept : f_(std::move(other.f_)) {}

  void begin() { generation_ = start_generation("llm-completion"); }
  void operator()() { f_(generation_); }
  void end() { generation_.end(); }

 private:
  F f_;
  Generation generation_;
};

/// visit(name, f): counts; nothing leaves the calling thread.
template <typename Visit>
void visit_telemetry_calls(Visit&& visit) {
  visit("feature_usage", [] { track_feature_usage("multimodal_content"); });
  visit("error", [] { track_error("TimeoutError", "agent.simple"); });
  visit("exception",
        [error = std::out_of_range("index")] { track_exception(error, "agent.simple"); });
  visit("agent_run", [] {
    track_agent_run(
        {.agent_type = "simple", .framework = "pydantic_ai", .success = true, .duration = 12.5ms});
  });
  visit("counter", [counter = Counter("button_click")] { counter.add(); });
  visit("timer", [timer = Timer("parse_config")] { timer.record(12.5ms); });
}

/// visit(name, f): each call ends a span, or more.
template <typename Visit>
void visit_span_calls(Visit&& visit) {
  visit("span", [] { const Span span = start_span("step"); });
  visit("span_4_attributes", [] { end_span_with_four_attributes(); });
  visit("span_nested", [] {
    const Span outer = start_span("outer");
    const Span inner = start_span("inner");
  });
  visit("trace", [] {
    const Trace trace = start_trace({.name = "api-request",
                                     .user_id = "user123",
                                     .session_id = "session456",
                                     .tags = {},
                                     .metadata = {},
                                     .version = {},
                                     .parent = {}});
  });
  visit("generation", [] {
    Generation generation = start_generation("llm-completion", {.model = "gpt-4o"});
    generation.set_input("What's the weather?");
    generation.set_usage({.input_tokens = 12, .output_tokens = 30});
    generation.set_output("Sunny.");
  });
  visit("observe", [] {
    keep(observe(
        "double", [](int value) { return 2 * value; }, 21));
  });
}

/// visit(name, f): works on an open span, or on the thread's position.
template <typename Visit>
void visit_calls_on_a_span(Visit&& visit) {
  const auto on_span = [&visit](const char* name, auto f) {
    visit(name, OnOpenSpan<decltype(f)>(std::move(f)));
  };
  on_span("set_attribute", [](Generation& span) { span.set_attribute("attempt", 1); });
  on_span("set_attribute_text",
          [](Generation& span) { span.set_attribute("city", "San Francisco"); });
  on_span("add_event", [](Generation& span) { span.add_event("retry"); });
  on_span("set_input", [](Generation& span) { span.set_input("What's the weather?"); });
  visit("bind", [bound = bind([] { forget_memory(); })]() mutable { bound(); });
}

}  // namespace sotto::bench
