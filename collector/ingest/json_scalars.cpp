#include "collector/ingest/json_scalars.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace sotto::collector {
namespace {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int base64_digit(char c) noexcept {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

template <typename T>
std::optional<T> whole(std::string_view text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec == std::errc() && parsed.ptr == end) return value;
  double real = 0;
  const auto again = std::from_chars(text.data(), end, real);
  if (again.ec != std::errc() || again.ptr != end || real != std::trunc(real)) return std::nullopt;
  // 2^digits is the first double beyond T; its largest value itself is not a double.
  const double beyond = std::ldexp(1.0, std::numeric_limits<T>::digits);
  if (real < static_cast<double>(std::numeric_limits<T>::lowest()) || real >= beyond) {
    return std::nullopt;
  }
  return static_cast<T>(real);
}

void append_code_point(std::string& out, std::uint32_t code) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | code >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0 | code >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

/// Four hex digits at the start of `text`, or nothing.
std::optional<std::uint32_t> code_unit(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t unit = 0;
  for (const char c : text.substr(0, 4)) {
    const int digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    unit = unit << 4 | static_cast<std::uint32_t>(digit);
  }
  return unit;
}

/// What follows "\u": appends the character and takes its digits, and its other half.
bool take_unicode_escape(std::string_view& rest, std::string& out) {
  constexpr std::uint32_t replacement = 0xfffd;
  const auto is_high = [](std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; };
  const auto is_low = [](std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; };
  const auto first = code_unit(rest);
  if (!first) return false;
  rest.remove_prefix(4);
  if (is_high(*first) && rest.starts_with("\\u")) {
    const auto second = code_unit(rest.substr(2));
    if (second && is_low(*second)) {
      rest.remove_prefix(6);
      append_code_point(out, 0x10000 + ((*first - 0xd800) << 10) + (*second - 0xdc00));
      return true;
    }
  }
  append_code_point(out, is_high(*first) || is_low(*first) ? replacement : *first);
  return true;
}

}  // namespace

bool append_from_hex(std::string& out, std::string_view digits, std::size_t bytes) {
  if (digits.size() != 2 * bytes) return false;
  const std::size_t before = out.size();
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = hex_digit(digits[i]);
    const int low = hex_digit(digits[i + 1]);
    if (high < 0 || low < 0) {
      out.resize(before);
      return false;
    }
    out += static_cast<char>(high << 4 | low);
  }
  return true;
}

bool append_from_base64(std::string& out, std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() % 4 == 1) return false;
  std::uint32_t bits = 0;
  int pending = 0;
  for (const char c : text) {
    const int digit = base64_digit(c);
    if (digit < 0) return false;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    pending += 6;
    if (pending < 8) continue;
    pending -= 8;
    out += static_cast<char>(bits >> pending & 0xff);
  }
  return true;
}

std::optional<std::int64_t> int64_from_text(std::string_view text) {
  return whole<std::int64_t>(text);
}

std::optional<std::uint64_t> uint64_from_text(std::string_view text) {
  return whole<std::uint64_t>(text);
}

std::optional<double> double_from_text(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  double value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

std::optional<std::string> unescape_repaired(std::string_view token) {
  constexpr std::string_view escapes = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  std::string out;
  if (!token.starts_with('"')) return std::nullopt;
  token.remove_prefix(1);
  while (!token.empty()) {
    const char c = token.front();
    token.remove_prefix(1);
    if (c == '"') return out;
    if (c != '\\') {
      out += c;
      continue;
    }
    if (token.empty()) break;
    const char escape = token.front();
    token.remove_prefix(1);
    if (escape == 'u') {
      if (!take_unicode_escape(token, out)) break;
    } else {
      const std::size_t index = escapes.find(escape);
      if (index == std::string_view::npos) break;
      out += meanings[index];
    }
  }
  return std::nullopt;
}

}  // namespace sotto::collector
