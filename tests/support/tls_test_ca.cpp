#include "tests/support/tls_test_ca.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace sotto::test {
namespace {

template <auto free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO_free>>;

void check(bool success) {
  if (!success) throw std::runtime_error("OpenSSL refused to make a test certificate");
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::string to_pem(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()));
  check(PEM_write_bio_X509(memory.get(), certificate) == 1);
  return text_of(memory.get());
}

std::string to_pem(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()));
  check(PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return text_of(memory.get());
}

void add_extension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  check(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

// Everything but the extensions and the signature.
Certificate make_certificate(const TlsTestCa::Subject& subject, EVP_PKEY* key, X509* issuer) {
  static long serial = 0;
  Certificate certificate(X509_new());
  check(certificate != nullptr);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), subject.valid_from.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), subject.valid_until.count());
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  const auto* const text = reinterpret_cast<const unsigned char*>(subject.common_name.c_str());
  check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1);
  X509* const signer = issuer != nullptr ? issuer : certificate.get();
  check(X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer)) == 1);
  check(X509_set_pubkey(certificate.get(), key) == 1);
  return certificate;
}

}  // namespace

struct TlsTestCa::Impl {
  Key key{EVP_EC_gen("P-256")};
  Certificate certificate;
  std::string file;
};

TlsTestCa::TlsTestCa() : impl_(std::make_unique<Impl>()) {
  impl_->certificate =
      make_certificate({.common_name = "test authority"}, impl_->key.get(), nullptr);
  X509* const certificate = impl_->certificate.get();
  add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign");
  check(X509_sign(certificate, impl_->key.get(), EVP_sha256()) > 0);

  impl_->file = (std::filesystem::temp_directory_path() / "sotto_test_ca_XXXXXX").string();
  const int descriptor = mkstemp(impl_->file.data());
  check(descriptor >= 0);
  close(descriptor);
  std::ofstream(impl_->file) << to_pem(certificate);
}

TlsTestCa::~TlsTestCa() {
  std::filesystem::remove(impl_->file);
}

const std::string& TlsTestCa::file() const {
  return impl_->file;
}

ServerCertificate TlsTestCa::issue(const Subject& subject) const {
  const Key key(EVP_EC_gen("P-256"));
  X509* const issuer = impl_->certificate.get();
  const Certificate certificate = make_certificate(subject, key.get(), issuer);
  add_extension(certificate.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  if (!subject.alternative_names.empty()) {
    add_extension(certificate.get(), issuer, NID_subject_alt_name, subject.alternative_names);
  }
  check(X509_sign(certificate.get(), impl_->key.get(), EVP_sha256()) > 0);
  return {to_pem(certificate.get()), to_pem(key.get())};
}

}  // namespace sotto::test
