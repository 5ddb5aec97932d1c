#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sotto::core {

/// Appends all of `text` to the regular file at `path`, which is made for its owner alone (mode
/// 0600) when there is none. False when that cannot be done; then nothing of `text` stays there, so
/// that no reader finds half a line. Waits for the file system and for nothing else: a pipe or a
/// device is refused.
bool append_to_file(const std::string& path, std::string_view text) noexcept;

/// Makes a file at `path`, where there is none, for its owner alone (mode 0600), and writes `text`
/// to it. False when that cannot be done; then there is no file. It is in the system's cache on
/// return: it survives the process, not the loss of power.
bool write_new_file(const std::string& path, std::string_view text) noexcept;

/// Puts a file with `text` at `path`, for its owner alone (mode 0600), in place of one that may be
/// there: who reads meanwhile finds the old one or the new one. Writes `path`.new first; callers
/// that may meet each other hold a lock. False when that cannot be done; then the old file stands.
/// Throws std::bad_alloc.
bool replace_file(const std::string& path, std::string_view text);

/// Whether there is no file at `path` now: it was removed, or was not there.
bool remove_file(const std::string& path) noexcept;

/// The first `most_bytes` of the regular file at `path`. None when it is missing, cannot be read,
/// is a symbolic link or belongs to another user. Throws std::bad_alloc.
std::optional<std::string> read_own_file(const std::string& path, std::size_t most_bytes);

}  // namespace sotto::core
