#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include <sotto/result.hpp>

#include "transport/tls_files.hpp"
#include "transport/tls_stream.hpp"

namespace sotto::transport {

/// What the TLS connections to one endpoint share: the trusted certificates, our own, the rules
/// (TLS 1.2 or later, peer and host name always verified) and the session that the next one
/// resumes.
///
/// Threads: one at a time.
class TlsContext {
 public:
  /// Reads the files, so it takes milliseconds. Errors name the file by its field in TlsFiles.
  static Result<TlsContext> make(const TlsFiles& files);

  /// TLS to `host`, a DNS name or an address without brackets, on a connected non-blocking
  /// `socket`, which stays the caller's and must outlive the stream.
  Result<TlsStream> start(int socket, const std::string& host);

  /// Keeps the session of `stream` for the next start(). TLS 1.3 servers send theirs after the
  /// handshake: call it when the first answer has been read.
  void remember(const TlsStream& stream) noexcept;

 private:
  struct ContextDeleter {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
  };
  struct SessionDeleter {
    void operator()(SSL_SESSION* session) const noexcept { SSL_SESSION_free(session); }
  };
  using Context = std::unique_ptr<SSL_CTX, ContextDeleter>;

  explicit TlsContext(Context context) noexcept : context_(std::move(context)) {}

  Context context_;
  std::unique_ptr<SSL_SESSION, SessionDeleter> session_;
};

}  // namespace sotto::transport
