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

std::vector<std::pair<std::string, std::string>> FakeEnvironment::variables() const {
  return {variables_.begin(), variables_.end()};
}

}  // namespace sotto::test
