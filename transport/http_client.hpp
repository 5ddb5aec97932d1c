#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sotto/result.hpp>

#include "transport/endpoint.hpp"
#include "transport/event_loop.hpp"
#include "transport/http_options.hpp"

namespace sotto::transport {

struct HttpRequest {
  std::string method = "POST";
  // Host, User-Agent and Content-Length are added. Checked: a setting cannot break the message.
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::shared_ptr<const std::string> body = {};  // shared with the caller, who may send it again
};

struct HttpResponse {
  int status = 0;
  std::string content_type;
  std::optional<std::chrono::seconds> retry_after;  // both forms of the header; at most one day
  std::string body;
};

/// One keep-alive HTTP/1.1 connection to one endpoint, TLS 1.2 or later when the endpoint says so,
/// certificate and host name always verified, also through a proxy. Connects when first needed,
/// again after an error.
///
/// Threads: the loop's.  The loop outlives the client.
class HttpClient {
 public:
  using Completion = std::function<void(Result<HttpResponse>)>;

  HttpClient(EventLoop& loop, Endpoint endpoint, HttpOptions options);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();  // as cancel()

  /// Starts one exchange; `done` is called once from run_for, never from here. One exchange at a
  /// time: precondition !busy(). A kept-alive connection that turns out dead before the first
  /// byte of an answer is replaced once, silently.
  /// Errors: unreachable, tls_failed, timeout, too_large, malformed, cancelled; rejected when the
  /// proxy says no.
  void send(HttpRequest request, Completion done);

  bool busy() const noexcept;

  /// Gives up the exchange under way: its completion is called with `cancelled` (or the answer, if
  /// that has just come), from run_for or from the destructor. The connection is closed, also an
  /// idle one.
  void cancel() noexcept;

  struct Impl;

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace sotto::transport
