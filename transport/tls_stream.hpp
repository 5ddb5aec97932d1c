#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace sotto::transport {

struct SslDeleter {
  /// Sends nothing. The mark keeps the session resumable, which OpenSSL takes from a connection
  /// that ends without a shutdown.
  void operator()(SSL* ssl) const noexcept {
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(ssl);
  }
};
using SslPtr = std::unique_ptr<SSL, SslDeleter>;

/// Lets `ssl` read and write `socket`, which it does not own. Unlike OpenSSL's own way it never
/// raises SIGPIPE. False when memory is short.
bool attach_socket(SSL* ssl, int socket) noexcept;

/// TLS on a connected non-blocking socket, made by TlsContext::start. Each call does what it can
/// without waiting and says what to wait for. After `failed` or `closed` only failure() is useful.
///
/// Threads: one at a time.
class TlsStream {
 public:
  enum class Status {
    done,
    wants_read,   // call again when the socket is readable
    wants_write,  // call again when it is writable, with the same arguments
    closed,       // the peer ended the connection as TLS wants it
    broken,       // the peer ended the connection otherwise, or the network did
    failed,       // the bytes are not TLS, or the peer or its certificate was refused
  };
  struct Step {
    Status status;
    std::size_t bytes = 0;  // read or written, when done: at least one
  };

  explicit TlsStream(SslPtr ssl) noexcept : ssl_(std::move(ssl)) {}

  Step handshake() noexcept;
  Step read(void* out, std::size_t size) noexcept;
  Step write(std::string_view data) noexcept;  // not empty

  /// Why the handshake failed, e.g. "certificate expired".
  const char* failure() const noexcept;

  /// Why the peer refused us, e.g. "the server asks for a client certificate"; null when it did not
  /// say. With TLS 1.3 this is known when the first answer is awaited, not in the handshake.
  const char* refusal() const noexcept { return refusal_; }

  SSL* ssl() const noexcept { return ssl_.get(); }

 private:
  Step step(int result, std::size_t bytes) noexcept;

  SslPtr ssl_;
  const char* refusal_ = nullptr;
};

}  // namespace sotto::transport
