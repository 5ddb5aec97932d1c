#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sotto/collector.hpp>

#include "cli/console.hpp"
#include "privacy/environment.hpp"

namespace sotto::cli {

/// The commands of the program, one file each. What they take is checked by main.cpp.

struct StartOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 4321;
  std::string db_path = "./sotto.db";
};
Exit run_start(const StartOptions& options, const Console& console);

struct ListOptions {
  std::string db_path = "./sotto.db";
  TraceQuery query = {.limit = 10};
  bool json = false;
};
Exit run_list(const ListOptions& options, const Console& console);

struct ShowOptions {
  std::string db_path = "./sotto.db";
  std::string id;  // or its first digits
  bool json = false;
  bool attributes = false;
  bool content = false;
};
Exit run_show(const ShowOptions& options, const Console& console);

struct StatsOptions {
  std::string db_path = "./sotto.db";
  bool json = false;
};
Exit run_stats(const StatsOptions& options, const Console& console);

struct ClearOptions {
  std::string db_path = "./sotto.db";
  bool yes = false;
};
Exit run_clear(const ClearOptions& options, const Console& console);

struct StatusOptions {
  std::string db_path = "./sotto.db";
  bool json = false;
  bool check = false;
};
Exit run_status(const StatusOptions& options, const privacy::Environment& environment,
                const Console& console);

struct SettingsOptions {
  std::string env_file = {};
  bool json = false;
  bool markdown = false;
};
Exit run_settings(const SettingsOptions& options, const privacy::Environment& environment,
                  const Console& console);

struct TelemetryOptions {
  std::string app = {};  // one program; empty: all
  bool json = false;
  bool raw = false;
  std::size_t number = 0;  // of a report in the history; 0: list them
};
Exit run_telemetry_status(const TelemetryOptions& options, const privacy::Environment& environment,
                          const Console& console);
Exit run_telemetry_preview(const TelemetryOptions& options, const privacy::Environment& environment,
                           const Console& console);
Exit run_telemetry_history(const TelemetryOptions& options, const privacy::Environment& environment,
                           const Console& console);
Exit run_telemetry_on(const TelemetryOptions& options, const privacy::Environment& environment,
                      const Console& console);
Exit run_telemetry_off(const TelemetryOptions& options, const privacy::Environment& environment,
                       const Console& console);
Exit run_telemetry_clean(const TelemetryOptions& options, const privacy::Environment& environment,
                         const Console& console);

struct ScrubOptions {
  std::vector<std::string> files = {};  // empty: standard input
  bool jsonl = false;
  bool tags = false;
};
/// Standard output gets the text without secrets and personal data, as the library sends it under
/// the content policy `redacted`. A line that --jsonl cannot read is named on standard error and
/// left out; the others are done.
Exit run_scrub(const ScrubOptions& options, const privacy::Environment& environment,
               const Console& console);

/// The traces in `db_path`, or an error that tells a person what to do.
Result<TraceStore> open_traces(const std::string& db_path);

}  // namespace sotto::cli
