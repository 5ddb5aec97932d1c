#pragma once

#include <string>
#include <string_view>

#include "collector/http/message.hpp"

namespace sotto::collector {

/// Whether the request's body is, by its Content-Type, protobuf.
bool is_protobuf(const Request& request);

Response json_answer(std::string body);

/// The answer to an export that was taken in full, in the request's own type.
Response export_success(const Request& request);

/// An error in the form that the client reads. A POST comes from an OTLP exporter: it gets a
/// google.rpc.Status, as protobuf when that is what it sent, else as JSON {"code","message"}.
/// Everything else gets {"detail"}. `reason` is shown to the client.
Response error_answer(const Request& request, int status, std::string_view reason);

/// As error_answer, and asks the client to come back after one second.
Response try_later(const Request& request, int status, std::string_view reason);

}  // namespace sotto::collector
