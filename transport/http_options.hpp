#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "transport/http_proxy.hpp"
#include "transport/tls_files.hpp"

namespace sotto::transport {

struct HttpOptions {
  std::chrono::milliseconds timeout{10'000};  // of a whole exchange, connecting included
  std::size_t max_response_bytes = 4 << 20;   // OTLP's limit; a longer answer is an error
  TlsFiles tls = {};
  std::optional<Proxy> proxy = {};  // from choose_proxy(); none: directly to the endpoint
  std::string user_agent = "sotto-cpp";
};

}  // namespace sotto::transport
