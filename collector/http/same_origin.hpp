#pragma once

#include <optional>
#include <string_view>

#include "collector/http/message.hpp"

namespace sotto::collector {

/// Whether `host` names this machine only: localhost, 127.x.y.z or ::1 (also in brackets).
bool is_loopback(std::string_view host);

/// Refuses (403) what a page of somebody else made a browser send. The observer listens on
/// loopback and asks for no password, so these two headers are its wall:
/// - Host must be a loopback name. A page whose own name was made to point to 127.0.0.1 (DNS
///   rebinding) still sends its own name.
/// - Origin, when there is one, must be the server itself. For the same reason no answer carries
///   a CORS header: pages of other origins may not read what is stored here.
std::optional<Response> refuse_foreign(const Request& request);

}  // namespace sotto::collector
