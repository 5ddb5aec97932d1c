#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "telemetry/body.hpp"

namespace sotto::telemetry {

/// A report that a server acknowledged.
struct SentReport {
  std::int64_t sent_s = 0;  // Unix time
  Body body;                // exactly as sent

  friend bool operator==(const SentReport&, const SentReport&) = default;
};

/// What the file `history` holds: so many, and as many bytes of text.
inline constexpr std::size_t most_sent_reports = 30;
inline constexpr std::size_t most_history_bytes = 4 << 20;

/// One line for each, oldest first: "1700000000 gzip H4sI...", or "identity", and the body in
/// base64. The oldest are left out beyond the limits.
std::string to_history_file(const std::vector<SentReport>& reports);

/// Lines that are none of these are skipped. Any bytes are safe to pass.
std::vector<SentReport> read_history_file(std::string_view file);

}  // namespace sotto::telemetry
