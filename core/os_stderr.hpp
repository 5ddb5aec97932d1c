#pragma once

#include <string_view>

namespace sotto::core {

/// Writes all of `text` to standard error. Gives up, and says false, when it is closed or when
/// nothing can be written for a second: a stopped terminal must not hold the caller for ever. Of no
/// text it says whether text could be written.
bool write_stderr(std::string_view text) noexcept;

bool stderr_is_terminal() noexcept;

}  // namespace sotto::core
