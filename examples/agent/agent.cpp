#include "examples/agent/agent.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include <sotto/sotto.hpp>

#include "examples/agent/json.hpp"
#include "examples/agent/planner.hpp"

namespace agent {
namespace {

Plan plan(std::string_view question) {
  sotto::Span span = sotto::start_span("planning", {{"planning.strategy", "rules"}});
  span.set_input(question);
  Plan plan = make_plan(question);
  JsonArray steps;
  for (const Step& step : plan.steps) {
    steps.add(JsonObject().add("tool", step.tool).add("argument", step.argument).text());
  }
  span.set_output(JsonObject().add("reason", plan.reason).add_json("steps", steps.text()).text());
  return plan;
}

Completion compose(const Model& model, const Prompt& prompt) {
  sotto::Generation generation = sotto::start_generation(
      "compose-answer", {.model = model.name(), .provider = model.provider()});
  for (const auto& [name, value] : model.parameters()) {
    generation.set_model_parameter(name, value);
  }
  generation.set_input(messages_json(prompt));
  try {
    Completion completion = model.complete(prompt);
    generation.set_model(completion.model);
    generation.set_output(completion.text);
    generation.set_usage(completion.usage);
    if (completion.cost_usd) generation.set_cost(*completion.cost_usd);
    return completion;
  } catch (const std::exception& error) {
    generation.record_error(error);
    sotto::track_exception(error, "agent.model");
    throw;
  }
}

std::string answer(const Toolbox& tools, const Model& model, std::string_view question) {
  sotto::Span agent = sotto::start_observation(sotto::ObservationType::agent, "folder-agent");
  agent.set_input(question);
  try {
    const Plan chosen = plan(question);
    Prompt prompt{std::string(question), {}};
    for (const Step& step : chosen.steps) {
      ToolResult result = tools.call(step);
      for (Excerpt& excerpt : result.excerpts) prompt.excerpts.push_back(std::move(excerpt));
    }
    agent.add_event("evidence_collected",
                    {{"steps", chosen.steps.size()}, {"excerpts", prompt.excerpts.size()}});
    Completion completion = compose(model, prompt);
    agent.set_output(completion.text);
    return std::move(completion.text);
  } catch (const std::exception& error) {
    agent.record_error(error);
    throw;
  }
}

}  // namespace

Answer run_agent(const Toolbox& tools, const Model& model, std::string_view question,
                 std::string_view session_id) {
  const auto start = std::chrono::steady_clock::now();
  sotto::Trace trace = sotto::start_trace(
      {.name = "agent-run", .session_id = session_id, .tags = {"example", "agent"}});
  trace.set_input(question);
  Answer result{{}, false, trace.trace_id()};
  try {
    result.text = answer(tools, model, question);
    result.success = true;
    trace.set_output(result.text);
  } catch (const std::exception& error) {
    result.text = std::string("No answer: ") + error.what();
    trace.record_error(error);
  }
  sotto::track_feature_usage("question");
  sotto::track_agent_run({.agent_type = "folder-agent",
                          .framework = "none",
                          .success = result.success,
                          .duration = std::chrono::steady_clock::now() - start});
  return result;
}

}  // namespace agent
