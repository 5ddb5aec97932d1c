#include "observability/plugin.hpp"

#include <cstring>
#include <map>
#include <mutex>

#include <sotto/plugin.hpp>

#include "core/os_library.hpp"

namespace sotto::observability {
namespace {

/// The plug-ins of this process: a path is loaded once, and each session finds it again.
struct Plugins {
  std::mutex mutex;                          // guards names
  std::map<std::string, std::string> names;  // of the providers, by path
};

// Never destroyed: threads that outlive main may still ask for a plug-in.
Plugins& plugins() {
  static Plugins& instance = *new Plugins;
  return instance;
}

Error refused(std::string_view why) {
  return Error{ErrorCode::invalid_config,
               "SOTTO_PROVIDERS names a plug-in that is not used: " + std::string(why)};
}

Result<std::string> load(const std::string& path) {
  const auto library = core::Library::load(path);
  if (!library) return refused(library.error().detail);
  auto* const entry = library.value().find<ProviderPluginEntry>("sotto_provider_plugin");
  if (entry == nullptr) return refused("it has no entry point sotto_provider_plugin");
  const ProviderPlugin* const plugin = entry();
  if (plugin == nullptr) return refused("its entry point gives nothing");
  if (plugin->abi_version != plugin_abi_version) {
    return refused("it was built for another version of sotto");
  }
  static constexpr detail::PluginFingerprint ours;
  if (plugin->fingerprint == nullptr || std::strcmp(plugin->fingerprint, ours.text) != 0) {
    return refused("it was built with another version of sotto or another standard library");
  }
  if (plugin->name == nullptr || plugin->make == nullptr ||
      !register_provider(plugin->name, plugin->make)) {
    return refused("its name is missing or that of another provider");
  }
  return std::string(plugin->name);
}

}  // namespace

Result<std::string> provider_of(std::string_view word) {
  if (!is_plugin_path(word)) return std::string(word);
  const std::string path(word);
  const std::scoped_lock lock(plugins().mutex);
  if (const auto known = plugins().names.find(path); known != plugins().names.end()) {
    return known->second;
  }
  auto name = load(path);
  if (name) plugins().names.emplace(path, name.value());
  return name;
}

}  // namespace sotto::observability
