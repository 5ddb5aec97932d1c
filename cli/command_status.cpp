#include "cli/client_status.hpp"
#include "cli/commands.hpp"
#include "cli/running_observer.hpp"
#include "cli/text.hpp"
#include "core/json_writer.hpp"

namespace sotto::cli {

Exit run_status(const StatusOptions& options, const privacy::Environment& environment,
                const Console& console) {
  const auto url = find_running_observer(options.db_path);
  const auto store = open_traces(options.db_path);
  std::optional<StoreStats> stats;
  if (store) {
    const auto read = store.value().stats();
    if (read) stats = read.value();
  }

  const ClientStatus client = client_status(environment, options.check);

  std::string out;
  if (options.json) {
    core::JsonWriter json(out);
    json.begin_object().field("running", url.has_value()).key("url");
    url ? json.value(*url) : json.null();
    json.field("db_path", options.db_path).key("total_traces");
    stats ? json.value(stats->total_traces) : json.null();
    write(json, client);
    json.end();
    out += '\n';
  } else {
    out += "observer   " + (url ? "running at " + printable(*url) : "not running") + "\n";
    out += "database   " + printable(options.db_path);
    if (stats) {
      out += ", " + counted(stats->total_traces, "trace") + ", " +
             format_bytes(stats->database_bytes) + "\n";
    } else {
      out += " (none)\n";
    }
    out += to_text(client);
  }
  console.print(out);
  return (options.check ? client.is_good() : url.has_value()) ? Exit::ok : Exit::failed;
}

}  // namespace sotto::cli
