#include "cli/text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/rfc3339.hpp"
#include "core/utf8.hpp"

namespace sotto::cli {
namespace {

constexpr std::string_view ellipsis = "\xe2\x80\xa6";  // U+2026

template <typename... Values>
std::string format(const char* pattern, Values... values) {
  char text[64];
  std::snprintf(text, sizeof(text), pattern, values...);
  return text;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// The bytes of the UTF-8 character that `text` starts with.
std::string_view first_character(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && is_continuation(text[length])) ++length;
  return text.substr(0, length);
}

// C1 controls, and the marks that reorder what stands around them (Unicode UAX 9).
bool steers_terminal(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 2) return byte(0) == 0xc2 && byte(1) < 0xa0;
  if (character.size() != 3 || byte(0) != 0xe2) return false;
  if (byte(1) == 0x80)
    return byte(2) == 0x8e || byte(2) == 0x8f || (byte(2) >= 0xa8 && byte(2) <= 0xae);
  return byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9;
}

unsigned code_point(std::string_view character) {
  unsigned value = static_cast<unsigned char>(character[0]) & (0xffU >> (character.size() + 1));
  for (const char c : character.substr(1)) value = value << 6 | (static_cast<unsigned>(c) & 0x3f);
  return value;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string valid;
  core::append_utf8(valid, text);
  std::string out;
  for (std::string_view rest = valid; !rest.empty();) {
    const std::string_view character = first_character(rest);
    rest.remove_prefix(character.size());
    const auto byte = static_cast<unsigned char>(character[0]);
    if (character == "\n") {
      out += "\\n";
    } else if (character == "\t") {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += format("\\x%02x", byte);
    } else if (steers_terminal(character)) {
      out += format("\\u%04x", code_point(character));
    } else {
      out += character;
    }
  }
  return out;
}

std::size_t columns(std::string_view text) noexcept {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, is_continuation));
}

std::string shorten(std::string text, std::size_t limit) {
  if (columns(text) <= limit) return text;
  std::size_t kept = 0;
  for (std::size_t column = 1; column < limit; ++column) {
    kept += first_character(std::string_view(text).substr(kept)).size();
  }
  text.resize(kept);
  return text.append(ellipsis);
}

std::string format_duration(double ms) {
  // Each limit is where rounding would fill the unit: 999.6 ms is written as 1.00 s.
  if (ms < 0.9995) return format("%.0f us", ms * 1000);
  if (ms < 99.95) return format("%.1f ms", ms);
  if (ms < 999.5) return format("%.0f ms", ms);
  if (ms < 59'995) return format("%.2f s", ms / 1000);
  const long long seconds = std::llround(ms / 1000);
  return format("%lld min %02lld s", seconds / 60, seconds % 60);
}

std::string format_count(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string format_bytes(std::int64_t bytes) {
  constexpr const char* units[] = {"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return std::to_string(bytes) + " bytes";
  double value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; value >= 1024 && unit < 3; ++unit) value /= 1024;
  return format("%.1f ", value) + units[unit];
}

std::string format_cost(std::optional<double> usd) {
  if (!usd) return "-";
  return format(*usd >= 1 ? "$%.2f" : "$%.4f", *usd);
}

std::string format_age(std::int64_t then_ns, std::int64_t now_ns) {
  const std::int64_t seconds = (now_ns - then_ns) / 1'000'000'000;
  constexpr std::int64_t day = 86'400;
  if (seconds < 0 || seconds > 30 * day) return core::format_utc(then_ns).substr(0, 10);
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) return std::to_string(seconds / 60) + " min";
  if (seconds < day) return std::to_string(seconds / 3600) + " h";
  return std::to_string(seconds / day) + " d";
}

std::string counted(std::int64_t number, std::string_view noun) {
  return format_count(number).append(" ").append(noun).append(number == 1 ? "" : "s");
}

void Table::add_column(std::string heading, Align align) {
  widths_.push_back(columns(heading));
  headings_.push_back(std::move(heading));
  aligns_.push_back(align);
}

void Table::add_row(std::vector<std::string> cells) {
  for (std::size_t i = 0; i < cells.size(); ++i)
    widths_[i] = std::max(widths_[i], columns(cells[i]));
  rows_.push_back(std::move(cells));
}

std::string Table::line(const std::vector<std::string>& cells) const {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += "  ";
    const std::string padding(widths_[i] - columns(cells[i]), ' ');
    out += aligns_[i] == Align::right ? padding + cells[i] : cells[i] + padding;
  }
  out.resize(out.find_last_not_of(' ') + 1);
  return out;
}

std::vector<std::string> Table::lines() const {
  std::vector<std::string> out{line(headings_)};
  for (const auto& row : rows_) out.push_back(line(row));
  return out;
}

}  // namespace sotto::cli
