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

/// Folders of the XDG base directory specification.
struct XdgFolder {
  std::string_view prefix;
  std::string_view variable;
  std::string_view below_home;
};
constexpr std::array<XdgFolder, 2> xdg_folders = {{
    {"$XDG_CONFIG_HOME/", "XDG_CONFIG_HOME", ".config/"},
    {"$XDG_STATE_HOME/", "XDG_STATE_HOME", ".local/state/"},
}};

class ProcessEnvironment final : public Environment {
 public:
  std::optional<std::string> variable(std::string_view name) const override {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  }

  Presence file(std::string_view path) const override {
    const auto full = full_path(path);
    if (!full) return Presence::unknown;
    const Presence presence = presence_of(*full);
    if (presence != Presence::absent || path.starts_with("/")) return presence;
    // A missing file says something only where the folder exists that it would stand in.
    const std::string folder = home();
    const bool is_of_home = !folder.empty() && full->starts_with(folder + "/");
    return is_of_home && !is_folder(folder) ? Presence::unknown : presence;
  }

  std::optional<std::string> full_path(std::string_view path) const override {
    constexpr std::string_view home_prefix = "~/";
    if (path.starts_with("/")) return std::string(path);
    if (path.starts_with(home_prefix)) return of_home(path.substr(home_prefix.size()));
    for (const XdgFolder& folder : xdg_folders) {
      if (!path.starts_with(folder.prefix)) continue;
      path.remove_prefix(folder.prefix.size());
      // The XDG specification: a value that is not absolute is ignored.
      const auto value = variable(folder.variable);
      if (value && value->starts_with("/")) return *value + "/" + std::string(path);
      return of_home(std::string(folder.below_home) + std::string(path));
    }
    return std::nullopt;
  }

  bool has_terminal() const override {
    return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
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
  std::string home() const {
    std::string home = variable("HOME").value_or("");
    return home.empty() ? listed_home() : home;
  }

  std::optional<std::string> of_home(std::string_view path) const {
    const std::string folder = home();
    if (!folder.starts_with("/")) return std::nullopt;
    return folder + "/" + std::string(path);
  }
};

}  // namespace

const Environment& process_environment() noexcept {
  static const ProcessEnvironment& environment = *new ProcessEnvironment;
  return environment;
}

}  // namespace sotto::privacy
