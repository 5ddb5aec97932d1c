#include "examples/agent/tools.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <sotto/sotto.hpp>

#include "examples/agent/json.hpp"

namespace agent {
namespace {

constexpr std::size_t max_hits = 8;
constexpr std::size_t max_listed_files = 40;
constexpr std::size_t max_read_lines = 200;

constexpr sotto::Vocabulary tool_names{"list_files", "search", "read_file"};

std::string describe(const std::vector<Hit>& hits) {
  JsonArray array;
  for (const Hit& hit : hits) {
    array.add(JsonObject()
                  .add("path", hit.excerpt.path)
                  .add("line", static_cast<double>(hit.excerpt.first_line))
                  .add("score", hit.score)
                  .text());
  }
  return array.text();
}

}  // namespace

Toolbox::Toolbox(std::filesystem::path folder)
    : folder_(std::move(folder)), files_(read_folder(folder_)), searcher_(files_) {}

ToolResult Toolbox::call(const Step& step) const {
  sotto::track_feature_usage(tool_names.find(step.tool), "tool");
  sotto::Span tool = sotto::start_observation(sotto::ObservationType::tool, step.tool);
  tool.set_input(JsonObject().add("argument", step.argument).text());
  try {
    ToolResult result = dispatch(step);
    tool.set_output(result.text);
    tool.set_attribute("tool.excerpts", result.excerpts.size());
    return result;
  } catch (const ToolError& error) {
    tool.record_error(error);
    sotto::track_exception(error, "agent.tool");
    throw;
  }
}

ToolResult Toolbox::dispatch(const Step& step) const {
  if (step.tool == "list_files") return list_files(step.argument);
  if (step.tool == "search") return search(step.argument);
  if (step.tool == "read_file") return read_file(step.argument);
  throw ToolError("there is no tool called " + step.tool);
}

ToolResult Toolbox::list_files(std::string_view ending) const {
  ToolResult result;
  std::size_t listed = 0;
  for (const Excerpt& file : files_) {
    if (!file.path.ends_with(ending)) continue;
    if (++listed <= max_listed_files) result.text += file.path + "\n";
  }
  if (listed > max_listed_files) {
    result.text += "and " + std::to_string(listed - max_listed_files) + " more\n";
  }
  return result;
}

ToolResult Toolbox::search(std::string_view query) const {
  sotto::Span retriever = sotto::start_observation(
      sotto::ObservationType::retriever, "bm25",
      {{"retriever.passages", searcher_.passage_count()}, {"retriever.limit", max_hits}});
  retriever.set_input(query);
  std::vector<Hit> hits = searcher_.search(query, max_hits);
  ToolResult result{describe(hits), {}};
  retriever.set_output(result.text);
  if (hits.empty()) throw ToolError("search: no passage has any of these words");
  for (Hit& hit : hits) result.excerpts.push_back(std::move(hit.excerpt));
  return result;
}

ToolResult Toolbox::read_file(std::string_view path) const {
  const std::filesystem::path relative = std::filesystem::path(path).lexically_normal();
  if (relative.is_absolute() || relative.begin()->string() == "..") {
    throw ToolError("read_file: the path leaves the folder");
  }
  try {
    std::vector<std::string> lines = read_lines(folder_ / relative);
    lines.resize(std::min(lines.size(), max_read_lines));
    ToolResult result;
    for (const std::string& line : lines) result.text += line + "\n";
    result.excerpts.push_back({relative.generic_string(), 1, std::move(lines)});
    return result;
  } catch (const std::system_error& error) {
    throw ToolError("read_file: " + std::string(path) + ": " + error.code().message());
  }
}

}  // namespace agent
