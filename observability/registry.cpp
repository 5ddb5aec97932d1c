#include <map>
#include <mutex>
#include <utility>

#include <sotto/provider.hpp>

#include "observability/builtin_providers.hpp"
#include "observability/otlp_answer.hpp"
#include "observability/plugin.hpp"

namespace sotto {
namespace {

struct Registry {
  Registry() {
#define SOTTO_ADD(name) factories.emplace(#name, &observability::make_##name);
    SOTTO_FOR_EACH_PROVIDER(SOTTO_ADD)
#undef SOTTO_ADD
  }

  std::mutex mutex;  // guards factories
  std::map<std::string, ProviderFactory, std::less<>> factories;
};

// Never destroyed: threads that outlive main may still ask for a name.
Registry& registry() {
  static Registry& instance = *new Registry;
  return instance;
}

}  // namespace

Answer Provider::read_answer(int status, std::string_view body) const {
  return observability::read_otlp_answer(status, body);
}

bool register_provider(std::string name, ProviderFactory make) {
  if (name.empty() || !make) return false;
  const std::scoped_lock lock(registry().mutex);
  return registry().factories.emplace(std::move(name), std::move(make)).second;
}

Result<std::unique_ptr<Provider>> make_provider(std::string_view word, const Config& config) {
  const auto name = observability::provider_of(word);
  if (!name) return name.error();
  ProviderFactory make;
  {
    const std::scoped_lock lock(registry().mutex);
    const auto found = registry().factories.find(name.value());
    if (found == registry().factories.end()) {
      return Error{ErrorCode::invalid_config, "SOTTO_PROVIDERS names an unknown provider"};
    }
    make = found->second;
  }
  // Not under the lock, and whatever it throws: it is the program's code.
  try {
    auto made = make(config);
    if (made && !made.value()) return Error{ErrorCode::invalid_config, "its factory made nothing"};
    return made;
  } catch (...) {
    return Error{ErrorCode::invalid_config, "its factory threw an exception"};
  }
}

std::vector<std::string> provider_names() {
  const std::scoped_lock lock(registry().mutex);
  std::vector<std::string> names;
  names.reserve(registry().factories.size());
  for (const auto& [name, make] : registry().factories) names.push_back(name);
  return names;
}

}  // namespace sotto
