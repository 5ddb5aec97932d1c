#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace agent {

/// One tool call that the agent intends. The tools are those of Toolbox.
struct Step {
  std::string tool;      // "list_files", "search" or "read_file"
  std::string argument;  // a file ending, a query or a path
};

struct Plan {
  std::string reason;  // one sentence
  std::vector<Step> steps;
};

/// Chooses the tools for a question by fixed rules: a question that names a file reads it, one
/// that asks for files lists them, any other searches.
Plan make_plan(std::string_view question);

}  // namespace agent
