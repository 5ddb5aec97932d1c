#pragma once

#include <chrono>
#include <string_view>

#include <sotto/provider.hpp>

#include "privacy/environment.hpp"

namespace sotto::observability {

/// sotto::auth_check() in surroundings that a test makes up.
Result<Done> check_access(std::string_view provider, const Config& config,
                          std::chrono::milliseconds timeout,
                          const privacy::Environment& environment);

}  // namespace sotto::observability
