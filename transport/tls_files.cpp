#include "transport/tls_files.hpp"

#include "transport/tls_context.hpp"

namespace sotto::transport {

Result<Done> check_tls_files(const TlsFiles& files) {
  const auto context = TlsContext::make(files);
  if (!context) return context.error();
  return Done{};
}

}  // namespace sotto::transport
