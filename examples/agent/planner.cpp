#include "examples/agent/planner.hpp"

#include <algorithm>
#include <optional>

namespace agent {
namespace {

bool is_path_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == '/';
}

// "core/clock.cpp" and "README.md", but not "e.g." or "2.5".
bool looks_like_path(std::string_view word) {
  const std::size_t dot = word.rfind('.');
  if (dot == std::string_view::npos || dot < 2) return false;
  const std::string_view ending = word.substr(dot + 1);
  return !ending.empty() && ending.size() <= 5 &&
         std::ranges::all_of(ending, [](char c) { return c >= 'a' && c <= 'z'; });
}

std::optional<std::string> first_path_in(std::string_view question) {
  for (std::size_t begin = 0; begin < question.size();) {
    std::size_t end = begin;
    while (end < question.size() && is_path_byte(question[end])) ++end;
    std::string_view word = question.substr(begin, end - begin);
    while (word.ends_with('.')) word.remove_suffix(1);  // the end of the sentence
    if (looks_like_path(word)) return std::string(word);
    begin = end + 1;
  }
  return std::nullopt;
}

}  // namespace

Plan make_plan(std::string_view question) {
  if (const std::optional<std::string> path = first_path_in(question)) {
    return {"The question names a file.", {{"read_file", *path}}};
  }
  if (question.find("hich files") != std::string_view::npos) {
    return {"The question asks for files.",
            {{"list_files", ""}, {"search", std::string(question)}}};
  }
  return {"The question is about the content.", {{"search", std::string(question)}}};
}

}  // namespace agent
