#pragma once

#include <optional>
#include <string_view>

#include "telemetry/store_lines.hpp"
#include "telemetry/weekly.hpp"

namespace sotto::telemetry {

/// The lines of a week in the store's file: docs/local_dp.md.
void put_week(LineWriter& line, const Week& week);

/// Reads the line that begins with `word`. False when it is none of a week's.
bool read_week(LineReader& reader, std::string_view word, std::optional<Week>& week);

/// Whether all of its lines were there, and its answers are such as a mechanism gives.
bool is_whole(const Week& week) noexcept;

}  // namespace sotto::telemetry
