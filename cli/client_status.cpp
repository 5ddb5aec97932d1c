#include "cli/client_status.hpp"

#include <algorithm>

#include <sotto/provider.hpp>

#include "cli/text.hpp"
#include "transport/endpoint.hpp"

namespace sotto::cli {
namespace {

/// The last rule: an open gate with nothing behind it.
void apply_configuration(privacy::Verdicts& gates, const Config& config) {
  using privacy::Reason;
  if (gates.telemetry.open() && config.telemetry_endpoint.empty()) {
    gates.telemetry = {Reason::not_configured, "SOTTO_TELEMETRY_ENDPOINT"};
  }
  if (gates.observability.open() && config.providers.empty()) {
    gates.observability = {Reason::not_configured, "SOTTO_PROVIDERS"};
  }
}

ClientStatus::Destination destination(const std::string& name, const Config& config) {
  ClientStatus::Destination made{.name = name};
  if (name.find('/') != std::string::npos) return made;  // a plug-in: its code is not run for this
  const auto provider = make_provider(name, config);
  if (!provider) {
    made.problem = provider.error().detail;
    return made;
  }
  const std::string url = provider.value()->endpoint().url;
  if (url.starts_with("file:") || url == "stderr:") {
    made.address = url;
    return made;
  }
  const auto endpoint = transport::parse_endpoint(url);
  endpoint ? made.address = endpoint.value().origin() : made.problem = endpoint.error().detail;
  return made;
}

std::string line(std::string_view label, const std::string& text) {
  std::string padded(label);
  padded.resize(11, ' ');
  return padded + printable(text) + "\n";
}

std::string text_of(const ClientStatus::Destination& destination) {
  if (!destination.problem.empty()) return destination.name + ": " + destination.problem;
  std::string text = destination.name;
  if (!destination.address.empty()) text += ", " + destination.address;
  if (!destination.check) return text;
  return destination.check->ok() ? text + ", takes traces" : destination.check->error().detail;
}

void write(core::JsonWriter& json, const ClientStatus::Destination& destination) {
  json.begin_object().field("name", destination.name);
  json.field("address", destination.address).field("problem", destination.problem);
  if (destination.check) {
    json.field("takes_traces", destination.check->ok()).key("error");
    destination.check->ok() ? json.null() : json.value(destination.check->error().detail);
  }
  json.end();
}

}  // namespace

std::string text_of(const privacy::Verdict& gate) {
  if (gate.open()) return "open";
  return "closed: " + std::string(privacy::to_string(gate.reason)) + " (" + gate.detail + ")";
}

void write(core::JsonWriter& json, std::string_view name, const privacy::Verdict& gate) {
  json.key(name).begin_object().field("open", gate.open());
  json.field("reason", privacy::to_string(gate.reason)).field("detail", gate.detail).end();
}

bool ClientStatus::is_good() const noexcept {
  return !destinations.empty() &&
         std::ranges::all_of(destinations, [](const auto& one) { return one.is_good(); });
}

ClientStatus client_status(const privacy::Environment& environment, bool checks) {
  const Config config = Config::from_env();
  ClientStatus status{privacy::judge(environment, config), {}, config.warnings};
  apply_configuration(status.gates, config);
  for (const std::string& name : config.providers) {
    status.destinations.push_back(destination(name, config));
    if (checks) status.destinations.back().check = auth_check(name, config);
  }
  return status;
}

std::string to_text(const ClientStatus& status) {
  std::string out = line("telemetry", text_of(status.gates.telemetry));
  out += line("traces", text_of(status.gates.observability));
  for (const auto& destination : status.destinations) out += line("provider", text_of(destination));
  for (const std::string& warning : status.warnings) out += line("warning", warning);
  return out;
}

void write(core::JsonWriter& json, const ClientStatus& status) {
  write(json, "telemetry", status.gates.telemetry);
  write(json, "observability", status.gates.observability);
  json.key("providers").begin_array();
  for (const auto& destination : status.destinations) write(json, destination);
  json.end().key("warnings").begin_array();
  for (const std::string& warning : status.warnings) json.value(warning);
  json.end();
}

}  // namespace sotto::cli
