#include "transport/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <utility>

namespace sotto::transport {
namespace {

Error failed(const char* what) {
  ERR_clear_error();  // the queue is shared with the program's own use of OpenSSL
  return Error{ErrorCode::tls_failed, what};
}

// The name goes into the hello message and must be in the certificate; so must an address, which
// is never sent.
bool expect_host(SSL* ssl, const std::string& host) {
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1) return true;
  ERR_clear_error();
  SSL_set_hostflags(ssl,
                    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  return SSL_set1_host(ssl, host.c_str()) == 1 && SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

}  // namespace

Result<TlsContext> TlsContext::make(const std::string& ca_file) {
  // OpenSSL would otherwise clean up in exit() while our thread may still be in it.
  OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, nullptr);
  Context context(SSL_CTX_new(TLS_client_method()));
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) {
    return failed("OpenSSL cannot be used");
  }
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  // A certificate of the file is trusted itself, also when it is not the root of its chain.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context.get()), X509_V_FLAG_PARTIAL_CHAIN);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context.get(), 1);  // a record in one system call instead of two

  if (ca_file.empty()) {
    if (SSL_CTX_set_default_verify_paths(context.get()) != 1) {
      return failed("the system's certificates cannot be read");
    }
  } else if (SSL_CTX_load_verify_locations(context.get(), ca_file.c_str(), nullptr) != 1) {
    return failed("ca_file cannot be read as PEM certificates");
  }
  ERR_clear_error();
  return TlsContext(std::move(context));
}

Result<TlsStream> TlsContext::start(int socket, const std::string& host) {
  SslPtr ssl(SSL_new(context_.get()));
  if (!ssl || !expect_host(ssl.get(), host) || !attach_socket(ssl.get(), socket)) {
    return failed("no memory for a TLS connection");
  }
  SSL_set_connect_state(ssl.get());
  // A session that cannot be resumed costs a full handshake, nothing else.
  if (session_ && SSL_set_session(ssl.get(), session_.get()) != 1) ERR_clear_error();
  return TlsStream(std::move(ssl));
}

void TlsContext::remember(const TlsStream& stream) noexcept {
  session_.reset(SSL_get1_session(stream.ssl()));
}

}  // namespace sotto::transport
