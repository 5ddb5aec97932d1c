#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "privacy/environment.hpp"

namespace sotto::privacy {
namespace {

/// The home folder that the system's user list names; empty when it names none. Asked once: the
/// answer may come over the network.
const std::string& listed_home() {
  static const std::string& home = *new std::string([] {
    // 16 KiB, the largest entry that we accept; glibc suggests 1 KiB.
    std::array<char, 16 << 10> memory{};
    passwd entry{};
    passwd* found = nullptr;
    if (getpwuid_r(getuid(), &entry, memory.data(), memory.size(), &found) != 0)
      return std::string();
    if (found == nullptr || found->pw_dir == nullptr) return std::string();
    return std::string(found->pw_dir);
  }());
  return home;
}

bool is_folder(const std::string& path) noexcept {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// lstat and not stat: a link that leads nowhere was put there by somebody, so it counts.
Presence presence_of(const std::string& path) noexcept {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) return Presence::present;
  return errno == ENOENT ? Presence::absent : Presence::unknown;
}

class ProcessEnvironment final : public Environment {
 public:
  std::optional<std::string> variable(std::string_view name) const override {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  }

  Presence file(std::string_view path) const override {
    constexpr std::string_view home_prefix = "~/";
    constexpr std::string_view config_prefix = "$XDG_CONFIG_HOME/";
    if (path.starts_with("/")) return presence_of(std::string(path));
    if (path.starts_with(home_prefix)) return file_of_home(path.substr(home_prefix.size()));
    if (!path.starts_with(config_prefix)) return Presence::unknown;
    path.remove_prefix(config_prefix.size());
    // The XDG specification: a value that is not absolute is ignored.
    const auto config_home = variable("XDG_CONFIG_HOME");
    if (config_home && config_home->starts_with("/")) {
      return presence_of(*config_home + "/" + std::string(path));
    }
    return file_of_home(".config/" + std::string(path));
  }

  std::vector<std::pair<std::string, std::string>> variables() const override {
    std::vector<std::pair<std::string, std::string>> all;
    if (environ == nullptr) return all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string_view text = *entry;
      const std::size_t equals = text.find('=');
      if (equals != std::string_view::npos) {
        all.emplace_back(text.substr(0, equals), text.substr(equals + 1));
      }
    }
    return all;
  }

 private:
  Presence file_of_home(std::string_view path) const {
    std::string home = variable("HOME").value_or("");
    if (home.empty()) home = listed_home();
    if (!home.starts_with("/")) return Presence::unknown;
    const Presence presence = presence_of(home + "/" + std::string(path));
    // A missing file says something only where the folder exists that it would stand in.
    if (presence == Presence::absent && !is_folder(home)) return Presence::unknown;
    return presence;
  }
};

}  // namespace

const Environment& process_environment() noexcept {
  static const ProcessEnvironment& environment = *new ProcessEnvironment;
  return environment;
}

}  // namespace sotto::privacy
