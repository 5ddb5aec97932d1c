#include <cstdio>
#include <filesystem>

#include "cli/commands.hpp"
#include "cli/text.hpp"
#include "collector/query/trace_json.hpp"

namespace sotto::cli {

Result<TraceStore> open_traces(const std::string& db_path) {
  std::error_code ignored;  // then open() says what is wrong
  if (!std::filesystem::exists(db_path, ignored)) {
    return Error{ErrorCode::not_found,
                 "there is no database " + printable(db_path) + "; `sotto start` makes one"};
  }
  return TraceStore::open(db_path);
}

Exit run_stats(const StatsOptions& options, const Console& console) {
  const auto store = open_traces(options.db_path);
  if (!store) return console.fail(store.error().detail);
  const auto read = store.value().stats();
  if (!read) return console.fail(read.error().detail);
  const StoreStats& stats = read.value();

  std::string out;
  if (options.json) {
    core::JsonWriter json(out);
    collector::write_stats(json, stats);
    console.print(out + "\n");
    return Exit::ok;
  }
  char rate[16];
  std::snprintf(rate, sizeof(rate), "%.1f %%", stats.error_rate() * 100);
  out += "traces          " + format_count(stats.total_traces) + "\n";
  out += "with errors     " + format_count(stats.traces_with_errors) + " (" + rate + ")\n";
  out += "spans           " + format_count(stats.total_spans) + "\n";
  out += "metric points   " + format_count(stats.metric_points) + "\n";
  out += "database        " + printable(options.db_path) + ", " +
         format_bytes(stats.database_bytes) + "\n";
  console.print(out);
  return Exit::ok;
}

}  // namespace sotto::cli
