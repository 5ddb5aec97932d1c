#pragma once

#include <sotto/config.hpp>
#include <sotto/session.hpp>

namespace sotto::bench {

/// A configuration whose spans go to a provider that keeps nothing: the pipeline does all its work
/// up to the encoder.
Config nowhere_config();

/// Starts a session. Ends the program with a message when a privacy gate is closed: that would
/// look very fast.
Session start_session(const Config& config);

}  // namespace sotto::bench
