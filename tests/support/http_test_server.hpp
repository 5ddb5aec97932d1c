#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sotto::test {

/// What the server read.
struct SeenRequest {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // as sent
  std::size_t connection = 0;                  // 1 for the first that was accepted
  bool tls_resumed = false;                    // its TLS session continues an earlier one
  std::string client_name = {};                // the common name of the client's certificate

  /// The value of a header, lower-case `name`; empty when it is missing.
  std::string header(const std::string& name) const;
  /// The body, unpacked if it was sent with Content-Encoding: gzip. Empty when it is broken.
  std::string plain_body() const;
};

/// What the server does with a request.
struct HttpReply {
  enum class Manner {
    whole,    // the answer, and the connection stays
    chunked,  // the same with Transfer-Encoding: chunked
    closing,  // the same with Connection: close, and closes when the client has
    half,     // the first half of the bytes, and closes
    trickle,  // a byte every 10 ms
    raw,      // `body` alone, as it is, and closes
    silent,   // nothing, until the client closes
    hang_up,  // nothing, and closes
  };

  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  Manner manner = Manner::whole;
};

/// PEM texts: the server's certificate and its key.
struct ServerCertificate {
  std::string certificate;
  std::string key;
};

/// A real HTTP/1.1 server on 127.0.0.1 and a port of its own, in a thread of its own: a fake OTLP
/// receiver for one, and a badly behaved one when told so. Answers 200 without a body at first.
///
/// Threads: any.
class HttpTestServer {
 public:
  enum class TlsVersion { any, v1_1, v1_2, v1_3 };
  struct Options {
    std::optional<ServerCertificate> certificate = {};  // https
    TlsVersion tls_version = TlsVersion::any;           // no other
    std::string client_ca_file = {};  // not empty: clients need a certificate of this authority
    bool accepts = true;              // false: connections stay in the system's queue
    bool reads_bodies = true;         // false: answers when it has read the header
    bool remembers = true;            // false: requests() stays empty, for a server that runs long
  };

  HttpTestServer();
  explicit HttpTestServer(Options options);
  HttpTestServer(const HttpTestServer&) = delete;
  HttpTestServer& operator=(const HttpTestServer&) = delete;
  ~HttpTestServer();

  std::uint16_t port() const;
  /// "http://127.0.0.1:4711" and `path`.
  std::string url(std::string_view path = "/") const;

  /// For every request from now on that has no reply of its own by add_reply().
  void set_reply(HttpReply reply);
  /// The same, made for each request in the server's thread.
  void set_handler(std::function<HttpReply(const SeenRequest&)> handler);
  /// For the next request only; several are used one after the other.
  void add_reply(HttpReply reply);

  /// All so far, in order of arrival.
  std::vector<SeenRequest> requests() const;
  std::size_t connections() const;       // accepted so far
  std::size_t open_connections() const;  // now

  /// Closes all connections; new ones are welcome. They are closed on return.
  void close_connections();

  /// False when fewer came within `timeout`.
  bool wait_for_requests(std::size_t count,
                         std::chrono::milliseconds timeout = std::chrono::seconds(20)) const;
  /// False when more were open for all of `timeout`.
  bool wait_for_open_connections(
      std::size_t most, std::chrono::milliseconds timeout = std::chrono::seconds(20)) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sotto::test
