#include "collector/store/trace_id_range.hpp"

#include <cstddef>

namespace sotto::collector {
namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

}  // namespace

std::optional<TraceIdRange> trace_ids_from(std::string_view prefix) {
  constexpr std::size_t digits = 2 * sizeof(TraceIdBytes);
  constexpr unsigned lowest = 0x0;
  constexpr unsigned highest = 0xf;
  if (prefix.empty() || prefix.size() > digits) return std::nullopt;
  TraceIdRange range;
  for (std::size_t i = 0; i < digits; ++i) {
    const auto digit = i < prefix.size() ? hex_digit(prefix[i]) : std::nullopt;
    if (i < prefix.size() && !digit) return std::nullopt;
    const auto append = [&](std::uint8_t& byte, unsigned value) {
      byte = static_cast<std::uint8_t>(unsigned{byte} << 4 | value);
    };
    append(range.first[i / 2], digit.value_or(lowest));
    append(range.last[i / 2], digit.value_or(highest));
  }
  return range;
}

}  // namespace sotto::collector
