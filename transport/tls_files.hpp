#pragma once

#include <string>

#include <sotto/result.hpp>

namespace sotto::transport {

/// The PEM files that a TLS client is given. They are read when it first connects.
struct TlsFiles {
  std::string ca_file = {};                  // whom to trust; empty: the system's store
  std::string client_certificate_file = {};  // who we are, with its chain; empty: nobody
  std::string client_key_file = {};          // of that certificate, without a passphrase
};

/// Whether the files can be used; reads them, so it takes milliseconds. Errors name a file by its
/// field, and never have the path.
Result<Done> check_tls_files(const TlsFiles& files);

}  // namespace sotto::transport
