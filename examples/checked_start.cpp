// A program that starts only if all that is configured works, and asks each backend beforehand
// whether it takes the keys.
//
//   OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4321 build/dev/bin/sotto-example-checked-start

#include <iostream>
#include <utility>

#include <sotto/sotto.hpp>

namespace {

using namespace std::chrono_literals;

bool are_keys_good(const sotto::Config& config) {
  bool are_good = true;
  for (const std::string& provider : config.providers) {
    const sotto::Result<sotto::Done> checked = sotto::auth_check(provider, config, 5s);
    if (checked || checked.error().code == sotto::ErrorCode::gate_closed) continue;
    std::cerr << checked.error().detail << "\n";
    are_good = false;
  }
  return are_good;
}

}  // namespace

int main() {
  const sotto::Config config = sotto::Config::from_env();
  sotto::Result<sotto::Session> started = sotto::Session::start_strict(config);
  if (!started) {
    std::cerr << started.error().detail << "\n";
    return 1;
  }
  const sotto::Session session = std::move(started).value();
  if (!are_keys_good(config)) return 1;

  const sotto::GateStatus gate = sotto::status().observability;
  if (!gate.open) std::cerr << "not recorded: " << gate.reason << " (" << gate.detail << ")\n";
  const auto trace = sotto::start_trace({.name = "checked-start"});
}
