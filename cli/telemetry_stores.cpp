#include "cli/telemetry_stores.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/text.hpp"
#include "privacy/consent.hpp"
#include "telemetry/store_place.hpp"

namespace sotto::cli {
namespace {

/// The names of the folders in `folder` of which that is true, sorted.
template <typename Is>
std::vector<std::string> folders_in(const std::optional<std::string>& folder, Is is) {
  using Iterator = std::filesystem::directory_iterator;
  std::vector<std::string> names;
  std::error_code error;  // a folder that cannot be read is an empty one
  for (Iterator it(folder.value_or(""), error), end; !error && it != end; it.increment(error)) {
    if (is(it->path().native())) names.push_back(it->path().filename().native());
  }
  std::ranges::sort(names);
  return names;
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
  const auto folder = telemetry::stores_folder(environment);
  for (const std::string& stored : folders_in(folder, telemetry::is_store)) {
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

std::vector<std::string> refused_apps(const privacy::Environment& environment) {
  auto apps = folders_in(environment.full_path(privacy::answers_folder),
                         [](const std::string&) { return true; });
  std::erase_if(apps, [&](const std::string& app) {
    return environment.file(privacy::refusal_path(app)) == privacy::Presence::absent;
  });
  return apps;
}

privacy::Verdict telemetry_gate(const privacy::Environment& environment, const std::string& app) {
  Config config = Config::from_env();
  if (!app.empty()) config.app_name = app;
  return privacy::judge(environment, config).telemetry;
}

}  // namespace sotto::cli
