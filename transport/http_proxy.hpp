#pragma once

#include <optional>
#include <string>

#include <sotto/config.hpp>
#include <sotto/result.hpp>

#include "transport/endpoint.hpp"

namespace sotto::transport {

/// The four variables by which a machine says that its programs reach the network through a
/// proxy, as they were set; empty: not set.
struct ProxySettings {
  std::string https_proxy = {};  // "http://user:password@proxy.example:3128", for https endpoints
  std::string http_proxy = {};   // for http endpoints
  std::string all_proxy = {};    // for both, where the one above is not set
  std::string no_proxy = {};     // see is_exempt()
};

ProxySettings proxy_settings(const Config& config);

/// An HTTP proxy that the requests to one endpoint go through.
struct Proxy {
  std::string setting;        // that named it, for messages: "https_proxy"
  Endpoint address;           // where it listens; it is spoken to in plain text
  std::string authorization;  // "Basic dXNlcjpwYXNzd29yZA=="; empty: none
};

/// The proxy for `endpoint`, or none. An endpoint on this machine needs none, whatever is set.
/// A setting that cannot be used is an error, since going around the proxy is not what was meant;
/// the error names the setting and never repeats the URL.
Result<std::optional<Proxy>> choose_proxy(const ProxySettings& settings, const Endpoint& endpoint);

/// Whether `no_proxy` lists `endpoint`. The list has commas or spaces between its entries:
///   example.com, .example.com, *.example.com   the name and all names below it
///   192.0.2.7, ::1, [::1]                      an address, however it is written
///   10.0.0.0/8, fd00::/8                       a network of addresses; names are not looked up
///   *                                          everything
/// An entry with a port, example.com:8080 or [::1]:8080, is for that port only.
bool is_exempt(const Endpoint& endpoint, std::string_view no_proxy);

/// A proxy's answer to CONNECT or to a request, when it is a refusal by the proxy itself.
Error refused_by(const Proxy& proxy, int status);

}  // namespace sotto::transport
