#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sotto::cli {

/// The members of a JSON object that we wrote: each name decoded, each value as it stands there.
/// The views point into `object`.
std::vector<std::pair<std::string, std::string_view>> members_of(std::string_view object);

/// The same value with a line for each member and element, indented by two blanks, and a line's
/// end.
std::string indented(std::string_view json);

/// What a JSON value says to a person: a string without its quotes and escapes, the rest as is.
std::string plain_text(std::string_view value);

}  // namespace sotto::cli
