#pragma once

#include <optional>
#include <string_view>

#include <sotto/config.hpp>

#include "core/settings.hpp"

namespace sotto::core {

/// The text of the variable `name`, unless that is empty.
std::optional<FoundText> find_name(std::string_view name, const Lookup& lookup);

/// Reads the text of a row into its field, and says whether it could be read. `lookup` gives the
/// settings that the row depends on.
bool read_setting(const Setting& row, std::string_view text, const Lookup& lookup, Config& config);

}  // namespace sotto::core
