#include "cli/commands.hpp"
#include "cli/running_observer.hpp"
#include "cli/text.hpp"
#include "collector/store/store.hpp"

namespace sotto::cli {
namespace {

Result<Done> clear_through(const std::string& url) {
  const auto answer = ask_observer(url, "DELETE", "/api/v1/traces");
  if (!answer) return answer.error();
  if (answer.value().status == 204) return Done{};
  return Error{ErrorCode::rejected,
               "the observer answered with HTTP status " + std::to_string(answer.value().status)};
}

Result<Done> clear_files(const std::string& db_path) {
  auto store = collector::open_sqlite_store({.folder = db_path});
  if (!store) return store.error();
  return store.value()->clear();
}

}  // namespace

Exit run_clear(const ClearOptions& options, const Console& console) {
  std::int64_t traces = 0;
  {
    const auto store = open_traces(options.db_path);  // not ours: not cleared
    if (!store) return console.fail(store.error().detail);
    const auto stats = store.value().stats();
    if (!stats) return console.fail(stats.error().detail);
    traces = stats.value().total_traces;
  }
  if (!options.yes) {
    if (!console.can_ask()) {
      console.fail("clear deletes all traces: say --yes where nobody can be asked");
      return Exit::usage;
    }
    const std::string what = counted(traces, "trace") + " in " + printable(options.db_path);
    if (!console.confirm("Delete " + what + "?")) return console.fail("nothing was deleted");
  }
  const auto url = find_running_observer(options.db_path);
  const auto cleared = url ? clear_through(*url) : clear_files(options.db_path);
  if (!cleared) return console.fail(cleared.error().detail);
  console.print("deleted " + counted(traces, "trace") + "\n");
  return Exit::ok;
}

}  // namespace sotto::cli
