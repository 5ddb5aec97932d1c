// Any bytes, in three lines: a proxy's URL, a no_proxy list, a proxy's answer to CONNECT. No crash;
// a chosen proxy can stand in the request that asks it, on one line each; the answer of a part is
// never another than the answer of the whole.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "transport/http_proxy.hpp"
#include "transport/http_tunnel.hpp"

namespace {

using namespace sotto::transport;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

void check_proxy(std::string_view url, std::string_view no_proxy) {
  const Endpoint endpoint{.tls = true, .host = "collector.example", .port = 443};
  const Endpoint address{.tls = true, .host = "192.0.2.7", .port = 4318};
  is_exempt(address, no_proxy);
  const ProxySettings settings{.https_proxy = std::string(url), .no_proxy = std::string(no_proxy)};
  const auto chosen = choose_proxy(settings, endpoint);
  if (!chosen || !chosen.value()) return;
  require(!is_exempt(endpoint, no_proxy));
  const Proxy& proxy = *chosen.value();
  require(!proxy.address.host.empty() && proxy.address.port != 0 && !proxy.address.tls);
  const std::string request = connect_request(endpoint, proxy);
  const std::ptrdiff_t lines = proxy.authorization.empty() ? 3 : 4;
  require(std::count(request.begin(), request.end(), '\n') == lines);
}

void check_answer(std::string_view text) {
  const auto whole = read_connect_answer(text);
  if (!whole || !whole.value()) return;
  require(*whole.value() >= 0 && *whole.value() <= 999);
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto part = read_connect_answer(text.substr(0, size));
    require(part.ok() && (!part.value() || part.value() == whole.value()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view url = take_line(text);
  const std::string_view no_proxy = take_line(text);
  check_proxy(url, no_proxy);
  check_answer(text);
  return 0;
}
