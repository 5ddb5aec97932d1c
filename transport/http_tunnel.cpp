#include "transport/http_tunnel.hpp"

#include "core/text.hpp"

namespace sotto::transport {
namespace {

constexpr std::string_view status_line_form = "HTTP/1.1 200";

// "HTTP/1.1 200 Connection established" -> 200
std::optional<int> parse_status(std::string_view text) {
  if (text.size() <= status_line_form.size() || !text.starts_with("HTTP/1.")) return std::nullopt;
  const char behind = text[status_line_form.size()];
  if (text[8] != ' ' || (behind != ' ' && behind != '\r')) return std::nullopt;
  int status = 0;
  for (const char digit : text.substr(9, 3)) {
    if (!core::is_digit(digit)) return std::nullopt;
    status = 10 * status + (digit - '0');
  }
  return status;
}

}  // namespace

std::string connect_request(const Endpoint& endpoint, const Proxy& proxy) {
  const std::string authority = endpoint.authority();
  std::string text = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
  if (!proxy.authorization.empty()) {
    text.append("Proxy-Authorization: ").append(proxy.authorization).append("\r\n");
  }
  return text + "\r\n";
}

Result<std::optional<int>> read_connect_answer(std::string_view text) {
  constexpr std::string_view end_of_header = "\r\n\r\n";
  const std::size_t end = text.find(end_of_header);
  if (end == std::string_view::npos) return std::optional<int>();
  const auto status = parse_status(text);
  const bool has_more = text.size() > end + end_of_header.size();
  const bool is_granted = status && *status / 100 == 2;
  if (!status || (is_granted && has_more)) {
    return Error{ErrorCode::malformed, "the proxy does not answer as HTTP wants it"};
  }
  return status;
}

}  // namespace sotto::transport
