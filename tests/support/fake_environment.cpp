#include "tests/support/fake_environment.hpp"

#include <filesystem>

namespace sotto::test {

FakeEnvironment& FakeEnvironment::with(std::string name, std::string value) {
  variables_.insert_or_assign(std::move(name), std::move(value));
  return *this;
}

FakeEnvironment& FakeEnvironment::with_file(std::string path, privacy::Presence presence) {
  files_.insert_or_assign(std::move(path), presence);
  return *this;
}

FakeEnvironment& FakeEnvironment::with_folder(std::string folder) {
  folder_ = std::move(folder);
  return *this;
}

FakeEnvironment& FakeEnvironment::with_terminal() {
  has_terminal_ = true;
  return *this;
}

FakeEnvironment& FakeEnvironment::without_home() {
  has_home_ = false;
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
  if (found != files_.end()) return found->second;
  const auto full = folder_.empty() ? std::nullopt : full_path(path);
  const bool is_there = full && std::filesystem::exists(*full);
  return is_there ? privacy::Presence::present : privacy::Presence::absent;
}

std::optional<std::string> FakeEnvironment::full_path(std::string_view path) const {
  if (path.starts_with("/")) return std::string(path);
  if (folder_.empty() || !has_home_) return std::nullopt;
  for (const auto& [prefix, below] :
       {std::pair{"~/", "/"}, std::pair{"$XDG_CONFIG_HOME/", "/.config/"},
        std::pair{"$XDG_STATE_HOME/", "/.local/state/"}}) {
    const std::string_view start = prefix;
    if (path.starts_with(start)) return folder_ + below + std::string(path.substr(start.size()));
  }
  return std::nullopt;
}

std::vector<std::pair<std::string, std::string>> FakeEnvironment::variables() const {
  return {variables_.begin(), variables_.end()};
}

}  // namespace sotto::test
