#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::test {

/// An HTTP proxy on 127.0.0.1 that grants every CONNECT, and connects to the one port that it was
/// given whatever host it was asked for: names that nobody else could look up work through it.
///
/// Threads: any.
class ProxyServer {
 public:
  explicit ProxyServer(std::uint16_t upstream_port);
  ProxyServer(const ProxyServer&) = delete;
  ProxyServer& operator=(const ProxyServer&) = delete;
  ~ProxyServer();

  /// "http://user:password@127.0.0.1:4711", without user-info unless given.
  std::string url(std::string_view user_info = "") const;

  /// From now on: the answer to CONNECT, as it is; then the connection is closed. Empty: silence.
  void refuse_with(std::string answer);

  /// The requests so far, each with its header up to the empty line.
  std::vector<std::string> requests() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sotto::test
