#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "privacy/environment.hpp"

namespace sotto::privacy {

/// One thing that must be true of the environment. Values are compared and never kept.
struct Condition {
  enum class Match : std::uint8_t {
    set,       // not empty
    equals,    // exactly `text`
    contains,  // `text` somewhere in it
    file,      // no variable: a file that exists
  };

  std::string_view subject;  // the variable's name, or the file's path
  Match match = Match::set;
  std::string_view text = {};
};

/// Something that a program can run in. It is recognised when all its conditions hold. One that
/// is recognised in two ways has two rows.
struct Surroundings {
  std::string_view name;
  Condition conditions[2];  // an empty subject: no second condition
};

/// Build servers and hosting platforms, in the order in which they are tried: the named ones
/// first, then the variables that only say "a build".
std::span<const Surroundings> ci_vendors() noexcept;

/// The first of them that matches. None when CI is exactly "false", whatever else is set: that is
/// how the convention (ci-info) lets a user overrule a wrong guess.
std::optional<std::string_view> detect_ci(const Environment& environment);

/// Programs that act for a person. They may say no for them, and never yes.
std::span<const Surroundings> coding_agents() noexcept;
std::optional<std::string_view> detect_coding_agent(const Environment& environment);

/// Editors that run on somebody else's machine: a person is there, but their home folder is
/// rebuilt or shared, so that a missing opt-out file says nothing about what they want.
std::span<const Surroundings> hosted_editors() noexcept;
std::optional<std::string_view> detect_hosted_editor(const Environment& environment);

/// The name of the first row that matches.
std::optional<std::string_view> find_surroundings(std::span<const Surroundings> rows,
                                                  const Environment& environment);

}  // namespace sotto::privacy
