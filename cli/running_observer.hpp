#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <sotto/result.hpp>

#include "transport/http_client.hpp"

namespace sotto::cli {

/// The address of the observer that writes to `db_path`, once it has answered; nullopt when none
/// is running. A file left behind by one that was killed does not count.
std::optional<std::string> find_running_observer(const std::string& db_path);

/// One request to it, answered within seconds. `path` starts with '/'.
Result<transport::HttpResponse> ask_observer(const std::string& url, std::string_view method,
                                             std::string_view path);

}  // namespace sotto::cli
