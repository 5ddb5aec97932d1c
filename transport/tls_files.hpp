#pragma once

#include <string>

namespace sotto::transport {

/// The PEM files that a TLS client is given. They are read when it first connects.
struct TlsFiles {
  std::string ca_file = {};                  // whom to trust; empty: the system's store
  std::string client_certificate_file = {};  // who we are, with its chain; empty: nobody
  std::string client_key_file = {};          // of that certificate, without a passphrase
};

}  // namespace sotto::transport
