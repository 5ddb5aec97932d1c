#include "runtime/config.hpp"

#include <fstream>
#include <map>
#include <optional>
#include <string_view>

#include "core/settings.hpp"
#include "core/text.hpp"

namespace sotto {
namespace runtime {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

/// The value of a line KEY=VALUE: 'as it is', "with \n, \t, \" and \\", or bare up to " #".
/// None when a quote is not closed or something follows it.
std::optional<std::string> read_value(std::string_view text) {
  text = core::trim(text);
  if (text.empty() || (text[0] != '\'' && text[0] != '"')) {
    if (text.starts_with("#")) return std::string();
    const std::size_t comment = std::min(text.find(" #"), text.find("\t#"));
    return std::string(core::trim(text.substr(0, comment)));
  }
  const char quote = text[0];
  std::string value;
  std::size_t i = 1;
  for (; i < text.size() && text[i] != quote; ++i) {
    if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
      ++i;
      value += text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
    } else {
      value += text[i];
    }
  }
  if (i == text.size()) return std::nullopt;
  const std::string_view rest = core::trim(text.substr(i + 1));
  if (!rest.empty() && !rest.starts_with("#")) return std::nullopt;
  return value;
}

/// What a file of lines KEY=VALUE says; the last line of a key counts.
Variables read_dotenv(const std::string& path, std::vector<std::string>& warnings) {
  Variables variables;
  std::ifstream file(path);
  if (!file) {
    warnings.emplace_back("the .env file cannot be read");
    return variables;
  }
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    std::string_view text = core::trim(line);
    if (number == 1 && text.starts_with("\xef\xbb\xbf")) text = core::trim(text.substr(3));
    if (text.empty() || text.starts_with("#")) continue;
    if (text.starts_with("export ")) text.remove_prefix(7);
    const std::size_t equals = text.find('=');
    const std::string_view key = core::trim(text.substr(0, equals));
    auto value = equals == std::string_view::npos || key.empty()
                     ? std::nullopt
                     : read_value(text.substr(equals + 1));
    if (value) {
      variables.insert_or_assign(std::string(key), *std::move(value));
    } else {
      warnings.push_back("line " + std::to_string(number) + " of the .env file is not KEY=VALUE");
    }
  }
  if (file.bad()) warnings.emplace_back("the .env file cannot be read to its end");
  return variables;
}

/// The privacy gates do not look into the file: it belongs to the program's folder and not to the
/// user, so it may neither stand for the user's wish nor overrule it. Whoever tries is told.
void warn_of_switches(const Variables& file, std::vector<std::string>& warnings) {
  for (const core::Setting& row : core::settings()) {
    if (row.is_switch() && file.contains(row.name)) {
      warnings.push_back(std::string(row.name) +
                         " in the .env file has no effect: set it in the environment");
    }
  }
}

}  // namespace

Config config_from(const privacy::Environment& environment) {
  return core::read_settings([&](std::string_view name) { return environment.variable(name); });
}

Config config_from(const privacy::Environment& environment, const std::string& dotenv_path) {
  std::vector<std::string> warnings;
  const Variables file = read_dotenv(dotenv_path, warnings);
  warn_of_switches(file, warnings);
  Config config = core::read_settings([&](std::string_view name) -> std::optional<std::string> {
    if (auto value = environment.variable(name)) return value;
    const auto found = file.find(name);
    if (found == file.end()) return std::nullopt;
    return found->second;
  });
  config.warnings.insert(config.warnings.begin(), warnings.begin(), warnings.end());
  return config;
}

}  // namespace runtime

Config Config::from_env() {
  return runtime::config_from(privacy::process_environment());
}

Config Config::from_dotenv(const std::string& path) {
  return runtime::config_from(privacy::process_environment(), path);
}

}  // namespace sotto
