#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "collector/http/message.hpp"

namespace sotto::collector {

/// Maps a method and a path to a handler.
///
///   router.add("GET", "/api/v1/traces/{id}", handler);
///
/// A part in braces matches one part of the path, which may not be empty; the handler finds it,
/// percent-decoded, in Request::path_parameters. Patterns do not overlap.
///
/// Threads: not changed after the server starts; then any.
class Router {
 public:
  using Endpoint = std::variant<Handler, DeferredHandler>;

  void add(std::string method, std::string_view pattern, Endpoint endpoint);

  /// Who answers `request` (its body is not looked at), or the answer itself: 404 for an unknown
  /// path, 405 with Allow for a known path with another method.
  std::variant<const Endpoint*, Response> find(Request& request) const;

 private:
  struct Route {
    std::string method;
    std::vector<std::string> parts;  // of the pattern, between the slashes
    Endpoint endpoint;
  };

  std::vector<Route> routes_;
};

}  // namespace sotto::collector
