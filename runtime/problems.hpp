#pragma once

#include <string>
#include <vector>

#include <sotto/config.hpp>

#include "privacy/environment.hpp"

namespace sotto::runtime {

/// What Session::start_strict() refuses to start with: one line each, naming settings and never
/// their values. Makes the providers and lets them go again; opens no connection. Plug-ins are
/// loaded only if observability is open.
std::vector<std::string> find_problems(Config config, const privacy::Environment& environment);

}  // namespace sotto::runtime
