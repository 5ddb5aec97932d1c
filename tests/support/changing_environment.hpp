#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "privacy/environment.hpp"

namespace sotto::test {

/// Surroundings in which the user can change their mind while the program runs.
class ChangingEnvironment final : public privacy::Environment {
 public:
  std::optional<std::string> variable(std::string_view) const override { return std::nullopt; }
  privacy::Presence file(std::string_view path) const override {
    const bool is_there = opted_out.load() && path == "~/.no-tracing";
    return is_there ? privacy::Presence::present : privacy::Presence::absent;
  }
  std::optional<std::string> full_path(std::string_view) const override { return std::nullopt; }
  bool has_terminal() const override { return false; }
  std::vector<std::pair<std::string, std::string>> variables() const override { return {}; }

  std::atomic<bool> opted_out{false};
};

}  // namespace sotto::test
