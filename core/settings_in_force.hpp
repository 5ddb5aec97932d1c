#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/settings.hpp"

namespace sotto::core {

/// A setting as a person may see it.
struct SettingInForce {
  const Setting* setting;
  std::string value;      // as it was written; "set" for a secret; empty: none
  std::string_view name;  // under which it was found; empty: the default holds
};

/// What each row of settings() comes to. A value that cannot be read leaves the default; a switch
/// is "yes" or "no", as it is understood. A secret, and a URL with a password or a query in it, is
/// "set".
std::vector<SettingInForce> settings_in_force(const Lookup& lookup);

}  // namespace sotto::core
