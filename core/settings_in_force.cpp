#include "core/settings_in_force.hpp"

#include <optional>

#include "core/text.hpp"

namespace sotto::core {
namespace {

/// In a URL a password may stand before an @, and a key in the query.
bool may_hold_a_secret(std::string_view text) {
  return text.find_first_of("@?") != std::string_view::npos;
}

std::string yes_or_no(bool is_yes) {
  return is_yes ? "yes" : "no";
}

/// A switch counts also when it is empty, and has a meaning whatever it says.
std::optional<SettingInForce> switch_in_force(const Setting& row, const Lookup& lookup) {
  std::vector<std::string_view> names = split_list(row.aliases);
  names.insert(names.begin(), row.name);
  for (const std::string_view name : names) {
    const auto text = lookup(name);
    if (!text) continue;
    const bool closes = std::holds_alternative<setting::ClosingSwitch>(row.target);
    return SettingInForce{&row, yes_or_no(closes ? !is_no(*text) : is_yes(*text)), name};
  }
  return std::nullopt;
}

SettingInForce in_force(const Setting& row, const Lookup& lookup) {
  const SettingInForce by_default{&row, std::string(row.default_text), {}};
  if (row.is_switch()) return switch_in_force(row, lookup).value_or(by_default);
  auto found = find_text(row, lookup);
  if (!found) return by_default;
  if (!is_readable(row, found->text, lookup)) return {&row, std::string(fallback(row)), {}};
  const bool is_hidden = row.is_secret || may_hold_a_secret(found->text);
  return {&row, is_hidden ? "set" : std::string(trim(found->text)), found->name};
}

}  // namespace

std::vector<SettingInForce> settings_in_force(const Lookup& lookup) {
  std::vector<SettingInForce> all;
  for (const Setting& row : settings()) all.push_back(in_force(row, lookup));
  return all;
}

}  // namespace sotto::core
