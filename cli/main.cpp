// The program `sotto`: reads the command line and calls one command of commands.hpp.

#include <CLI/CLI.hpp>

#include <exception>
#include <functional>
#include <string>

#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "core/app_folder.hpp"
#include "core/version.hpp"
#include "privacy/environment.hpp"

namespace sotto::cli {
namespace {

using Run = std::function<Exit()>;

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& what,
                      std::string& db_path) {
  CLI::App* command = app.add_subcommand(name, what);
  command->add_option("--db-path", db_path, "The folder of the database")
      ->envname("SOTTO_SERVER_DB_PATH")
      ->capture_default_str();
  return command;
}

void add_json(CLI::App* command, bool& json) {
  command->add_flag("--json", json, "Write JSON, as the REST API does");
}

// All that the commands take. Lives as long as the parsed command runs.
struct Options {
  StartOptions start;
  ListOptions list;
  ShowOptions show;
  StatsOptions stats;
  ClearOptions clear;
  StatusOptions status;
  SettingsOptions settings;
  TelemetryOptions telemetry;
  ScrubOptions scrub;
};

void add_start(CLI::App& app, StartOptions& options, const Console& console, Run& run) {
  CLI::App* command = add_command(app, "start", "Receive, store and show traces until interrupted",
                                  options.db_path);
  command->add_option("--host", options.host, "The loopback address to listen on")
      ->envname("SOTTO_SERVER_HOST")
      ->capture_default_str();
  command->add_option("--port", options.port, "The port to listen on; 0 takes any free one")
      ->envname("SOTTO_SERVER_PORT")
      ->capture_default_str();
  command->callback([&] { run = [&] { return run_start(options, console); }; });
}

void add_list(CLI::App& app, ListOptions& options, const Console& console, Run& run) {
  CLI::App* command = add_command(app, "list", "List traces, newest first", options.db_path);
  command->add_option("--limit", options.query.limit, "How many")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--service", options.query.service_name, "Only of this service");
  command->add_option("--workflow", options.query.workflow_name, "Only of this workflow");
  command
      ->add_option("--min-duration", options.query.min_duration_ms,
                   "Only those that took at least so many milliseconds")
      ->check(CLI::NonNegativeNumber);
  command->add_flag_callback(
      "--errors", [&options] { options.query.has_errors = true; }, "Only those with errors");
  add_json(command, options.json);
  command->callback([&] { run = [&] { return run_list(options, console); }; });
}

void add_show(CLI::App& app, ShowOptions& options, const Console& console, Run& run) {
  CLI::App* command = add_command(app, "show", "Show one trace as a tree", options.db_path);
  command->add_option("ID", options.id, "Of the trace; its first digits are enough")
      ->required()
      ->check([](const std::string& id) {
        const bool is_id = !id.empty() && id.size() <= 32 &&
                           id.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
        return is_id ? "" : "an ID has 1 to 32 hex digits";
      });
  command->add_flag("--attributes", options.attributes, "Also the attributes of each span");
  command->add_flag("--content", options.content, "Also what was said: inputs and outputs");
  add_json(command, options.json);
  command->callback([&] { run = [&] { return run_show(options, console); }; });
}

void add_others(CLI::App& app, Options& options, const Console& console, Run& run) {
  CLI::App* stats = add_command(app, "stats", "Count what is stored", options.stats.db_path);
  add_json(stats, options.stats.json);
  stats->callback([&] { run = [&] { return run_stats(options.stats, console); }; });

  CLI::App* clear = add_command(app, "clear", "Delete all traces, also under a running observer",
                                options.clear.db_path);
  clear->add_flag("--yes", options.clear.yes, "Do not ask");
  clear->callback([&] { run = [&] { return run_clear(options.clear, console); }; });

  app.add_subcommand("version", "Tell the version")->callback([&] {
    run = [&] {
      console.print("sotto " + std::string(core::version) + "\n");
      return Exit::ok;
    };
  });
}

void add_status(CLI::App& app, StatusOptions& options, const Console& console, Run& run) {
  CLI::App* command = add_command(app, "status",
                                  "Tell whether an observer is running; if not, exit with 1. Also "
                                  "what programs would send from here, and where to",
                                  options.db_path);
  command->add_flag("--check", options.check,
                    "Ask each provider whether it takes the keys; exit with 0 if all do");
  add_json(command, options.json);
  command->callback(
      [&] { run = [&] { return run_status(options, privacy::process_environment(), console); }; });
}

void add_settings(CLI::App& app, SettingsOptions& options, const Console& console, Run& run) {
  CLI::App* command =
      app.add_subcommand("settings", "Show each setting, its value and where that comes from");
  command->add_option("--env-file", options.env_file, "A .env file under the environment");
  command->add_flag("--markdown", options.markdown, "Write the page docs/settings.md instead");
  command->add_flag("--json", options.json, "Write JSON");
  command->callback([&] {
    run = [&] { return run_settings(options, privacy::process_environment(), console); };
  });
}

using RunTelemetry = Exit (*)(const TelemetryOptions&, const privacy::Environment&, const Console&);

void add_telemetry(CLI::App& app, TelemetryOptions& options, const Console& console, Run& run) {
  CLI::App* telemetry = app.add_subcommand(
      "telemetry", "What programs counted and would report from here; how to stop it");
  telemetry->require_subcommand(1);
  const auto add = [&](const std::string& name, const std::string& what, RunTelemetry command) {
    CLI::App* added = telemetry->add_subcommand(name, what);
    added->add_option("--app", options.app, "One program; all without it")
        ->check([](const std::string& app_name) {
          const bool is_name =
              core::app_folder(app_name) == app_name && app_name.find(':') == std::string::npos;
          return is_name ? "" : "a program's name has 1 to 64 of A-Z a-z 0-9 _ . -";
        });
    added->callback([&, command] {
      run = [&, command] { return command(options, privacy::process_environment(), console); };
    });
    return added;
  };
  add_json(
      add("status", "What is stored, when it is sent, and whether it may be", run_telemetry_status),
      options.json);
  add("preview", "The next report as JSON", run_telemetry_preview)
      ->add_flag("--raw", options.raw, "Exactly the bytes of the request's body");
  CLI::App* history = add("history", "The last reports that were sent", run_telemetry_history);
  add_json(history, options.json);
  history->add_option("--raw", options.number, "Exactly the bytes of the report of this number")
      ->check(CLI::PositiveNumber);
  add("off", "Stop it and delete what is stored", run_telemetry_off);
  add("on", "Take that back; only a person in a terminal can", run_telemetry_on);
  add("clean", "Delete what is stored", run_telemetry_clean);
}

void add_scrub(CLI::App& app, ScrubOptions& options, const Console& console, Run& run) {
  CLI::App* command = app.add_subcommand(
      "scrub", "Copy text to standard output with secrets and personal data replaced by [KIND]");
  command->add_option("FILE", options.files, "To read in place of standard input");
  command->add_flag(
      "--jsonl", options.jsonl,
      R"(Read {"id": ..., "text": "..."} in each line, write {"id":...,"out":"..."})");
  command->add_flag("--tags", options.tags,
                    "Write [KIND#a1b2], with equal tags for what is equal in this run");
  command->callback(
      [&] { run = [&] { return run_scrub(options, privacy::process_environment(), console); }; });
}

Exit parse_and_run(int argc, char** argv, const Console& console) {
  CLI::App app("sotto: a self-hosted observer for LLM applications", "sotto");
  app.footer(
      "Exit status: 0 done, 1 failed or not found, 2 wrong usage.\n"
      "Colours only on a terminal, and not when NO_COLOR is set.");
  app.set_version_flag("--version", "sotto " + std::string(core::version));
  Options options;
  Run run;
  add_start(app, options.start, console, run);
  add_list(app, options.list, console, run);
  add_show(app, options.show, console, run);
  add_others(app, options, console, run);
  add_status(app, options.status, console, run);
  add_settings(app, options.settings, console, run);
  add_telemetry(app, options.telemetry, console, run);
  add_scrub(app, options.scrub, console, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    app.exit(help);
    return Exit::ok;
  } catch (const CLI::ParseError& error) {
    console.fail(std::string(error.what()) + " (sotto --help)");
    return Exit::usage;
  }
  if (!run) {
    console.fail("no command is given (sotto --help)");
    return Exit::usage;
  }
  return run();
}

}  // namespace
}  // namespace sotto::cli

int main(int argc, char** argv) {
  using namespace sotto;
  const cli::Console console(privacy::process_environment());
  try {
    return static_cast<int>(cli::parse_and_run(argc, argv, console));
  } catch (const std::exception&) {  // memory: nothing else throws
    return static_cast<int>(console.fail("out of memory"));
  }
}
