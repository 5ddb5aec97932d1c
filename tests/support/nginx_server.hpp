#pragma once

#include <cstdint>
#include <string>

#include "tests/support/http_test_server.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::test {

/// nginx as a reverse proxy with TLS on 127.0.0.1, in a process of its own.
///
/// It takes over a socket that listens already, so that nobody has to wait for its start.
class NginxServer {
 public:
  struct Options {
    ServerCertificate certificate;
    std::uint16_t upstream_port;
    /// More of the block `server`: "client_max_body_size 2k;".
    std::string directives = {};
  };

  explicit NginxServer(const Options& options);
  NginxServer(const NginxServer&) = delete;
  NginxServer& operator=(const NginxServer&) = delete;
  ~NginxServer();

  /// "https://127.0.0.1:4711/v1/traces"
  std::string url() const;

  /// What it complained of, to explain a failed test.
  std::string errors() const;

 private:
  void write(const std::string& name, const std::string& text) const;

  TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  int pid_ = -1;
};

}  // namespace sotto::test
