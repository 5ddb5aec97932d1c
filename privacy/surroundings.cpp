#include "privacy/surroundings.hpp"

#include <algorithm>
#include <iterator>

namespace sotto::privacy {
namespace {

using Match = Condition::Match;

bool holds(const Condition& condition, const Environment& environment) {
  if (condition.subject.empty()) return true;
  if (condition.match == Match::file) {
    return environment.file(condition.subject) == Presence::present;
  }
  const auto value = environment.variable(condition.subject);
  if (!value) return false;
  if (condition.match == Match::equals) return *value == condition.text;
  if (condition.match == Match::contains) return value->find(condition.text) != std::string::npos;
  return !value->empty();
}

}  // namespace

std::optional<std::string_view> find_surroundings(std::span<const Surroundings> rows,
                                                  const Environment& environment) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Surroundings& row) {
    return std::all_of(std::begin(row.conditions), std::end(row.conditions),
                       [&](const Condition& condition) { return holds(condition, environment); });
  });
  if (found == rows.end()) return std::nullopt;
  return found->name;
}

}  // namespace sotto::privacy
