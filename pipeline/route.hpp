#pragma once

#include <chrono>
#include <string_view>

#include <sotto/provider.hpp>

#include "transport/endpoint.hpp"
#include "transport/http_options.hpp"
#include "transport/http_proxy.hpp"

namespace sotto::pipeline {

/// How a provider's requests travel.
struct Route {
  transport::Endpoint endpoint;
  transport::HttpOptions options;
};

/// The route to `url`, with the certificates of the provider's `endpoint` and the proxy that
/// `proxies` has for it. Errors: the URL or the proxy's cannot be used.
Result<Route> route_to(std::string_view url, const ProviderEndpoint& endpoint,
                       const transport::ProxySettings& proxies, std::chrono::milliseconds timeout);

}  // namespace sotto::pipeline
