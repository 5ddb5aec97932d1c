#include "observability/w3c.hpp"

#include <algorithm>
#include <span>

namespace sotto::observability {
namespace {

constexpr std::size_t version_00_bytes = 55;
constexpr std::size_t max_members = 32;
constexpr std::size_t max_key_bytes = 256;
constexpr std::size_t max_value_bytes = 256;

bool is_space(char c) noexcept {
  return c == ' ' || c == '\t';
}

/// -1 for anything but a lowercase hexadecimal digit: the header allows no other.
int lower_hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool read_hex(std::string_view text, std::span<std::uint8_t> out) noexcept {
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = lower_hex_value(text[2 * i]);
    const int low = lower_hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

bool is_key(std::string_view key) noexcept {
  const auto is_lower_or_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  if (key.empty() || key.size() > max_key_bytes || !is_lower_or_digit(key.front())) return false;
  return std::ranges::all_of(key, [&](char c) {
    return is_lower_or_digit(c) || std::string_view("_-*/@").find(c) != std::string_view::npos;
  });
}

bool is_value(std::string_view value) noexcept {
  if (value.empty() || value.size() > max_value_bytes || value.back() == ' ') return false;
  return std::ranges::all_of(value,
                             [](char c) { return c >= 0x20 && c <= 0x7e && c != ',' && c != '='; });
}

bool is_member(std::string_view member) noexcept {
  const std::size_t equals = member.find('=');
  return equals != std::string_view::npos && is_key(member.substr(0, equals)) &&
         is_value(member.substr(equals + 1));
}

}  // namespace

std::string_view without_spaces_around(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<Traceparent> read_traceparent(std::string_view header) noexcept {
  const std::string_view text = without_spaces_around(header);
  if (text.size() < version_00_bytes) return std::nullopt;
  std::uint8_t version = 0;
  if (!read_hex(text.substr(0, 2), {&version, 1}) || version == 0xff) return std::nullopt;
  if (text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
  if (version == 0 && text.size() != version_00_bytes) return std::nullopt;
  // A later version may add fields behind another '-'.
  if (text.size() > version_00_bytes && text[version_00_bytes] != '-') return std::nullopt;
  Traceparent parent;
  if (!read_hex(text.substr(3, 32), parent.trace_id.bytes) ||
      !read_hex(text.substr(36, 16), parent.parent_id.bytes) ||
      !read_hex(text.substr(53, 2), {&parent.flags, 1})) {
    return std::nullopt;
  }
  if (!parent.trace_id.is_valid() || !parent.parent_id.is_valid()) return std::nullopt;
  return parent;
}

std::string read_tracestate(std::string_view header) {
  std::string kept;
  std::size_t members = 0;
  while (!header.empty()) {
    const std::size_t comma = std::min(header.find(','), header.size());
    // Leading spaces belong to no member; of the value, spaces in front do, those behind do not.
    const std::string_view member = without_spaces_around(header.substr(0, comma));
    header.remove_prefix(std::min(comma + 1, header.size()));
    if (member.empty()) continue;
    if (!is_member(member) || ++members > max_members) return {};
    if (!kept.empty()) kept += ',';
    kept += member;
  }
  return kept;
}

}  // namespace sotto::observability
