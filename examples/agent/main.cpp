// Answers questions about a folder of text and source files, and tells sotto what it does.
//
//   sotto-example-agent [--folder DIR] [--show-telemetry] "question"...
//
// Answers go to stdout; the ids of the traces, or why nothing is recorded, to stderr. Exit status:
// 0 when every question was answered, 1 when one was not, 2 when the command line is wrong.

#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/sotto.hpp>

#include "examples/agent/agent.hpp"

namespace {

struct Options {
  std::string folder = ".";
  bool show_telemetry = false;
  std::vector<std::string> questions;
};

std::optional<Options> read_options(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--folder" && i + 1 < arguments.size()) {
      options.folder = arguments[++i];
    } else if (arguments[i] == "--show-telemetry") {
      options.show_telemetry = true;
    } else if (arguments[i].starts_with("--")) {
      return std::nullopt;
    } else {
      options.questions.push_back(arguments[i]);
    }
  }
  if (options.questions.empty()) return std::nullopt;
  return options;
}

void explain_if_closed(std::string_view layer, const sotto::GateStatus& gate) {
  if (gate.open) return;
  std::cerr << layer << " not recorded: " << gate.reason;
  if (!gate.detail.empty()) std::cerr << " (" << gate.detail << ")";
  std::cerr << "\n";
}

bool answer_all(const Options& options) {
  const agent::Toolbox tools(options.folder);
  const std::unique_ptr<agent::Model> model = agent::choose_model();
  // Questions of one run of the program are one session; its id is new for every run.
  const std::string session_id = sotto::get_metrics().session_id;
  bool all_answered = true;
  for (const std::string& question : options.questions) {
    const agent::Answer answer = agent::run_agent(tools, *model, question, session_id);
    if (!answer.trace_id.empty()) std::cerr << "trace " << answer.trace_id << "\n";
    std::cout << "Q: " << question << "\n" << answer.text << "\n\n";
    all_answered = all_answered && answer.success;
  }
  return all_answered;
}

void print_telemetry() {
  // Asked before flushing, which sends it.
  std::cout << "Telemetry that would leave:\n" << sotto::telemetry_preview() << "\n";
  sotto::flush();
  std::cout << "Metrics:\n" << sotto::get_metrics_json() << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  const std::optional<Options> options = read_options({argv + 1, argv + argc});
  if (!options) {
    std::cerr << "usage: sotto-example-agent [--folder DIR] [--show-telemetry] \"question\"...\n";
    return 2;
  }
  sotto::Config config = sotto::Config::from_env();
  // The environment may name the program; this is what from_env() says when it does not.
  if (config.app_name == "unknown_service") config.app_name = "sotto-example-agent";
  sotto::Session session(std::move(config));
  const sotto::Status status = sotto::status();
  explain_if_closed("telemetry", status.telemetry);
  explain_if_closed("traces", status.observability);
  try {
    const bool all_answered = answer_all(*options);
    if (options->show_telemetry) print_telemetry();
    return all_answered ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "sotto-example-agent: " << error.what() << "\n";
    return 1;
  }
}
