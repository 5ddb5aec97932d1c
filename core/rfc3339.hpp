#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sotto::core {

/// Reads "2026-11-21T10:05:40.123456789Z" or with an offset, "+01:00", as Unix nanoseconds; the
/// fraction may be absent. Nullopt for anything else and for years outside 1678 to 2261, which
/// 64 bits of nanoseconds cannot tell.
std::optional<std::int64_t> parse_rfc3339(std::string_view text);

/// "2026-11-21 10:05:40 UTC", for people.
std::string format_utc(std::int64_t unix_ns);

}  // namespace sotto::core
