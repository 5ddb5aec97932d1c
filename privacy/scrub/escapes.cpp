#include "privacy/scrub/escapes.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "core/text.hpp"
#include "privacy/scrub/scan.hpp"

namespace sotto::privacy {
namespace {

void add_character(Unit& unit, std::uint32_t code) {
  const auto add = [&unit](std::uint32_t byte) { unit.add(static_cast<char>(byte)); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xc0 | code >> 6);
    add(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    add(0xe0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3f));
    add(0x80 | (code & 0x3f));
  } else {
    add(0xf0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3f));
    add(0x80 | (code >> 6 & 0x3f));
    add(0x80 | (code & 0x3f));
  }
}

/// The number of `digits` hexadecimal digits at `at`, or -1.
std::int32_t hex_number(std::string_view text, std::size_t at, std::size_t digits) noexcept {
  if (at + digits > text.size()) return -1;
  std::int32_t number = 0;
  for (const char c : text.substr(at, digits)) {
    const int digit = core::hex_value(c);
    if (digit < 0) return -1;
    number = number * 16 + digit;
  }
  return number;
}

struct Entity {
  std::string_view name;
  std::string_view meaning;
};
// Of HTML's 2,231 names those that stand for characters with a meaning in keys and addresses.
constexpr Entity entities[] = {
    {"amp", "&"},    {"apos", "'"},     {"colon", ":"}, {"commat", "@"},
    {"dash", "-"},   {"equals", "="},   {"gt", ">"},    {"hyphen", "-"},
    {"lowbar", "_"}, {"lt", "<"},       {"nbsp", " "},  {"num", "#"},
    {"period", "."}, {"plus", "+"},     {"quest", "?"}, {"quot", "\""},
    {"semi", ";"},   {"sol", "/"},      {"shy", ""},    {"zwj", ""},
    {"zwnj", ""},    {"NewLine", "\n"}, {"Tab", " "},   {"ZeroWidthSpace", ""},
};

}  // namespace

Unit percent_unit(std::string_view text, std::size_t at) {
  const std::int32_t byte = hex_number(text, at + 1, 2);
  if (byte < 0) return {};
  return {3, {static_cast<char>(byte)}, 1};
}

Unit escape_unit(std::string_view text, std::size_t at) {
  const Scan scan{text};
  const char letter = scan.at(at + 1);
  constexpr std::string_view plain = "\"'/\\`_";  // the last of Markdown
  if (letter != '\0' && plain.find(letter) != std::string_view::npos) return {2, {letter}, 1};
  if (letter == 'n' || letter == 'r') return {2, {'\n'}, 1};
  if (letter == 't') return {2, {'\t'}, 1};
  if (letter == 'x') {
    const std::int32_t byte = hex_number(text, at + 2, 2);
    if (byte >= 0) return {4, {static_cast<char>(byte)}, 1};
  }
  if (letter == '0' || letter == '1') {  // three octal digits of an ASCII character: \101
    const auto digit = [&](std::size_t i) { return scan.at(at + i) - '0'; };
    const bool is_octal = digit(2) >= 0 && digit(2) <= 7 && digit(3) >= 0 && digit(3) <= 7;
    const int code = digit(1) * 64 + digit(2) * 8 + digit(3);
    if (is_octal && code >= ' ') return {4, {static_cast<char>(code)}, 1};
  }
  if (letter != 'u') return {};
  if (scan.at(at + 2) == '{') {  // \u{67} of JavaScript and Rust
    constexpr std::size_t most_digits = 6;
    const std::size_t end = text.substr(at, most_digits + 4).find('}');
    if (end == std::string_view::npos || end < 4) return {};
    const std::int32_t character = hex_number(text, at + 3, end - 3);
    if (character < 0 || character > 0x10ffff) return {};
    Unit unit{end + 1};
    add_character(unit, static_cast<std::uint32_t>(character));
    return unit;
  }
  std::int32_t code = hex_number(text, at + 2, 4);
  if (code < 0) return {};
  std::size_t bytes = 6;
  const std::int32_t low = scan.starts_with(at + 6, "\\u") ? hex_number(text, at + 8, 4) : -1;
  if (code >= 0xd800 && code < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    bytes = 12;
  }
  Unit unit{bytes};
  add_character(unit, static_cast<std::uint32_t>(code));
  return unit;
}

Unit entity_unit(std::string_view text, std::size_t at) {
  constexpr std::size_t most_bytes = 16;
  const std::size_t end = text.substr(at, most_bytes).find(';');
  if (end == std::string_view::npos) return {};
  std::string_view name = text.substr(at + 1, end - 1);
  Unit unit{end + 1};
  if (name.starts_with('#')) {
    name.remove_prefix(1);
    const bool is_hex = name.starts_with('x') || name.starts_with('X');
    if (is_hex) name.remove_prefix(1);
    std::uint32_t code = 0;
    for (const char c : name) {
      const int digit = core::hex_value(c);
      if (digit < 0 || (!is_hex && digit > 9)) return {};
      code = code * (is_hex ? 16 : 10) + static_cast<std::uint32_t>(digit);
    }
    constexpr std::uint32_t last_character = 0x10ffff;
    if (name.empty() || code > last_character) return {};
    add_character(unit, code);
    return unit;
  }
  const auto* found = std::ranges::find(entities, name, &Entity::name);
  if (found == std::end(entities)) return {};
  for (const char c : found->meaning) unit.add(c);
  return unit;
}

Unit invisible_unit(std::string_view text, std::size_t at) {
  constexpr std::string_view invisible[] = {"\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d",
                                            "\xe2\x81\xa0", "\xef\xbb\xbf", "\xc2\xad",
                                            "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe1\xa0\x8e"};
  for (const std::string_view character : invisible) {
    if (text.substr(at).starts_with(character)) return {character.size()};
  }
  return {};
}

}  // namespace sotto::privacy
