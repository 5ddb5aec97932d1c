#pragma once

#include <memory>
#include <string>
#include <vector>

#include <sotto/config.hpp>

#include "privacy/scrub/tags.hpp"

namespace sotto::privacy {

/// What the user adds to the scrubber: Config::scrub_rules, and Config::scrub_callback after them.
/// Patterns run on RE2, in time linear in the text. Built without RE2 (SOTTO_USE_RE2=OFF) every
/// rule is a problem and the callback still runs.
///
/// Threads: one at a time.
class UserRules {
 public:
  UserRules() noexcept;
  /// A rule that cannot be used is left out, and adds a sentence to `problems` that names it.
  UserRules(const Config& config, std::vector<std::string>& problems);
  UserRules(UserRules&&) noexcept;
  UserRules& operator=(UserRules&&) noexcept;
  ~UserRules();

  bool empty() const noexcept;

  /// Replaces in `text` what the rules match by [NAME], with a tag where `tags` says so, outside
  /// of markers such as [EMAIL], then calls the callback. False when the callback threw or memory
  /// ran out: `text` must not leave.
  bool apply(std::string& text, Tags tags) const noexcept;

 private:
  struct Rule;

  std::vector<Rule> rules_;
  void (*callback_)(std::string& text, void* context) = nullptr;
  void* context_ = nullptr;
};

}  // namespace sotto::privacy
