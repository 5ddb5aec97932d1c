#pragma once

#include <cstddef>
#include <string_view>

#include "privacy/scrub/wrapped_lines.hpp"

namespace sotto::privacy {

/// What stands at `at` as ASCII, if it is ASCII in another shape: a digit of another script, a
/// character of full width, a blank or a dash of typesetting. No bytes when it is none.
Unit variant_unit(std::string_view text, std::size_t at);

}  // namespace sotto::privacy
