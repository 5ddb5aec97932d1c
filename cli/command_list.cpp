#include "cli/commands.hpp"
#include "cli/text.hpp"
#include "collector/query/trace_json.hpp"
#include "core/clock.hpp"

namespace sotto::cli {
namespace {

constexpr std::size_t short_id_digits = 12;  // one in 10^14 for two of them to be the same
constexpr std::size_t name_columns = 40;
constexpr std::size_t service_columns = 20;

std::string tokens_of(const TraceSummary& trace) {
  const std::int64_t tokens = trace.input_tokens + trace.output_tokens;
  return tokens == 0 ? "-" : format_count(tokens);
}

std::string name_of(const TraceSummary& trace) {
  const std::string& name =
      trace.workflow_name.empty() ? trace.root_span_name : trace.workflow_name;
  return name.empty() ? "(no root yet)" : shorten(printable(name), name_columns);
}

Table table_of(const TracePage& page) {
  using enum Table::Align;
  Table table;
  table.add_column("ID");
  table.add_column("NAME");
  table.add_column("SERVICE");
  for (const char* heading : {"DURATION", "SPANS", "ERRORS", "TOKENS", "COST", "AGE"}) {
    table.add_column(heading, right);
  }
  const std::int64_t now = core::unix_now_ns();
  for (const TraceSummary& trace : page.traces) {
    table.add_row({trace.trace_id.substr(0, short_id_digits), name_of(trace),
                   shorten(printable(trace.service_name), service_columns),
                   format_duration(trace.duration_ms()), format_count(trace.span_count),
                   format_count(trace.error_count), tokens_of(trace), format_cost(trace.cost_usd),
                   format_age(trace.start_time, now)});
  }
  return table;
}

}  // namespace

Exit run_list(const ListOptions& options, const Console& console) {
  const auto store = open_traces(options.db_path);
  if (!store) return console.fail(store.error().detail);
  const auto found = store.value().list(options.query);
  if (!found) return console.fail(found.error().detail);
  const TracePage& page = found.value();

  std::string out;
  if (options.json) {
    core::JsonWriter json(out);
    collector::write_page(json, page, options.query);
    console.print(out + "\n");
    return Exit::ok;
  }
  if (page.traces.empty()) {
    console.print("no traces found\n");
    return Exit::ok;
  }
  const std::vector<std::string> lines = table_of(page).lines();
  out = console.dim(lines.front()) + "\n";
  for (std::size_t row = 0; row < page.traces.size(); ++row) {
    const std::string& line = lines[row + 1];
    out += (page.traces[row].error_count > 0 ? console.red(line) : line) + "\n";
  }
  const auto shown = static_cast<std::int64_t>(page.traces.size());
  if (shown < page.total) {
    out += console.dim(format_count(shown) + " of " + counted(page.total, "trace") +
                       "; --limit shows more") +
           "\n";
  }
  console.print(out);
  return Exit::ok;
}

}  // namespace sotto::cli
