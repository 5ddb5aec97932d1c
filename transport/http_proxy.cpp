#include "transport/http_proxy.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/base64.hpp"
#include "core/text.hpp"

namespace sotto::transport {
namespace {

namespace ip = boost::asio::ip;
using boost::system::error_code;

Error unusable(std::string_view setting, std::string_view why) {
  return {ErrorCode::invalid_endpoint, std::string(setting).append(": ").append(why)};
}

std::optional<ip::address> to_address(std::string_view host) {
  error_code not_numeric;
  auto address = ip::make_address(std::string(host), not_numeric);
  if (not_numeric) return std::nullopt;
  return address;
}

bool is_loopback(std::string_view host) {
  const auto address = to_address(host);
  return address ? address->is_loopback() : host == "localhost";
}

// "user:p%40ss" -> "Basic dXNlcjpwQHNz". RFC 7617: a colon cannot stand in the name.
std::optional<std::string> basic_authorization(std::string_view user_info) {
  const std::size_t colon = std::min(user_info.find(':'), user_info.size());
  const auto user = core::percent_decode(user_info.substr(0, colon));
  const auto password =
      core::percent_decode(user_info.substr(std::min(colon + 1, user_info.size())));
  if (!user || !password || user->find(':') != std::string::npos) return std::nullopt;
  return "Basic " + core::to_base64(*user + ':' + *password);
}

// "[http://][user[:password]@]host[:port][/]"
Result<Proxy> parse_proxy(std::string_view setting, std::string_view text) {
  constexpr std::string_view separator = "://";
  Proxy proxy{.setting = std::string(setting), .address = {}, .authorization = {}};
  const std::size_t scheme_end = text.find(separator);
  if (scheme_end != std::string_view::npos) {
    if (!core::equals_ignoring_case(text.substr(0, scheme_end), "http")) {
      return unusable(setting, "only proxies whose URL begins with http:// can be used");
    }
    text.remove_prefix(scheme_end + separator.size());
  }
  std::string_view authority = text.substr(0, text.find_first_of("/?#"));
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    auto authorization = basic_authorization(authority.substr(0, at));
    if (!authorization) return unusable(setting, "the user name or password cannot be decoded");
    proxy.authorization = *std::move(authorization);
    authority.remove_prefix(at + 1);
  }
  auto address = parse_endpoint(std::string("http://").append(authority));
  if (!address) return unusable(setting, address.error().detail);
  proxy.address = std::move(address).value();
  return proxy;
}

// Whether the network "10.0.0.0/8" has the address.
bool is_in_network(const ip::address& address, const std::string& network) {
  error_code invalid;
  if (address.is_v4()) {
    const auto v4 = ip::make_network_v4(network, invalid);
    return !invalid &&
           ip::make_network_v4(address.to_v4(), v4.prefix_length()).canonical() == v4.canonical();
  }
  const auto v6 = ip::make_network_v6(network, invalid);
  return !invalid &&
         ip::make_network_v6(address.to_v6(), v6.prefix_length()).canonical() == v6.canonical();
}

bool is_name_or_below(std::string_view host, std::string_view name) {
  if (host.size() == name.size()) return core::equals_ignoring_case(host, name);
  if (host.size() < name.size()) return false;
  const std::size_t dot = host.size() - name.size() - 1;
  return host[dot] == '.' && core::equals_ignoring_case(host.substr(dot + 1), name);
}

// "example.com:8080" -> the name, and that the port is 8080. An address of IPv6 has its port behind
// a bracket, and only there.
std::pair<std::string_view, std::string_view> split_port(std::string_view entry) {
  if (entry.starts_with('[')) {
    const std::size_t end = std::min(entry.find(']'), entry.size());
    const std::string_view rest = entry.substr(std::min(end + 1, entry.size()));
    return {entry.substr(1, end - 1), rest.starts_with(':') ? rest.substr(1) : ""};
  }
  const std::size_t colon = entry.find(':');
  if (colon == std::string_view::npos || colon != entry.rfind(':')) return {entry, ""};
  return {entry.substr(0, colon), entry.substr(colon + 1)};
}

bool matches(const Endpoint& endpoint, std::string_view entry) {
  if (entry == "*") return true;
  const auto [name, port] = split_port(entry);
  if (!port.empty() && port != std::to_string(endpoint.port)) return false;
  std::string_view host = endpoint.host;
  if (const auto address = to_address(host)) {
    const auto other = to_address(name);
    return other ? *other == *address : is_in_network(*address, std::string(name));
  }
  if (host.ends_with('.')) host.remove_suffix(1);
  std::string_view suffix = name.starts_with("*.") ? name.substr(1) : name;
  if (suffix.starts_with('.')) suffix.remove_prefix(1);
  if (suffix.ends_with('.')) suffix.remove_suffix(1);
  return !suffix.empty() && is_name_or_below(host, suffix);
}

}  // namespace

bool is_exempt(const Endpoint& endpoint, std::string_view no_proxy) {
  constexpr std::string_view separators = ", \t";
  while (!no_proxy.empty()) {
    const std::size_t end = std::min(no_proxy.find_first_of(separators), no_proxy.size());
    if (end > 0 && matches(endpoint, no_proxy.substr(0, end))) return true;
    no_proxy.remove_prefix(std::min(end + 1, no_proxy.size()));
  }
  return false;
}

ProxySettings proxy_settings(const Config& config) {
  return {.https_proxy = config.https_proxy,
          .http_proxy = config.http_proxy,
          .all_proxy = config.all_proxy,
          .no_proxy = config.no_proxy};
}

Result<std::optional<Proxy>> choose_proxy(const ProxySettings& settings, const Endpoint& endpoint) {
  const std::string& own = endpoint.tls ? settings.https_proxy : settings.http_proxy;
  const std::string& text = own.empty() ? settings.all_proxy : own;
  if (text.empty() || is_loopback(endpoint.host) || is_exempt(endpoint, settings.no_proxy)) {
    return std::optional<Proxy>();
  }
  auto proxy = parse_proxy(own.empty()    ? "all_proxy"
                           : endpoint.tls ? "https_proxy"
                                          : "http_proxy",
                           text);
  if (!proxy) return proxy.error();
  return std::optional<Proxy>(std::move(proxy).value());
}

Error refused_by(const Proxy& proxy, int status) {
  const auto says = [&proxy, status](ErrorCode code, std::string_view what) {
    return Error{code, proxy.setting + ": the proxy " + std::string(what) + " (" +
                           std::to_string(status) + ")"};
  };
  switch (status) {
    case 407:
      return says(ErrorCode::rejected, proxy.authorization.empty()
                                           ? "asks for a user name and a password"
                                           : "does not take the user name and the password");
    case 403: return says(ErrorCode::rejected, "does not let us through");
    case 502:
    case 503:
    case 504: return says(ErrorCode::unreachable, "cannot reach the server");
    default: return says(ErrorCode::rejected, "opens no connection to the server");
  }
}

}  // namespace sotto::transport
