#include "transport/endpoint.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace sotto::transport {
namespace {

constexpr std::size_t longest_name = 253;  // bytes of a DNS name, RFC 1035 section 2.3.4
constexpr std::size_t longest_ipv6 = 45;   // "0000:...:255.255.255.255"

Error invalid(std::string_view what) {
  return Error{ErrorCode::invalid_endpoint, std::string(what)};
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.' || c == '_';
}

bool is_ipv6_char(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
}

// Control characters, spaces and bytes above 127 must be percent-encoded, RFC 3986 section 2.
bool is_visible_ascii(char c) {
  return c > ' ' && c < 0x7f;
}

// `prefix` in lower case; the case of `text` does not matter, as for every scheme.
bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (lower(text[i]) != prefix[i]) return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

// ":4318" -> 4318
std::optional<std::uint16_t> parse_port(std::string_view text) {
  if (!text.starts_with(':')) return std::nullopt;
  text.remove_prefix(1);
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, port);
  if (failure != std::errc{} || rest != end || port == 0) return std::nullopt;
  return port;
}

bool is_ipv6(std::string_view host) {
  return host.size() <= longest_ipv6 && std::count(host.begin(), host.end(), ':') >= 2 &&
         std::all_of(host.begin(), host.end(), is_ipv6_char);
}

bool is_name(std::string_view host) {
  return host.size() <= longest_name && std::all_of(host.begin(), host.end(), is_name_char);
}

// "host:port", "[address]:port" or without the port. Leaves the default port when there is none.
std::optional<Error> parse_authority(std::string_view authority, Endpoint& endpoint) {
  if (authority.find('@') != std::string_view::npos) {
    return invalid("a user name or password in the URL");
  }
  const bool bracketed = authority.starts_with('[');
  const std::size_t host_end = bracketed ? authority.find(']') : authority.find(':');
  if (bracketed && host_end == std::string_view::npos) {
    return invalid("an IPv6 address without ']'");
  }

  const std::string_view host = authority.substr(0, host_end);
  endpoint.host = bracketed ? host.substr(1) : host;
  std::transform(endpoint.host.begin(), endpoint.host.end(), endpoint.host.begin(), lower);
  if (endpoint.host.empty()) return invalid("no host");
  if (bracketed ? !is_ipv6(endpoint.host) : !is_name(endpoint.host)) {
    return invalid("the host is neither a name nor an address");
  }

  const std::string_view port = authority.substr(host.size() + (bracketed ? 1 : 0));
  if (port.empty()) return std::nullopt;
  const auto number = parse_port(port);
  if (!number) return invalid("the port is not a number from 1 to 65535");
  endpoint.port = *number;
  return std::nullopt;
}

}  // namespace

std::string Endpoint::authority() const {
  const bool is_address6 = host.find(':') != std::string::npos;
  std::string text;
  if (is_address6) text += '[';
  text += host;
  if (is_address6) text += ']';
  return text + ':' + std::to_string(port);
}

std::string Endpoint::origin() const {
  return (tls ? "https://" : "http://") + authority();
}

Result<Endpoint> parse_endpoint(std::string_view url) {
  if (!std::all_of(url.begin(), url.end(), is_visible_ascii)) {
    return invalid("a space, a control character or a letter outside ASCII in the URL");
  }
  Endpoint endpoint;
  if (take_prefix(url, "https://")) {
    endpoint.tls = true;
    endpoint.port = 443;
  } else if (!take_prefix(url, "http://")) {
    return invalid("the scheme is neither http nor https");
  }

  url = url.substr(0, url.find('#'));  // the fragment is for the reader of a page
  const std::size_t authority_end = std::min(url.find_first_of("/?"), url.size());
  if (auto error = parse_authority(url.substr(0, authority_end), endpoint)) return *error;

  const std::string_view target = url.substr(authority_end);
  if (!target.starts_with('/')) {
    endpoint.target = "/";
    endpoint.target += target;
  } else {
    endpoint.target = target;
  }
  return endpoint;
}

}  // namespace sotto::transport
