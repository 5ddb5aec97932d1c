#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tests/support/http_test_server.hpp"
#include "transport/event_loop.hpp"
#include "transport/http_client.hpp"

namespace sotto::transport {

/// Sends and runs the loop until the exchange is over.
inline Result<HttpResponse> exchange(EventLoop& loop, HttpClient& client, HttpRequest request) {
  std::optional<Result<HttpResponse>> result;
  client.send(std::move(request), [&](Result<HttpResponse> answer) {
    result = std::move(answer);
    loop.wake();
  });
  while (!result) loop.run_for(std::chrono::hours(1));
  return *std::move(result);
}

inline HttpRequest post(std::string body) {
  return {.body = std::make_shared<const std::string>(std::move(body))};
}

inline Endpoint endpoint_of(const test::HttpTestServer& server) {
  return parse_endpoint(server.url("/v1/traces")).value();
}

}  // namespace sotto::transport
