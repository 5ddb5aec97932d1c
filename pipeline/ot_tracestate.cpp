#include "pipeline/ot_tracestate.hpp"

#include <algorithm>
#include <cmath>

namespace sotto::pipeline {
namespace {

constexpr std::size_t digits = 14;  // of 56 bits
constexpr int written_bits = 24;    // of our thresholds: "fd70a4" keeps 1 % but for a millionth
constexpr std::size_t max_members = 32;
constexpr std::size_t max_value_bytes = 256;  // of a member; W3C Trace Context, section 3.3.1.3
constexpr std::string_view member_name = "ot=";

/// Takes the part up to `separator` off the front of `list`.
std::string_view take_part(std::string_view& list, char separator) noexcept {
  const std::size_t end = std::min(list.find(separator), list.size());
  const std::string_view part = list.substr(0, end);
  list.remove_prefix(std::min(end + 1, list.size()));
  return part;
}

std::optional<std::uint64_t> read_hex(std::string_view text) noexcept {
  if (text.empty() || text.size() > digits) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && (c < 'a' || c > 'f')) return std::nullopt;
    value = value << 4 | static_cast<std::uint64_t>(is_digit ? c - '0' : c - 'a' + 10);
  }
  return value << 4 * (digits - text.size());
}

std::string_view value_of_ot(std::string_view tracestate) noexcept {
  while (!tracestate.empty()) {
    const std::string_view member = take_part(tracestate, ',');
    if (member.starts_with(member_name)) return member.substr(member_name.size());
  }
  return {};
}

/// "th:fd70a4"; "th:0" for no threshold at all.
std::string threshold_part(std::uint64_t threshold) {
  std::string part = "th:";
  for (int shift = 52; shift >= 0 && (threshold != 0 || shift == 52); shift -= 4) {
    part += "0123456789abcdef"[threshold >> shift & 15];
    threshold &= (std::uint64_t{1} << shift) - 1;
  }
  return part;
}

}  // namespace

std::uint64_t threshold_for(double rate) noexcept {
  const double left_out = 1.0 - std::clamp(rate, 0.0, 1.0);
  const auto rounded = static_cast<std::uint64_t>(std::ldexp(left_out, written_bits) + 0.5);
  const std::uint64_t threshold = rounded << (56 - written_bits);
  if (threshold != threshold_of_none || rate <= 0) return threshold;
  return static_cast<std::uint64_t>(std::ldexp(left_out, 56));
}

double rate_of(std::uint64_t threshold) noexcept {
  return 1.0 - std::ldexp(static_cast<double>(threshold), -56);
}

OtTracestate read_ot_tracestate(std::string_view tracestate) noexcept {
  OtTracestate state;
  std::string_view parts = value_of_ot(tracestate);
  while (!parts.empty()) {
    const std::string_view part = take_part(parts, ';');
    if (part.starts_with("th:")) state.threshold = read_hex(part.substr(3));
    if (part.starts_with("rv:") && part.size() == 3 + digits) {
      state.randomness = read_hex(part.substr(3));
    }
  }
  return state;
}

std::string with_threshold(std::string_view tracestate, std::uint64_t threshold) {
  if (read_ot_tracestate(tracestate).threshold == threshold) return std::string(tracestate);
  std::string changed = std::string(member_name) + threshold_part(threshold);
  std::string_view parts = value_of_ot(tracestate);
  while (!parts.empty()) {
    const std::string_view part = take_part(parts, ';');
    // A value must not end in a space; no part of it has a reason to.
    if (part.empty() || part.ends_with(' ') || part.starts_with("th:")) continue;
    if (changed.size() + 1 + part.size() > member_name.size() + max_value_bytes) continue;
    changed += ';';
    changed += part;
  }
  for (std::size_t members = 1; !tracestate.empty() && members < max_members;) {
    const std::string_view member = take_part(tracestate, ',');
    if (member.starts_with(member_name)) continue;
    changed += ',';
    changed += member;
    ++members;
  }
  return changed;
}

}  // namespace sotto::pipeline
