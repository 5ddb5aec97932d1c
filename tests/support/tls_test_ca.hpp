#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "tests/support/http_test_server.hpp"

namespace sotto::test {

/// A certificate authority of its own. Its PEM file lives as long as the object.
class TlsTestCa {
 public:
  struct Subject {
    std::string alternative_names = {};  // "DNS:localhost,IP:127.0.0.1"; empty: the extension too
    std::string common_name = "test server";
    std::chrono::seconds valid_from = -std::chrono::hours(1);  // from now
    std::chrono::seconds valid_until = std::chrono::hours(1);
  };

  TlsTestCa();
  TlsTestCa(const TlsTestCa&) = delete;
  TlsTestCa& operator=(const TlsTestCa&) = delete;
  ~TlsTestCa();

  /// What a client that trusts this authority is given.
  const std::string& file() const;

  ServerCertificate issue(const Subject& subject) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sotto::test
