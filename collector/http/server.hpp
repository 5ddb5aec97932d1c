#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <sotto/result.hpp>

#include "collector/http/router.hpp"

namespace sotto::collector {

struct ServerLimits {
  std::uint64_t body_bytes = 64 << 20;  // OTLP's default; beyond: 413
  std::uint32_t header_bytes = 16 << 10;
  std::size_t connections = 1024;            // one more is told 503
  std::chrono::milliseconds idle{60'000};    // between two requests
  std::chrono::milliseconds header{10'000};  // to receive, from its first byte to its last
  std::chrono::milliseconds body{60'000};    // to receive, whole
  std::chrono::milliseconds write{60'000};   // to send an answer, whole
  std::chrono::milliseconds linger{2'000};   // to let the client read a refusal while it sends
  std::chrono::milliseconds drain{5'000};    // stop(): to finish what clients have begun
};

/// An HTTP/1.1 server on one loopback address: keep-alive, pipelined requests answered in order,
/// a deadline on every wait. Two threads move bytes and run deferred handlers, two more run the
/// handlers that read the store, so that a slow query holds up no export.
///
/// Threads: start and stop from one thread; port() from any.  Lifetime: what calls the replies (the
/// store's thread) ends before the server is destroyed, though not before it is stopped.
class Server {
 public:
  explicit Server(Router router, ServerLimits limits = {});
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // stops

  /// Listens on `host`, a loopback address or "localhost"; port 0 takes any free one. Once.
  Result<Done> start(const std::string& host, std::uint16_t port);

  /// Takes no more requests and returns when all that were received are answered. Requests that
  /// clients have begun to send get the drain time. A deferred handler's reply is waited for.
  void stop() noexcept;

  /// 0 when not running.
  std::uint16_t port() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sotto::collector
