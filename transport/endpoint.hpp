#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sotto/result.hpp>

namespace sotto::transport {

/// Where to connect to and what to ask for: a parsed http or https URL.
struct Endpoint {
  bool tls = false;
  std::string host;  // without brackets for IPv6
  std::uint16_t port = 80;
  std::string target = "/";  // path and query

  /// "collector.example:4318", "[::1]:4318".
  std::string authority() const;

  /// For a log line or a message: scheme, host and port. Never the path, which may hold a key.
  std::string origin() const;
};

/// RFC 3986, http and https only, no user-info. The error never repeats the URL.
Result<Endpoint> parse_endpoint(std::string_view url);

}  // namespace sotto::transport
