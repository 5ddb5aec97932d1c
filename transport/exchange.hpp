#pragma once

#include "transport/endpoint.hpp"
#include "transport/http_client.hpp"

namespace sotto::transport {

/// One request and its answer, with a loop and a connection of its own, on the caller's thread: it
/// waits for at most options.timeout. Errors: those of HttpClient::send.
Result<HttpResponse> exchange(Endpoint endpoint, HttpOptions options, HttpRequest request);

}  // namespace sotto::transport
