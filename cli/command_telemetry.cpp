// `sotto telemetry status | preview | history | on | off | clean`: what programs with sotto in them
// counted, what they would send, and how to stop it. Works beside running programs.

#include <charconv>
#include <chrono>
#include <iterator>
#include <thread>

#include <sotto/consent.hpp>

#include "cli/client_status.hpp"
#include "cli/commands.hpp"
#include "cli/json_text.hpp"
#include "cli/telemetry_stores.hpp"
#include "cli/text.hpp"
#include "core/base64.hpp"
#include "core/json_writer.hpp"
#include "core/os_file.hpp"
#include "core/os_folder.hpp"
#include "core/rfc3339.hpp"
#include "core/version.hpp"
#include "privacy/consent.hpp"
#include "telemetry/body.hpp"
#include "telemetry/metrics_encoder.hpp"
#include "telemetry/store_place.hpp"

namespace sotto::cli {
namespace {

using privacy::Environment;

// Two seconds in all: a program holds its store for less than a millisecond.
constexpr int most_attempts = 200;
constexpr std::chrono::milliseconds attempt_wait{10};

std::string format_decimal(double number) {
  char text[32];
  const auto end =
      std::to_chars(std::begin(text), std::end(text), number, std::chars_format::general, 3);
  return {text, end.ptr};
}

std::string time_text(std::int64_t unix_s) {
  return core::format_utc(unix_s * 1'000'000'000);
}

/// The file whose presence says no: for one program, or for all of them.
std::string opt_out_file(const std::string& app) {
  return app.empty() ? "~/.no-telemetry" : "~/." + app + "-no-telemetry";
}

std::string name_of(const std::string& app) {
  return app.empty() ? "telemetry" : "telemetry of " + printable(app);
}

std::string gate_line(const Environment& environment, const std::string& app) {
  return name_of(app) + ": " + text_of(telemetry_gate(environment, app)) + "\n";
}

/// Which answers still stand after `on`, and how they are changed; empty when none is in the way.
std::string remaining_line(const Environment& environment, const std::string& app,
                           consent::Answer before) {
  if (app.empty()) {
    std::string names;
    for (const std::string& refused : refused_apps(environment)) names += " " + printable(refused);
    return names.empty() ? "" : "refused, until `sotto telemetry on --app NAME`:" + names + "\n";
  }
  if (before == consent::Answer::yes) return "";
  return "A yes is given in " + printable(app) +
         ", whose notice names the receiver: if it needs one, it asks at its next start, with\n"
         "consent::give() or consent::notice_shown().\n";
}

std::uint64_t delete_stores(const Environment& environment, const std::string& app) {
  std::uint64_t deleted = 0;
  for (const TelemetryStore& store : find_telemetry_stores(environment, app)) {
    if (telemetry::clear_store(store.folder)) ++deleted;
  }
  return deleted;
}

std::string deleted_line(std::uint64_t deleted) {
  if (deleted == 0) return "nothing was stored\n";
  return "deleted what " + counted(static_cast<std::int64_t>(deleted), "program") + " had stored\n";
}

void write_store(core::JsonWriter& json, const TelemetryStore& store) {
  json.begin_object().field("app", store.app).field("folder", store.folder);
  write(json, "gate", store.gate);
  json.field("damaged", store.is_damaged).field("reports_in_history", store.history.size());
  json.key("next_report");
  if (!store.stored || !store.stored->has_news()) {
    json.null();
  } else if (store.stored->week) {
    json.begin_object().field("answers", store.stored->weight());
    json.field("due_unix_s", store.stored->due_s).field("failures", store.stored->failures);
    json.field("session_id", store.stored->id).end();
  } else {
    json.begin_object().field("events", store.stored->counts.events());
    json.field("label_sets", store.stored->counts.entries.size());
    json.field("since_unix_s", store.stored->since_s).field("until_unix_s", store.stored->until_s);
    json.field("due_unix_s", store.stored->due_s).field("failures", store.stored->failures);
    json.field("session_id", store.stored->id).end();
  }
  json.key("local_dp");
  if (store.stored && store.stored->week) {
    const telemetry::Week& week = *store.stored->week;
    json.begin_object().field("epsilon", week.plan.epsilon);
    json.field("questions", week.plan.questions.size());
    json.field("week_ends_unix_s", telemetry::week_begin_s(week.number + 1));
    json.field("events", store.stored->counts.events())
        .field("withheld_events", week.withheld)
        .end();
  } else {
    json.null();
  }
  json.end();
}

/// What the answers of a week can tell, in lines: of each question how much, and how well a
/// receiver of 10,000 such reports can tell a share of a tenth.
std::vector<std::string> lines_about(const telemetry::StoredReport& stored) {
  using telemetry::local_dp::Method;
  const telemetry::Week& week = *stored.week;
  const telemetry::WeeklyPlan& plan = week.answers ? week.answers->plan : week.plan;
  const std::int64_t ends_s = telemetry::week_begin_s(week.number + 1);
  std::vector<std::string> lines;
  lines.push_back(week.answers ? "answers about the week from " +
                                     time_text(telemetry::week_begin_s(week.answers->week)) +
                                     ", due at " + time_text(stored.due_s)
                               : "the answers about this week are drawn when it is over, at " +
                                     time_text(ends_s));
  for (const telemetry::Question& question : plan.questions) {
    const auto mechanism = plan.mechanism_of(question.kind);
    constexpr std::uint64_t answers = 10'000;
    const double expected = answers * (0.1 * mechanism.p() + 0.9 * mechanism.q());
    const auto found =
        telemetry::local_dp::estimate(mechanism, static_cast<std::uint64_t>(expected), answers);
    lines.push_back(std::string(to_string(question.kind)) + " " + printable(question.label) + ": " +
                    (mechanism.method == Method::krr ? "krr" : "oue") + ", epsilon " +
                    format_decimal(plan.epsilon_of_each()) + ", 10% of 10,000 is told as 10% +- " +
                    format_decimal(100 * (found.high - found.share)) + "%");
  }
  lines.push_back("epsilon of the week: " + std::to_string(plan.epsilon));
  return lines;
}

std::vector<std::string> row(const TelemetryStore& store) {
  std::vector<std::string> cells{printable(store.app)};
  const bool has_counts = store.stored && (store.stored->week || !store.stored->counts.empty());
  if (has_counts) {
    const telemetry::StoredReport& stored = *store.stored;
    cells.push_back(format_count(static_cast<std::int64_t>(stored.counts.events())));
    cells.push_back(time_text(stored.since_s));
    cells.push_back(time_text(
        stored.has_news() ? stored.due_s : telemetry::week_begin_s(stored.week->number + 1)));
  } else {
    cells.insert(cells.end(), {store.is_damaged ? "damaged" : "0", "-", "-"});
  }
  cells.push_back(std::to_string(store.history.size()));
  cells.push_back(text_of(store.gate));
  return cells;
}

std::string table_of(const std::vector<TelemetryStore>& stores) {
  Table table;
  table.add_column("PROGRAM");
  table.add_column("COUNTED", Table::Align::right);
  table.add_column("SINCE");
  table.add_column("NEXT REPORT");
  table.add_column("SENT", Table::Align::right);
  table.add_column("GATE");
  for (const TelemetryStore& store : stores) table.add_row(row(store));
  std::string out;
  for (const std::string& line : table.lines()) out += line + "\n";
  return out;
}

}  // namespace

Exit run_telemetry_status(const TelemetryOptions& options, const Environment& environment,
                          const Console& console) {
  const auto stores = find_telemetry_stores(environment, options.app);
  const auto folder = telemetry::stores_folder(environment);
  std::string out;
  if (options.json) {
    core::JsonWriter json(out);
    json.begin_object();
    write(json, "telemetry", telemetry_gate(environment, options.app));
    json.key("folder");
    folder ? json.value(*folder) : json.null();
    json.key("programs").begin_array();
    for (const TelemetryStore& store : stores) write_store(json, store);
    json.end().end();
    out += '\n';
  } else {
    out = gate_line(environment, options.app);
    out += "stored in " + printable(folder.value_or("no folder: there is no home")) + "\n";
    out += stores.empty() ? "nothing is stored\n" : "\n" + table_of(stores);
  }
  console.print(out);
  return Exit::ok;
}

Exit run_telemetry_preview(const TelemetryOptions& options, const Environment& environment,
                           const Console& console) {
  const auto store = only_telemetry_store(environment, options.app);
  if (!store) return console.fail(store.error().detail);
  const auto& stored = store.value().stored;
  if (!stored) return console.fail("the file counts of the store is missing or damaged");
  if (stored->library_version != core::version) {
    console.note("the program counts with sotto " + stored->library_version + ", this is " +
                 std::string(core::version) + ": its bytes may differ");
  }
  const telemetry::Report report = telemetry::report_of(*stored);
  if (stored->week) {
    for (const std::string& line : lines_about(*stored)) console.note(line);
  }
  if (!options.raw) {
    console.print(indented(telemetry::to_json(report)));
  } else if (!report.metrics.empty()) {
    console.print(telemetry::to_body(report).bytes);
  }
  return Exit::ok;
}

Exit run_telemetry_history(const TelemetryOptions& options, const Environment& environment,
                           const Console& console) {
  const auto store = only_telemetry_store(environment, options.app);
  if (!store) return console.fail(store.error().detail);
  const auto& history = store.value().history;
  if (options.number != 0) {
    if (options.number > history.size()) return console.fail("the history has no such report");
    console.print(history[options.number - 1].body.bytes);
    return Exit::ok;
  }
  std::string out;
  if (options.json) {
    core::JsonWriter json(out);
    json.begin_array();
    for (const telemetry::SentReport& sent : history) {
      json.begin_object().field("sent_unix_s", sent.sent_s);
      json.field("encoding", sent.body.is_gzip ? "gzip" : "identity");
      json.field("body_base64", core::to_base64(sent.body.bytes)).end();
    }
    json.end();
    out += '\n';
  } else if (history.empty()) {
    out = "no report was sent\n";
  } else {
    Table table;
    table.add_column("NUMBER", Table::Align::right);
    table.add_column("SENT");
    table.add_column("BYTES", Table::Align::right);
    table.add_column("ENCODING");
    for (std::size_t i = 0; i < history.size(); ++i) {
      const telemetry::Body& body = history[i].body;
      table.add_row({std::to_string(i + 1), time_text(history[i].sent_s),
                     std::to_string(body.bytes.size()), body.is_gzip ? "gzip" : "identity"});
    }
    for (const std::string& line : table.lines()) out += line + "\n";
  }
  console.print(out);
  return Exit::ok;
}

Exit run_telemetry_off(const TelemetryOptions& options, const Environment& environment,
                       const Console& console) {
  const std::string file = opt_out_file(options.app);
  const auto path = environment.full_path(file);
  if (!path || !core::append_to_file(*path, "")) {
    return console.fail("could not make the file " + printable(file));
  }
  console.print("telemetry is off: " + printable(file) + "\n" +
                deleted_line(delete_stores(environment, options.app)));
  return Exit::ok;
}

Exit run_telemetry_on(const TelemetryOptions& options, const Environment& environment,
                      const Console& console) {
  const auto consent = consent::status(options.app);
  if (!consent.can_be_given) return console.fail(consent.obstacle);
  // A no is taken back as if nobody had asked: what a yes agrees to stands in the program's notice.
  if (!options.app.empty() && consent.answer == consent::Answer::no) {
    const auto forgotten = privacy::forget_consent(environment, options.app);
    if (!forgotten) return console.fail(forgotten.error().detail);
  }
  const std::string file = opt_out_file(options.app);
  const auto path = environment.full_path(file);
  if (!path || !core::remove_file(*path)) {
    return console.fail("could not remove the file " + printable(file));
  }
  console.print(gate_line(environment, options.app) +
                remaining_line(environment, options.app, consent.answer));
  return Exit::ok;
}

Exit run_telemetry_clean(const TelemetryOptions& options, const Environment& environment,
                         const Console& console) {
  // A process that is writing just now would put back what it read before.
  std::vector<core::HeldFolder> held;
  for (const TelemetryStore& store : find_telemetry_stores(environment, options.app)) {
    held.emplace_back();
    for (int attempt = 0; attempt < most_attempts && !held.back().hold(store.folder); ++attempt) {
      std::this_thread::sleep_for(attempt_wait);
    }
    if (!held.back().is_held()) {
      return console.fail("another program holds the telemetry of " + printable(store.app));
    }
  }
  console.print(deleted_line(delete_stores(environment, options.app)));
  return Exit::ok;
}

}  // namespace sotto::cli
