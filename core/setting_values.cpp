#include "core/setting_values.hpp"

#include <charconv>
#include <cmath>
#include <span>
#include <system_error>

#include "core/text.hpp"

namespace sotto::core {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr Unit size_units[] = {
    {"", 1},         {"b", 1},         {"k", 1e3},      {"kb", 1e3},      {"m", 1e6},
    {"mb", 1e6},     {"g", 1e9},       {"gb", 1e9},     {"ki", 1 << 10},  {"kib", 1 << 10},
    {"mi", 1 << 20}, {"mib", 1 << 20}, {"gi", 1 << 30}, {"gib", 1 << 30},
};

constexpr Unit time_units[] = {
    {"", 1},     {"us", 1e-3},  {"ms", 1},     {"s", 1e3},
    {"m", 60e3}, {"min", 60e3}, {"h", 3600e3}, {"d", 86400e3},
};

/// A number and one of `units`, as number * factor.
std::optional<double> parse_with_unit(std::string_view text, std::span<const Unit> units) {
  text = trim(text);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto number = parse_ratio(text.substr(0, digits));
  if (!number) return std::nullopt;
  const std::string_view unit = trim(text.substr(digits));
  for (const Unit& known : units) {
    if (equals_ignoring_case(unit, known.name)) return *number * known.factor;
  }
  return std::nullopt;
}

/// The largest value that a size or a time may have: exact in a double, and far above every range.
constexpr double largest = 1e15;

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const auto bytes = parse_with_unit(text, size_units);
  if (!bytes || *bytes > largest) return std::nullopt;
  return static_cast<std::uint64_t>(*bytes);
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto milliseconds = parse_with_unit(text, time_units);
  if (!milliseconds || *milliseconds > largest) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(*milliseconds));
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
  text = trim(text);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> parse_ratio(std::string_view text) {
  text = trim(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!std::isfinite(value) || value < 0) return std::nullopt;
  return value;
}

std::optional<Pairs> parse_pairs(std::string_view text) {
  Pairs pairs;
  for (const std::string_view part : split_list(text)) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view name = trim(part.substr(0, equals));
    auto value = percent_decode(trim(part.substr(equals + 1)));
    if (name.empty() || !value) return std::nullopt;
    pairs.emplace_back(name, *std::move(value));
  }
  return pairs;
}

}  // namespace sotto::core
