// A program that asks before its anonymous telemetry leaves.
//
//   build/dev/bin/sotto-example-consent          asks, once
//   build/dev/bin/sotto-example-consent --stop   takes the yes back

#include <iostream>
#include <string>
#include <string_view>

#include <sotto/sotto.hpp>

namespace {

namespace consent = sotto::consent;

sotto::Config config() {
  sotto::Config config = sotto::Config::from_env();
  config.app_name = "poet";
  config.telemetry_endpoint = "https://telemetry.poet.example/v1/metrics";
  config.consent = sotto::ConsentMode::opt_in;
  config.weekly_questions = {.features = {"poem", "rhyme"}, .timers = {"write"}};
  return config;
}

void ask(const sotto::Config& config) {
  const consent::Status status = consent::status(config.app_name);
  if (status.answer != consent::Answer::none || !status.can_be_given) return;
  std::cerr << consent::notice(config) << "Is that all right? [y/N] ";
  std::string answer;
  std::getline(std::cin, answer);
  const sotto::Result<sotto::Done> stored =
      answer == "y" ? consent::give(consent::notice_version(), consent::Asked::in_terminal, "poet")
                    : consent::revoke("poet");
  if (!stored) std::cerr << stored.error().detail << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  const sotto::Config settings = config();
  if (argc > 1 && std::string_view(argv[1]) == "--stop") {
    return consent::revoke(settings.app_name) ? 0 : 1;
  }
  ask(settings);
  const sotto::Session session(settings);
  sotto::track_feature_usage("poem");
  const sotto::GateStatus gate = sotto::status().telemetry;
  std::cout << (gate.open ? "counted" : "not counted: " + gate.reason) << "\n";
}
