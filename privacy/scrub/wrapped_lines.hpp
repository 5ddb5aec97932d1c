#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace sotto::privacy {

/// What stands at a place of a text for something else: so many bytes, and what they mean.
struct Unit {
  std::size_t bytes = 0;             // 0: nothing stands for anything
  std::array<char, 4> meaning = {};  // UTF-8
  std::size_t meaning_bytes = 0;

  void add(char c) noexcept { meaning[meaning_bytes++] = c; }
};

/// The line end at `at`, written or escaped, with the backslashes before it and the blanks and
/// signs of a quoted mail, a comment or a table after it; its length, or 0.
std::size_t line_break_bytes(std::string_view text, std::size_t at) noexcept;

/// A line end within what looks like a token, at its first backslash or byte; it means nothing.
Unit wrapped_unit(std::string_view text, std::size_t at);

/// The line end of quoted-printable, which belongs to no text, and its "=3D" (RFC 2045).
Unit soft_break_unit(std::string_view text, std::size_t at);

/// Adds the line ends from `begin` to `end` after which a text without blanks seems to go on.
void add_wrapped_tokens(std::string_view text, std::size_t begin, std::size_t end,
                        std::vector<std::size_t>& places);

}  // namespace sotto::privacy
