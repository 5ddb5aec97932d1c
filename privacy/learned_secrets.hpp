#pragma once

#include <string>
#include <string_view>

#include <sotto/config.hpp>

#include "privacy/environment.hpp"
#include "privacy/text_scrubber.hpp"

namespace sotto::privacy {

/// What this process knows that must never leave: the values of variables with secret names
/// (8 bytes or more), our own keys from `config`, the user's and the host's name (5 bytes or more,
/// and none that many machines share, such as "runner"), and the path of the home folder.
LearnedSecrets learn_secrets(const Environment& environment, const Config& config,
                             std::string_view host_name);

/// The machine's name; empty when the system does not tell.
std::string own_host_name();

}  // namespace sotto::privacy
