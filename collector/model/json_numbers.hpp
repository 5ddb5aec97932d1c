#pragma once

#include <functional>
#include <string_view>

namespace sotto::collector {

/// Shows the numeric members of a JSON object, e.g. of {"input": 12, "output": "30"}; text that
/// is a whole number counts as one. Other members are passed over; broken text ends the show.
/// For small objects inside attributes.
void for_each_number(std::string_view json_object,
                     const std::function<void(std::string_view key, double value)>& show);

}  // namespace sotto::collector
