#include "tests/support/fake_environment.hpp"

namespace sotto::test {

FakeEnvironment& FakeEnvironment::with(std::string name, std::string value) {
  variables_.insert_or_assign(std::move(name), std::move(value));
  return *this;
}

FakeEnvironment& FakeEnvironment::with_file(std::string path, privacy::Presence presence) {
  files_.insert_or_assign(std::move(path), presence);
  return *this;
}

FakeEnvironment& FakeEnvironment::without_home() {
  has_home_ = false;
  return *this;
}

FakeEnvironment& FakeEnvironment::with_terminal() {
  has_terminal_ = true;
  return *this;
}

FakeEnvironment& FakeEnvironment::with_root(std::string root) {
  root_ = std::move(root);
  return *this;
}

std::optional<std::string> FakeEnvironment::variable(std::string_view name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end()) return std::nullopt;
  return found->second;
}

privacy::Presence FakeEnvironment::file(std::string_view path) const {
  if (!has_home_ && path.starts_with("~")) return privacy::Presence::unknown;
  const auto found = files_.find(path);
  return found == files_.end() ? privacy::Presence::absent : found->second;
}

std::optional<std::string> FakeEnvironment::full_path(std::string_view path) const {
  if (root_.empty() || !has_home_) return std::nullopt;
  if (path.starts_with("/")) return root_ + std::string(path);
  const std::string_view below = path.substr(path.find('/') + 1);
  std::string folder = root_ + "/";
  if (path.starts_with("$XDG_CONFIG_HOME/")) folder += ".config/";
  if (path.starts_with("$XDG_STATE_HOME/")) folder += ".local/state/";
  return folder + std::string(below);
}

std::vector<std::pair<std::string, std::string>> FakeEnvironment::variables() const {
  return {variables_.begin(), variables_.end()};
}

}  // namespace sotto::test
