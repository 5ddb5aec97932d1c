#include "runtime/config.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "core/dotenv.hpp"
#include "core/settings.hpp"
#include "core/text.hpp"
#include "observability/plugin.hpp"
#include "privacy/gate.hpp"

namespace sotto {
namespace runtime {
namespace {

constexpr std::string_view providers_name = "SOTTO_PROVIDERS";

/// The value that stands in the file where the environment has none.
class Surroundings {
 public:
  Surroundings(const privacy::Environment& environment, const core::Dotenv& file) noexcept
      : environment_(environment), file_(file) {}

  bool has(std::string_view name) const {
    const auto value = environment_.variable(name);
    return value && !core::trim(*value).empty();
  }

  std::optional<std::string> find(std::string_view name) const {
    if (has(name)) return environment_.variable(name);
    const auto found = file_.variables.find(name);
    if (found == file_.variables.end()) return std::nullopt;
    return found->second;
  }

 private:
  const privacy::Environment& environment_;
  const core::Dotenv& file_;
};

/// A switch of the file closes what it would close in the environment, unless that has it too. It
/// opens nothing: the file belongs to the program's folder and not to the user. Whoever tries is
/// told.
void read_switches(const core::Dotenv& file, const Surroundings& surroundings, Config& config) {
  for (const auto& [name, value] : file.variables) {
    if (surroundings.has(name)) continue;
    if (privacy::is_closed_by(name, value)) {
      config.closed_by.push_back(name);
      continue;
    }
    if (privacy::opens_in_ci(name) && core::is_yes(value)) {
      config.warnings.push_back(name +
                                " in the .env file has no effect: set it in the environment");
    }
  }
}

/// Code is loaded only from where the user or the program says so, never because a file in the
/// working folder does.
void leave_plugins_out(core::Dotenv& file) {
  const auto providers = file.variables.find(providers_name);
  if (providers == file.variables.end()) return;
  std::string names;
  bool has_plugins = false;
  for (const std::string_view word : core::split_list(providers->second)) {
    if (observability::is_plugin_path(word)) {
      has_plugins = true;
    } else {
      names.append(names.empty() ? "" : ",").append(word);
    }
  }
  if (!has_plugins) return;
  providers->second = std::move(names);
  file.warnings.emplace_back(
      "SOTTO_PROVIDERS in the .env file may not name a plug-in: set it in the environment");
}

}  // namespace

Config config_from(const privacy::Environment& environment) {
  return core::read_settings([&](std::string_view name) { return environment.variable(name); });
}

Config config_from(const privacy::Environment& environment, const std::string& dotenv_path) {
  core::Dotenv file = core::read_dotenv(dotenv_path);
  const Surroundings surroundings(environment, file);
  if (!surroundings.has(providers_name)) leave_plugins_out(file);
  Config config =
      core::read_settings([&](std::string_view name) { return surroundings.find(name); });
  read_switches(file, surroundings, config);
  config.warnings.insert(config.warnings.begin(), file.warnings.begin(), file.warnings.end());
  return config;
}

}  // namespace runtime

Config Config::from_env() {
  return runtime::config_from(privacy::process_environment());
}

Config Config::from_dotenv(const std::string& path) {
  return runtime::config_from(privacy::process_environment(), path);
}

}  // namespace sotto
