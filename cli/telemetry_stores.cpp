#include "cli/telemetry_stores.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/text.hpp"
#include "telemetry/store_place.hpp"

namespace sotto::cli {
namespace {

/// The names of the folders with a store in them.
std::vector<std::string> stored_apps(const privacy::Environment& environment) {
  using Iterator = std::filesystem::directory_iterator;
  const auto folder = telemetry::stores_folder(environment);
  std::vector<std::string> apps;
  std::error_code error;  // a folder that cannot be read is one without stores
  for (Iterator it(folder.value_or(""), error), end; !error && it != end; it.increment(error)) {
    if (telemetry::is_store(it->path().native())) apps.push_back(it->path().filename().native());
  }
  std::ranges::sort(apps);
  return apps;
}

TelemetryStore read(const privacy::Environment& environment, const std::string& app) {
  TelemetryStore store{.app = app,
                       .folder = telemetry::stores_folder(environment).value_or("") + "/" + app,
                       .gate = telemetry_gate(environment, app)};
  store.stored = telemetry::read_store(store.folder);
  store.history = telemetry::read_history(store.folder);
  store.is_damaged = !store.stored && telemetry::has_stored_report(store.folder);
  return store;
}

}  // namespace

std::vector<TelemetryStore> find_telemetry_stores(const privacy::Environment& environment,
                                                  const std::string& app) {
  std::vector<TelemetryStore> stores;
  for (const std::string& stored : stored_apps(environment)) {
    if (app.empty() || app == stored) stores.push_back(read(environment, stored));
  }
  return stores;
}

Result<TelemetryStore> only_telemetry_store(const privacy::Environment& environment,
                                            const std::string& app) {
  auto stores = find_telemetry_stores(environment, app);
  if (stores.size() == 1) return std::move(stores.front());
  if (stores.empty()) {
    return Error{ErrorCode::not_found, app.empty()
                                           ? "no program has stored telemetry"
                                           : "no telemetry is stored for " + printable(app)};
  }
  std::string names;
  for (const TelemetryStore& store : stores) names += " " + printable(store.app);
  return Error{ErrorCode::not_found,
               "several programs have stored telemetry; choose one with "
               "--app:" +
                   names};
}

privacy::Verdict telemetry_gate(const privacy::Environment& environment, const std::string& app) {
  Config config = Config::from_env();
  if (!app.empty()) config.app_name = app;
  return privacy::judge(environment, config).telemetry;
}

}  // namespace sotto::cli
