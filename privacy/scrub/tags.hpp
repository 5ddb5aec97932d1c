#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sotto::privacy {

/// Whether replacements tell equal texts from others: "[EMAIL#a1b2]" in place of "[EMAIL]".
enum class Tags : std::uint8_t { off, on };

/// What a tag adds to a marker: a sign and four hexadecimal digits.
inline constexpr std::size_t tag_bytes = 5;

/// Appends `marker`, such as "[EMAIL]", in the place of `replaced`. Its tag is 16 bits of SipHash
/// under a key that this process draws at random and never shows: equal texts have equal tags here,
/// two others the same by chance once in 65,536, and no tag means anything in another process. A
/// forked child has its parent's key.
void append_marker(std::string& out, std::string_view marker, std::string_view replaced, Tags tags);

/// The bytes of the tag, such as "#a1b2", that `text` begins with: tag_bytes or 0.
std::size_t tag_at(std::string_view text) noexcept;

/// Whether `text` can be a part of `marker` with a tag or without.
bool can_stand_in_marker(std::string_view text, std::string_view marker) noexcept;

}  // namespace sotto::privacy
