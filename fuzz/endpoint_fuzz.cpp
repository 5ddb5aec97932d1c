// Any bytes: no crash; an accepted URL can stand in a request line and a Host header, and its
// origin is a URL for the same host.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "transport/endpoint.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view url(reinterpret_cast<const char*>(data), size);
  const auto parsed = sotto::transport::parse_endpoint(url);
  if (!parsed) return 0;

  const auto& endpoint = parsed.value();
  require(!endpoint.host.empty() && is_visible(endpoint.host) && endpoint.port != 0);
  require(endpoint.target.starts_with('/') && is_visible(endpoint.target));
  require(endpoint.target.find('#') == std::string::npos);

  const auto again = sotto::transport::parse_endpoint(endpoint.origin());
  require(again.ok() && again.value().host == endpoint.host);
  require(again.value().port == endpoint.port && again.value().tls == endpoint.tls);
  return 0;
}
