#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sotto/result.hpp>

#include "transport/endpoint.hpp"
#include "transport/http_proxy.hpp"

namespace sotto::transport {

/// The request line and the header fields. What is the same in all requests of a client is
/// formatted once.
class HttpRequestHead {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  /// `proxy` reads the request and passes it on; null when nobody does, or nobody can (https).
  HttpRequestHead(const Endpoint& endpoint, std::string_view user_agent,
                  const Proxy* proxy = nullptr);

  /// Makes text() the head of a request. `malformed` when a name or a value, which may come from a
  /// setting, would break the message or contradict us; the error never repeats it.
  std::optional<Error> format(std::string_view method, const Headers& headers,
                              std::size_t body_bytes);

  /// Up to and including the empty line.
  std::string_view text() const noexcept { return text_; }

 private:
  std::string fixed_;  // from the target to User-Agent
  std::string text_;
};

}  // namespace sotto::transport
