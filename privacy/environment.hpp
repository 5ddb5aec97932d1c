#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::privacy {

/// What asking for a file can tell. `unknown` (no home folder, no permission, a loop of links) is
/// doubt, and doubt closes gates.
enum class Presence { absent, present, unknown };

/// The process's surroundings, as the privacy gates and the settings see them. Tests pass their
/// own. This is the only door to getenv and to the home folder: layers.toml forbids others.
///
/// Threads: any, unless the process changes its environment meanwhile.
class Environment {
 public:
  virtual ~Environment() = default;

  /// The variable's value; nullopt when unset. An empty value is a value.
  virtual std::optional<std::string> variable(std::string_view name) const = 0;

  /// Whether a file exists. `path` starts with "~/" (the home folder), "$XDG_CONFIG_HOME/"
  /// (default ~/.config) or "/". The file is not opened.
  virtual Presence file(std::string_view path) const = 0;

  /// Where such a `path` is, for those who keep a file there; "$XDG_STATE_HOME/" (default
  /// ~/.local/state) is known too. None without a home folder.
  virtual std::optional<std::string> full_path(std::string_view path) const = 0;

  /// Whether a person can have read what the program wrote and can answer it: standard input and
  /// standard error are a terminal.
  virtual bool has_terminal() const = 0;

  /// All variables, as NAME and value: for the secrets that the scrubber learns.
  virtual std::vector<std::pair<std::string, std::string>> variables() const = 0;
};

/// The real one. Never destroyed.
const Environment& process_environment() noexcept;

}  // namespace sotto::privacy
