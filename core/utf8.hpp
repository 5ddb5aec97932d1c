#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sotto::core {

/// Whether `text` is well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text) noexcept;

/// Appends `text` with each maximal ill-formed part replaced by U+FFFD.
void append_utf8(std::string& out, std::string_view text);

/// The largest length <= `limit` at which `text` can be cut without splitting a character.
std::size_t utf8_cut(std::string_view text, std::size_t limit) noexcept;

}  // namespace sotto::core
