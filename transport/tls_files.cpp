#include "transport/tls_files.hpp"

#include "transport/tls_context.hpp"

namespace sotto::transport {

Result<Done> check_ca_file(const std::string& path) {
  const auto context = TlsContext::make(path);
  if (!context) return context.error();
  return Done{};
}

}  // namespace sotto::transport
