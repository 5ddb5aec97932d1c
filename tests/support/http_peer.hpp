#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/otlp_json.hpp"

namespace sotto::test {

struct HttpAnswer {
  int status = 0;                              // 0: the connection ended first
  std::map<std::string, std::string> headers;  // names in lowercase
  std::string body;
};

/// A client of 127.0.0.1 that sends exactly what the test says, right or wrong.
class HttpPeer {
 public:
  explicit HttpPeer(std::uint16_t port);
  HttpPeer(HttpPeer&&) noexcept;
  ~HttpPeer();

  /// Sends all of it; a connection that the server has closed is no error.
  void send(std::string_view text);

  /// The next answer. `has_body` is false for the answer to HEAD.
  HttpAnswer read_answer(bool has_body = true);

  /// What still comes until the server closes.
  std::string read_to_end();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A request with Host, Content-Length and the given further header lines ("Name: value\r\n").
std::string http_request(std::string_view method, std::string_view target,
                         std::string_view headers = "", std::string_view body = "");

/// Sends one request on a connection of its own.
HttpAnswer http_exchange(std::uint16_t port, std::string_view request);

/// The port at the end of "http://127.0.0.1:4321".
std::uint16_t port_of(std::string_view url);

/// Exports the spans as OTLP/JSON.
HttpAnswer post_spans(std::uint16_t port, const std::vector<JsonSpan>& spans);

}  // namespace sotto::test
