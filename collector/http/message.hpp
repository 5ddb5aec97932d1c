#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sotto::collector {

/// Names and values, decoded, in the order of the request.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// One request, whole in memory (the server caps its body, see ServerLimits).
struct Request {
  std::string method;  // "GET"; HEAD arrives as GET
  std::string path;    // "/api/v1/traces/0af7", as sent: still percent-encoded
  std::string query;   // what follows the '?', as sent
  std::string host;    // the header; empty when absent
  std::string origin;  // the header; empty when absent
  std::string content_type;
  std::string content_encoding;
  std::string body;
  Parameters path_parameters;  // of the route's pattern, set by Router::find
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};  // beside those about the body
};

/// Answers a request. Runs on one of the threads for queries and may take its time. Knows no
/// socket, so a test calls it directly.
using Handler = std::function<Response(const Request&)>;

/// Takes the answer to one request; called once, from any thread.
using Reply = std::function<void(Response)>;

/// Answers a request later. Runs on an I/O thread and must not wait.
using DeferredHandler = std::function<void(Request, Reply)>;

}  // namespace sotto::collector
