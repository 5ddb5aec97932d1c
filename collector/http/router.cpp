#include "collector/http/router.hpp"

#include <optional>
#include <utility>

#include "collector/http/answers.hpp"
#include "core/text.hpp"

namespace sotto::collector {
namespace {

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t slash = path.find('/');
    parts.emplace_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

std::optional<Parameters> match(const std::vector<std::string>& pattern,
                                const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) return std::nullopt;
  Parameters parameters;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (!pattern[i].starts_with('{')) {
      if (pattern[i] != path[i]) return std::nullopt;
      continue;
    }
    auto value = core::percent_decode(path[i]);
    if (!value || value->empty()) return std::nullopt;
    parameters.emplace_back(pattern[i].substr(1, pattern[i].size() - 2), std::move(*value));
  }
  return parameters;
}

}  // namespace

void Router::add(std::string method, std::string_view pattern, Endpoint endpoint) {
  routes_.push_back({std::move(method), split(pattern), std::move(endpoint)});
}

std::variant<const Router::Endpoint*, Response> Router::find(Request& request) const {
  const std::vector<std::string> path = split(request.path);
  std::string allowed;
  for (const Route& route : routes_) {
    auto parameters = match(route.parts, path);
    if (!parameters) continue;
    if (route.method == request.method) {
      request.path_parameters = std::move(*parameters);
      return &route.endpoint;
    }
    if (!allowed.empty()) allowed += ", ";
    allowed += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  if (allowed.empty()) return error_answer(request, 404, "no such path");
  Response response = error_answer(request, 405, "this path does not take this method");
  response.headers.emplace_back("Allow", std::move(allowed));
  return response;
}

}  // namespace sotto::collector
