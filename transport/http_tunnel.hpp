#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <sotto/result.hpp>

#include "transport/endpoint.hpp"
#include "transport/http_proxy.hpp"

namespace sotto::transport {

/// Asks `proxy` for a connection to `endpoint` that it passes on unread, RFC 9110 section 9.3.6.
std::string connect_request(const Endpoint& endpoint, const Proxy& proxy);

/// The longest answer that is read. None that grants the connection needs more.
inline constexpr std::size_t max_connect_answer_bytes = 8 << 10;

/// The proxy's answer as far as it was read: its status once the header is complete, nothing while
/// it is not. `malformed` when it is not HTTP/1, or when more than the header of a granted
/// connection has come: nobody may speak on it before we do.
Result<std::optional<int>> read_connect_answer(std::string_view text);

}  // namespace sotto::transport
