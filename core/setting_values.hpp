#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sotto::core {

/// The values of settings, read from their text. Blanks at both ends do not matter; anything else
/// that is not described makes the whole text unreadable: nullopt.

/// "65536", "64KiB", "1 MiB", "2GB": bytes. KiB, MiB, GiB are powers of 1024; kB, MB, GB of 1000;
/// in any case, and the last B may be left out ("64k" is 64000, "64Ki" is 65536).
std::optional<std::uint64_t> parse_size(std::string_view text);

/// "5s", "250ms", "1.5 h", "7d", "100us"; a number without a unit is in milliseconds. Rounded down
/// to milliseconds; never negative.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "42": decimal digits only.
std::optional<std::uint64_t> parse_count(std::string_view text);

/// "0.25": a finite decimal number, not negative.
std::optional<double> parse_ratio(std::string_view text);

/// "a=1,b=two%20words": names as they are, values percent-decoded (the format of OpenTelemetry's
/// headers and resource attributes). One bad pair spoils the whole text.
using Pairs = std::vector<std::pair<std::string, std::string>>;
std::optional<Pairs> parse_pairs(std::string_view text);

}  // namespace sotto::core
