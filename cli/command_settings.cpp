#include <algorithm>
#include <optional>

#include "cli/commands.hpp"
#include "cli/text.hpp"
#include "core/dotenv.hpp"
#include "core/json_writer.hpp"
#include "core/settings_in_force.hpp"
#include "core/text.hpp"

namespace sotto::cli {
namespace {

/// The environment, and under it the .env file if there is one.
class Source {
 public:
  Source(const SettingsOptions& options, const privacy::Environment& environment)
      : environment_(environment),
        config_(options.env_file.empty() ? Config::from_env()
                                         : Config::from_dotenv(options.env_file)) {
    if (!options.env_file.empty()) file_ = core::read_dotenv(options.env_file);
  }

  std::optional<std::string> find(std::string_view name) const {
    auto value = environment_.variable(name);
    if (value && (!core::trim(*value).empty() || !file_.variables.contains(name))) return value;
    const auto found = file_.variables.find(name);
    if (found == file_.variables.end() || (is_switch(name) && !closes(name))) return std::nullopt;
    return found->second;
  }

  /// "environment", "file" or "default": where the text under `name` comes from.
  std::string_view kind_of(std::string_view name) const {
    if (name.empty()) return "default";
    const auto value = environment_.variable(name);
    const bool is_set = value && !core::trim(*value).empty();
    return is_set || !file_.variables.contains(name) ? "environment" : "file";
  }

  const std::vector<std::string>& warnings() const noexcept { return config_.warnings; }

 private:
  static bool is_switch(std::string_view name) {
    return std::ranges::any_of(core::settings(), [name](const core::Setting& row) {
      return row.is_switch() &&
             (row.name == name || std::ranges::count(core::split_list(row.aliases), name) != 0);
    });
  }
  /// A switch of the file counts only when it closes.
  bool closes(std::string_view name) const {
    return std::ranges::count(config_.closed_by, name) != 0;
  }

  const privacy::Environment& environment_;
  const Config config_;
  core::Dotenv file_;
};

void write(core::JsonWriter& json, const core::SettingInForce& row, const Source& source) {
  json.begin_object().field("name", row.setting->name).key("value");
  row.value.empty() ? json.null() : json.value(row.value);
  json.field("source", source.kind_of(row.name)).key("variable");
  row.name.empty() ? json.null() : json.value(row.name);
  json.key("default");
  row.setting->default_text.empty() ? json.null() : json.value(row.setting->default_text);
  json.field("secret", row.setting->is_secret).end();
}

std::string as_json(const std::vector<core::SettingInForce>& all, const Source& source) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object().key("settings").begin_array();
  for (const auto& row : all) write(json, row, source);
  json.end().key("warnings").begin_array();
  for (const std::string& warning : source.warnings()) json.value(warning);
  json.end().end();
  return out += '\n';
}

std::string as_table(const std::vector<core::SettingInForce>& all, const Source& source,
                     const Console& console) {
  Table table;
  for (const char* heading : {"SETTING", "VALUE", "FROM", "DEFAULT"}) table.add_column(heading);
  const auto or_dash = [](std::string_view text) {
    return text.empty() ? std::string("-") : printable(text);
  };
  const auto value_of = [&or_dash](const core::SettingInForce& row) {
    const bool is_unset_secret = row.value.empty() && row.setting->is_secret;
    return is_unset_secret ? std::string("not set") : or_dash(row.value);
  };
  for (const auto& row : all) {
    std::string from(row.name.empty() ? "default" : row.name);
    if (source.kind_of(row.name) == "file") from += " in the .env file";
    table.add_row({std::string(row.setting->name), shorten(value_of(row), 40), from,
                   or_dash(row.setting->default_text)});
  }
  std::string out;
  const auto lines = table.lines();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += (i == 0 ? console.bold(lines[i]) : lines[i]) + "\n";
  }
  for (const std::string& warning : source.warnings()) {
    out += console.red("warning") + "  " + printable(warning) + "\n";
  }
  return out;
}

}  // namespace

Exit run_settings(const SettingsOptions& options, const privacy::Environment& environment,
                  const Console& console) {
  if (options.markdown) {
    console.print(core::settings_markdown());
    return Exit::ok;
  }
  const Source source(options, environment);
  const auto all =
      core::settings_in_force([&source](std::string_view name) { return source.find(name); });
  console.print(options.json ? as_json(all, source) : as_table(all, source, console));
  return Exit::ok;
}

}  // namespace sotto::cli
