#pragma once

#include <string>
#include <string_view>

#include <sotto/result.hpp>

namespace sotto::observability {

/// Whether a word of SOTTO_PROVIDERS is the path of a plug-in and not the name of a provider.
constexpr bool is_plugin_path(std::string_view word) noexcept {
  return word.find('/') != std::string_view::npos;
}

/// The name of the provider that a word of SOTTO_PROVIDERS stands for. The path of a plug-in loads
/// and registers it, once per process; see <sotto/plugin.hpp> for what is refused, and why. An
/// error never has the path. Any thread.
Result<std::string> provider_of(std::string_view word);

}  // namespace sotto::observability
