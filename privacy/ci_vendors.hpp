#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "privacy/environment.hpp"

namespace sotto::privacy {

/// One thing that must be true of the environment.
struct CiCondition {
  enum class Match : std::uint8_t { set, equals, contains };  // `set` is: not empty

  std::string_view variable;
  Match match = Match::set;
  std::string_view text = {};
};

/// A build server or hosting platform is recognised when all its conditions hold. One that is
/// recognised in two ways has two rows.
struct CiVendor {
  std::string_view name;
  CiCondition conditions[2];  // an empty variable: no second condition
};

/// The rows in the order in which they are tried: the named ones first, then the variables that
/// only say "a build".
std::span<const CiVendor> ci_vendors() noexcept;

/// The first vendor that matches. None when CI is exactly "false", whatever else is set: that is
/// how the convention (ci-info) lets a user overrule a wrong guess.
std::optional<std::string_view> detect_ci(const Environment& environment);

}  // namespace sotto::privacy
