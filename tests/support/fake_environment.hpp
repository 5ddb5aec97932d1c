#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "privacy/environment.hpp"

namespace sotto::test {

/// An environment with nothing in it but what the test says.
class FakeEnvironment final : public privacy::Environment {
 public:
  FakeEnvironment& with(std::string name, std::string value);
  /// `path` as Environment::file takes it, e.g. "~/.no-tracing".
  FakeEnvironment& with_file(std::string path,
                             privacy::Presence presence = privacy::Presence::present);
  /// Files of the home folder, and of the XDG folders, are real ones below `folder`.
  FakeEnvironment& with_folder(std::string folder);
  FakeEnvironment& with_terminal();
  /// Files of the home folder cannot be asked for.
  FakeEnvironment& without_home();

  std::optional<std::string> variable(std::string_view name) const override;
  privacy::Presence file(std::string_view path) const override;
  std::optional<std::string> full_path(std::string_view path) const override;
  bool has_terminal() const override { return has_terminal_; }
  std::vector<std::pair<std::string, std::string>> variables() const override;

 private:
  std::map<std::string, std::string, std::less<>> variables_;
  std::map<std::string, privacy::Presence, std::less<>> files_;
  std::string folder_;
  bool has_home_ = true;
  bool has_terminal_ = false;
};

}  // namespace sotto::test
