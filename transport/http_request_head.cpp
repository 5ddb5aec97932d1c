#include "transport/http_request_head.hpp"

#include <algorithm>
#include <array>

namespace sotto::transport {
namespace {

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

// Text and tabs; no line break can end the field early.
bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != 0x7f);
  });
}

bool equal_ignoring_case(std::string_view text, std::string_view lower_case) {
  const auto equal = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  };
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(), equal);
}

// Those that say where a message begins and ends, or whom it is for.
bool is_ours(std::string_view name) {
  static constexpr std::array<std::string_view, 6> names = {
      "host", "content-length", "transfer-encoding", "connection", "te", "upgrade"};
  return std::any_of(names.begin(), names.end(),
                     [name](std::string_view ours) { return equal_ignoring_case(name, ours); });
}

// "host", "host:8080" or "[::1]:8080"; the port only when it is not the scheme's.
std::string host_field(const Endpoint& endpoint) {
  std::string text = endpoint.authority();
  const std::string_view default_port = endpoint.tls ? ":443" : ":80";
  if (endpoint.port == (endpoint.tls ? 443 : 80)) text.resize(text.size() - default_port.size());
  return text;
}

}  // namespace

HttpRequestHead::HttpRequestHead(const Endpoint& endpoint, std::string_view user_agent,
                                 const Proxy* proxy) {
  const std::string host = host_field(endpoint);
  fixed_.append(" ");
  if (proxy != nullptr) fixed_.append("http://").append(host);
  fixed_.append(endpoint.target).append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
  if (proxy != nullptr && !proxy->authorization.empty()) {
    fixed_.append("Proxy-Authorization: ").append(proxy->authorization).append("\r\n");
  }
  if (!user_agent.empty() && is_field_value(user_agent)) {
    fixed_.append("User-Agent: ").append(user_agent).append("\r\n");
  }
}

std::optional<Error> HttpRequestHead::format(std::string_view method, const Headers& headers,
                                             std::size_t body_bytes) {
  if (!is_token(method)) return Error{ErrorCode::malformed, "the method is not a word"};
  text_.assign(method).append(fixed_);
  for (const auto& [name, value] : headers) {
    if (!is_token(name)) return Error{ErrorCode::malformed, "the name of a header is not a word"};
    if (!is_field_value(value)) {
      return Error{ErrorCode::malformed, "a control character in the value of a header"};
    }
    if (is_ours(name)) {
      return Error{ErrorCode::malformed, "a header that only the client may set"};
    }
    text_.append(name).append(": ").append(value).append("\r\n");
  }
  text_.append("Content-Length: ").append(std::to_string(body_bytes)).append("\r\n\r\n");
  return std::nullopt;
}

}  // namespace sotto::transport
