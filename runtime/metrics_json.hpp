#pragma once

#include <string>

#include <sotto/session.hpp>

namespace sotto::runtime {

/// The shape of DESIGN section 6. circuit_breaker holds the state of the worst destination and the
/// sums of all, and each one under "destinations".
std::string to_json(const Metrics& metrics);

}  // namespace sotto::runtime
