#include <algorithm>
#include <cmath>

#include "core/settings.hpp"

namespace sotto::core {
namespace {

/// Brings one number of a Config into its row's range. Each overload says whether it was there.
class Limiter {
 public:
  explicit Limiter(Config& config) noexcept : config_(config) {}

  bool operator()(const setting::Bytes& target) const { return keep_within(target); }
  bool operator()(const setting::Count& target) const { return keep_within(target); }
  bool operator()(const setting::Time& target) const { return keep_within(target); }
  bool operator()(const setting::Ratio& target) const {
    double& value = config_.*target.field;
    if (value >= 0 && value <= 1) return true;
    value = std::isnan(value) ? Config().*target.field : std::clamp(value, 0.0, 1.0);
    return false;
  }
  bool operator()(const setting::Epsilon& target) const {
    LocalDp& value = config_.*target.field;
    switch (value) {
      case LocalDp::off:
      case LocalDp::epsilon_1:
      case LocalDp::epsilon_2:
      case LocalDp::epsilon_4: return true;
    }
    value = LocalDp::epsilon_1;
    return false;
  }
  template <typename Other>
  bool operator()(const Other&) const {
    return true;
  }

 private:
  template <typename Target>
  bool keep_within(const Target& target) const {
    auto& value = config_.*target.field;
    const auto wanted = value;
    value = std::clamp<std::decay_t<decltype(value)>>(wanted, target.least, target.most);
    return value == wanted;
  }

  Config& config_;
};

}  // namespace

Config within_limits(Config config) {
  for (const Setting& row : settings()) {
    if (std::visit(Limiter(config), row.target)) continue;
    config.warnings.push_back(std::string(row.name) + ": expected " + expected_value(row) +
                              "; using the nearest");
  }
  return config;
}

}  // namespace sotto::core
