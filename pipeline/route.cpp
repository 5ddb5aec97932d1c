#include "pipeline/route.hpp"

#include <utility>

namespace sotto::pipeline {

Result<Route> route_to(std::string_view url, const ProviderEndpoint& endpoint,
                       const transport::ProxySettings& proxies, std::chrono::milliseconds timeout) {
  auto target = transport::parse_endpoint(url);
  if (!target) return target.error();
  auto proxy = transport::choose_proxy(proxies, target.value());
  if (!proxy) return proxy.error();
  Route route{std::move(target).value(), {}};
  route.options.timeout = timeout;
  route.options.tls = {.ca_file = endpoint.ca_file,
                       .client_certificate_file = endpoint.client_certificate_file,
                       .client_key_file = endpoint.client_key_file};
  route.options.proxy = std::move(proxy).value();
  return route;
}

}  // namespace sotto::pipeline
