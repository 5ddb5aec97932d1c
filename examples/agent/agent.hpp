#pragma once

#include <string>
#include <string_view>

#include "examples/agent/model.hpp"
#include "examples/agent/tools.hpp"

namespace agent {

struct Answer {
  std::string text;  // the answer, or why there is none
  bool success = false;
  std::string trace_id;  // empty when nothing is recorded
};

/// Answers one question: plan, call tools, compose. Each run is one trace and counts in the
/// telemetry. Errors of tools and models are recorded and become the answer's text.
Answer run_agent(const Toolbox& tools, const Model& model, std::string_view question,
                 std::string_view session_id);

}  // namespace agent
