#include "transport/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <optional>
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

// OpenSSL's own would ask whoever sits at the terminal.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

// Nothing on success.
std::optional<Error> trust(SSL_CTX* context, const std::string& ca_file) {
  if (ca_file.empty()) {
    if (SSL_CTX_set_default_verify_paths(context) == 1) return std::nullopt;
    return failed("the system's certificates cannot be read");
  }
  if (SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr) == 1) return std::nullopt;
  return failed("ca_file cannot be read as PEM certificates");
}

// The same. The key comes first: OpenSSL forgets a key that does not fit the certificate.
std::optional<Error> introduce(SSL_CTX* context, const std::string& certificate_file,
                               const std::string& key_file) {
  if (certificate_file.empty() && key_file.empty()) return std::nullopt;
  if (key_file.empty()) return failed("client_certificate_file is set without client_key_file");
  if (certificate_file.empty()) {
    return failed("client_key_file is set without client_certificate_file");
  }
  SSL_CTX_set_default_passwd_cb(context, no_passphrase);
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return failed("client_key_file cannot be read as a PEM key without a passphrase");
  }
  if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) != 1) {
    return failed("client_certificate_file cannot be read as PEM certificates");
  }
  if (SSL_CTX_check_private_key(context) != 1) {
    return failed("client_key_file is not the key of client_certificate_file");
  }
  return std::nullopt;
}

}  // namespace

Result<TlsContext> TlsContext::make(const TlsFiles& files) {
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

  if (auto error = trust(context.get(), files.ca_file)) return *error;
  if (auto error = introduce(context.get(), files.client_certificate_file, files.client_key_file)) {
    return *error;
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
