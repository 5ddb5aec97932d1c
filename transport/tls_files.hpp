#pragma once

#include <string>

#include <sotto/result.hpp>

namespace sotto::transport {

/// Whether a file of trusted certificates can be used; reads it, so it takes milliseconds. The
/// error never has the path.
Result<Done> check_ca_file(const std::string& path);

}  // namespace sotto::transport
