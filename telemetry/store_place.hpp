#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "privacy/environment.hpp"
#include "privacy/gate.hpp"

namespace sotto::telemetry {

/// The folder with one folder for each program: $XDG_STATE_HOME/sotto, or ~/.local/state/sotto.
/// None without a home folder.
std::optional<std::string> stores_folder(const privacy::Environment& environment);

/// The folder of one program's store, named as core::app_folder() says.
std::optional<std::string> store_folder(const privacy::Environment& environment,
                                        std::string_view app_name);

/// Deletes the program's store, if there is one.
void delete_store(const privacy::Environment& environment, std::string_view app_name);

/// Whether a gate that is closed for that reason is a person's no, so that what is stored is
/// deleted: and not merely a place where nothing is sent, or something that is not configured.
bool is_refusal(privacy::Reason reason) noexcept;

}  // namespace sotto::telemetry
