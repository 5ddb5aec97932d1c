#include "collector/http/same_origin.hpp"

#include <charconv>
#include <string>

#include "collector/http/answers.hpp"
#include "core/text.hpp"

namespace sotto::collector {
namespace {

// Without ":4321"; an IPv6 address stays in its brackets.
std::string_view without_port(std::string_view authority) {
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos) return authority;
  return bracket != std::string_view::npos && colon < bracket ? authority
                                                              : authority.substr(0, colon);
}

bool is_number_below_256(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value < 256 &&
         text.size() <= 3;
}

bool is_127_address(std::string_view host) {
  if (!host.starts_with("127.")) return false;
  host.remove_prefix(4);
  for (int rest = 2; rest > 0; --rest) {
    const std::size_t dot = host.find('.');
    if (dot == std::string_view::npos || !is_number_below_256(host.substr(0, dot))) return false;
    host.remove_prefix(dot + 1);
  }
  return is_number_below_256(host);
}

}  // namespace

bool is_loopback(std::string_view host) {
  return host == "::1" || host == "[::1]" || core::equals_ignoring_case(host, "localhost") ||
         is_127_address(host);
}

std::optional<Response> refuse_foreign(const Request& request) {
  if (!is_loopback(without_port(request.host))) {
    return error_answer(request, 403, "the Host header does not name a loopback address");
  }
  if (!request.origin.empty() &&
      !core::equals_ignoring_case(request.origin, "http://" + request.host)) {
    return error_answer(request, 403, "requests from pages of another origin are refused");
  }
  return std::nullopt;
}

}  // namespace sotto::collector
