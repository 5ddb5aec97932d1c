#pragma once

#include <cstddef>
#include <string_view>

#include "privacy/scrub/wrapped_lines.hpp"

namespace sotto::privacy {

/// "%41" (RFC 3986). Of each of these no bytes when it is none.
Unit percent_unit(std::string_view text, std::size_t at);

/// The escape of JSON, C or JavaScript that begins with the backslash at `at`.
Unit escape_unit(std::string_view text, std::size_t at);

/// "&amp;", "&#38;", "&#x26;" of HTML.
Unit entity_unit(std::string_view text, std::size_t at);

/// Characters that nobody sees, and that mean nothing: zero-width ones, the soft hyphen, the byte
/// order mark.
Unit invisible_unit(std::string_view text, std::size_t at);

}  // namespace sotto::privacy
