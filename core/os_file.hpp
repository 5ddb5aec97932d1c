#pragma once

#include <string>
#include <string_view>

namespace sotto::core {

/// Appends all of `text` to the regular file at `path`, which is made for its owner alone (mode
/// 0600) when there is none. False when that cannot be done; then nothing of `text` stays there, so
/// that no reader finds half a line. Waits for the file system and for nothing else: a pipe or a
/// device is refused.
bool append_to_file(const std::string& path, std::string_view text) noexcept;

}  // namespace sotto::core
