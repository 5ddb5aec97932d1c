#pragma once

#include <string>

#include <sotto/config.hpp>

#include "privacy/environment.hpp"

namespace sotto::runtime {

/// Config::from_env() for the surroundings that a test makes up.
Config config_from(const privacy::Environment& environment);

/// Config::from_dotenv() likewise.
Config config_from(const privacy::Environment& environment, const std::string& dotenv_path);

}  // namespace sotto::runtime
