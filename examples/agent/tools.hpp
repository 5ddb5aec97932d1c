#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "examples/agent/index.hpp"
#include "examples/agent/planner.hpp"
#include "examples/agent/search.hpp"

namespace agent {

/// A tool that could not do what it was asked; what() names the tool and the reason.
class ToolError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct ToolResult {
  std::string text;               // what the model is shown
  std::vector<Excerpt> excerpts;  // what an answer may cite
};

/// The agent's hands: three tools over one folder, each recorded as a tool observation with its
/// input and output; a search also as a retriever observation.
class Toolbox {
 public:
  explicit Toolbox(std::filesystem::path folder);

  /// Throws ToolError, after recording it.
  ToolResult call(const Step& step) const;

 private:
  ToolResult dispatch(const Step& step) const;
  ToolResult list_files(std::string_view ending) const;
  ToolResult search(std::string_view query) const;
  ToolResult read_file(std::string_view path) const;

  std::filesystem::path folder_;
  std::vector<Excerpt> files_;
  Searcher searcher_;
};

}  // namespace agent
