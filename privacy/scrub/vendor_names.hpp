#pragma once

#include <string_view>

namespace sotto::privacy {

/// Whether the word, in any case, is or begins with the name of a vendor whose keys have no prefix
/// to know them by: random letters, hexadecimal digits or UUIDs. Not vendors whose identifiers
/// stand in every log.
bool is_vendor_name(std::string_view word) noexcept;

}  // namespace sotto::privacy
