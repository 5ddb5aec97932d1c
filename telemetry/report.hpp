#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/os_info.hpp"
#include "core/version.hpp"
#include "telemetry/counts.hpp"

namespace sotto::telemetry {

/// Everything that one report says, as plain data: metrics_encoder.hpp turns it into bytes and
/// into JSON, so that both carry the same. Each field stands in catalogue.toml.
struct Attribute {
  std::string_view key;  // a literal
  std::variant<std::string, bool> value;

  friend bool operator==(const Attribute&, const Attribute&) = default;
};
using Attributes = std::vector<Attribute>;

struct CountPoint {
  Attributes attributes;
  std::uint64_t count = 0;
};

/// OpenTelemetry's exponential histogram, in milliseconds: bucket i of `buckets` counts the values
/// in (base^(offset + i), base^(offset + i + 1)] with base = 2^(2^-scale).
struct DurationPoint {
  Attributes attributes;
  std::uint64_t count = 0;
  double sum_ms = 0;  // to three digits: of one run it would be that run's exact duration
  std::int32_t scale = 0;
  std::uint64_t zeros = 0;
  std::int32_t offset = 0;
  std::vector<std::uint64_t> buckets;
};

/// A sum, or a histogram when it has durations.
struct Metric {
  std::string_view name;  // a literal
  std::string_view unit;  // a literal; empty for plain counts
  std::vector<CountPoint> counts;
  std::vector<DurationPoint> durations;
};

struct Report {
  Attributes resource;
  std::string library_version{core::version};
  std::uint64_t start_unix_ns = 0;
  std::uint64_t end_unix_ns = 0;
  std::vector<Metric> metrics;  // none is empty
};

struct AppInfo {
  std::string name;
  std::string version;  // may be empty

  friend bool operator==(const AppInfo&, const AppInfo&) = default;
};

/// Of a histogram in a report. OpenTelemetry allows 160; fewer tell less, and 10 are enough for
/// durations that differ by a factor of 32 to be known to a fifth.
inline constexpr std::size_t max_buckets = 10;

/// 16 random hexadecimal digits: enough for a receiver to tell a repeated report from a new one.
std::string new_report_id();

/// Name and version are cut to what a label can hold, see core::label_text. `report_id` is random.
Attributes make_resource(const AppInfo& app, const core::OsInfo& os, std::string_view report_id);

/// Metrics and their points by name and label, so that nothing tells what came first.
std::vector<Metric> make_metrics(const Counts& counts);

}  // namespace sotto::telemetry
