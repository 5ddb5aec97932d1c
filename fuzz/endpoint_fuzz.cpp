// Any text: no crash, and a URL that is taken has a host, a port and a target.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "transport/endpoint.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view url(reinterpret_cast<const char*>(data), size);
  const auto endpoint = sotto::transport::parse_endpoint(url);
  if (!endpoint) return 0;
  const auto& value = endpoint.value();
  if (value.host.empty() || value.port == 0 || !value.target.starts_with('/')) std::abort();
  return 0;
}
