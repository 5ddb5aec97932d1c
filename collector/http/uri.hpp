#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "collector/http/message.hpp"

namespace sotto::collector {

/// Takes a query apart as HTML forms write it: a=1&b=two+words. Nullopt for a bad %XX.
std::optional<Parameters> parse_query(std::string_view query);

}  // namespace sotto::collector
