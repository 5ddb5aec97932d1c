#include "transport/tls_stream.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>

namespace sotto::transport {
namespace {

int socket_of(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

// What send and recv returned, as OpenSSL wants to hear it.
int transferred(BIO* bio, ssize_t count, int retry_flag) {
  BIO_clear_retry_flags(bio);
  const bool would_block = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  if (count < 0 && would_block) BIO_set_flags(bio, retry_flag | BIO_FLAGS_SHOULD_RETRY);
  return static_cast<int>(count);
}

int write_socket(BIO* bio, const char* data, int size) {
  const auto bytes = static_cast<std::size_t>(size);
  return transferred(bio, send(socket_of(bio), data, bytes, MSG_NOSIGNAL), BIO_FLAGS_WRITE);
}

int read_socket(BIO* bio, char* out, int size) {
  const auto bytes = static_cast<std::size_t>(size);
  return transferred(bio, recv(socket_of(bio), out, bytes, 0), BIO_FLAGS_READ);
}

long control_socket(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;  // nothing is buffered here
}

// Made once, never freed. Null when memory is short.
const BIO_METHOD* socket_method() {
  static const BIO_METHOD* const method = [] {
    constexpr int type = BIO_TYPE_SOURCE_SINK;
    BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | type, "sotto socket");
    if (made != nullptr) {
      BIO_meth_set_write(made, write_socket);
      BIO_meth_set_read(made, read_socket);
      BIO_meth_set_ctrl(made, control_socket);
    }
    return made;
  }();
  return method;
}

// The alerts by which a server says what it thinks of our certificate, RFC 8446 section 6.2. A
// TLS 1.2 server that misses it has no alert of its own for that.
const char* refusal_of(int reason) {
  switch (reason) {
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED: return "the server asks for a client certificate";
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
    case SSL_R_TLSV1_ALERT_DECRYPT_ERROR:  // a signature on it is not what it should be
      return "the server does not trust the client certificate";
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED: return "the client certificate has expired";
    default: return nullptr;
  }
}

}  // namespace

bool attach_socket(SSL* ssl, int socket) noexcept {
  const BIO_METHOD* const method = socket_method();
  BIO* const bio = method != nullptr ? BIO_new(method) : nullptr;
  if (bio == nullptr) return false;
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);
  return true;
}

// OpenSSL judges a call by its error queue as well, which is the thread's, so it must be empty
// before; what we leave in it would confuse the program's own use of OpenSSL.
TlsStream::Step TlsStream::handshake() noexcept {
  ERR_clear_error();
  return step(SSL_do_handshake(ssl_.get()), 0);
}

TlsStream::Step TlsStream::read(void* out, std::size_t size) noexcept {
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_read_ex(ssl_.get(), out, size, &bytes);
  return step(result, bytes);
}

TlsStream::Step TlsStream::write(std::string_view data) noexcept {
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_write_ex(ssl_.get(), data.data(), data.size(), &bytes);
  return step(result, bytes);
}

TlsStream::Step TlsStream::step(int result, std::size_t bytes) noexcept {
  if (result == 1) return {Status::done, bytes};
  const int error = SSL_get_error(ssl_.get(), result);
  if (error == SSL_ERROR_SSL) refusal_ = refusal_of(ERR_GET_REASON(ERR_peek_error()));
  ERR_clear_error();
  switch (error) {
    case SSL_ERROR_WANT_READ: return {Status::wants_read};
    case SSL_ERROR_WANT_WRITE: return {Status::wants_write};
    case SSL_ERROR_ZERO_RETURN: return {Status::closed};
    case SSL_ERROR_SYSCALL: return {Status::broken};
    default: return {Status::failed};
  }
}

const char* TlsStream::failure() const noexcept {
  if (refusal_ != nullptr) return refusal_;
  switch (SSL_get_verify_result(ssl_.get())) {
    case X509_V_OK: return "handshake failed";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return "host name does not match";
    case X509_V_ERR_CERT_HAS_EXPIRED: return "certificate expired";
    case X509_V_ERR_CERT_NOT_YET_VALID: return "certificate not yet valid";
    default: return "certificate not trusted";
  }
}

}  // namespace sotto::transport
