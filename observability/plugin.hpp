#pragma once

#include <string_view>

namespace sotto::observability {

/// Whether a word of SOTTO_PROVIDERS is the path of a plug-in and not the name of a provider.
constexpr bool is_plugin_path(std::string_view word) noexcept {
  return word.find('/') != std::string_view::npos;
}

}  // namespace sotto::observability
