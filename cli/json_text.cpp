#include "cli/json_text.hpp"

#include <algorithm>
#include <charconv>

namespace sotto::cli {
namespace {

void append_code_point(std::string& out, unsigned value) {
  const auto byte = [&](unsigned bits) { out += static_cast<char>(bits); };
  if (value < 0x80) return byte(value);
  if (value < 0x800) {
    byte(0xc0 | value >> 6);
  } else {
    if (value < 0x10000) {
      byte(0xe0 | value >> 12);
    } else {
      byte(0xf0 | value >> 18);
      byte(0x80 | (value >> 12 & 0x3f));
    }
    byte(0x80 | (value >> 6 & 0x3f));
  }
  byte(0x80 | (value & 0x3f));
}

// Takes the four hex digits that follow "\u".
unsigned take_code_unit(std::string_view& text) {
  unsigned unit = 0;
  const std::string_view digits = text.substr(0, 4);
  std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
  text.remove_prefix(digits.size());
  return unit;
}

void append_escaped(std::string& out, std::string_view& text) {
  const char kind = text.front();
  text.remove_prefix(1);
  switch (kind) {
    case 'n': out += '\n'; return;
    case 't': out += '\t'; return;
    case 'r': out += '\r'; return;
    case 'b': out += '\b'; return;
    case 'f': out += '\f'; return;
    case 'u': break;
    default: out += kind; return;
  }
  unsigned value = take_code_unit(text);
  if (value >= 0xd800 && value < 0xdc00 && text.starts_with("\\u")) {
    text.remove_prefix(2);
    value = 0x10000 + ((value - 0xd800) << 10) + (take_code_unit(text) - 0xdc00);
  }
  append_code_point(out, value);
}

// The length of the string that `text` starts with, quotes included.
std::size_t string_length(std::string_view text) {
  std::size_t i = 1;
  while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

// The length of the value that `text` starts with.
std::size_t value_length(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      i += string_length(text.substr(i)) - 1;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (depth > 0 && (c == '}' || c == ']')) {
      --depth;
    } else if (depth == 0 && (c == ',' || c == '}')) {
      return i;
    }
  }
  return text.size();
}

}  // namespace

std::vector<std::pair<std::string, std::string_view>> members_of(std::string_view object) {
  std::vector<std::pair<std::string, std::string_view>> members;
  while (true) {
    const std::size_t quote = object.find('"');
    if (quote == std::string_view::npos) return members;
    object.remove_prefix(quote);
    const std::size_t name_length = string_length(object);
    std::string name = plain_text(object.substr(0, name_length));
    object.remove_prefix(std::min(name_length + 1, object.size()));  // and the colon
    const std::size_t length = value_length(object);
    members.emplace_back(std::move(name), object.substr(0, length));
    object.remove_prefix(length);
  }
}

std::string plain_text(std::string_view value) {
  if (value.size() < 2 || value.front() != '"') return std::string(value);
  value = value.substr(1, value.size() - 2);
  std::string out;
  while (!value.empty()) {
    const char c = value.front();
    value.remove_prefix(1);
    if (c == '\\' && !value.empty()) {
      append_escaped(out, value);
    } else {
      out += c;
    }
  }
  return out;
}

std::string indented(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  const auto new_line = [&] { out.append(1, '\n').append(2 * depth, ' '); };
  while (!json.empty()) {
    const char c = json.front();
    const std::size_t length = c == '"' ? string_length(json) : 1;
    const bool closes = c == '}' || c == ']';
    const bool is_empty = closes && (out.ends_with('{') || out.ends_with('['));
    if (closes) --depth;
    if (closes && !is_empty) new_line();
    out += json.substr(0, length);
    json.remove_prefix(length);
    if (c == '{' || c == '[') ++depth;
    const bool opens_empty =
        (c == '{' || c == '[') && (json.starts_with('}') || json.starts_with(']'));
    if (((c == '{' || c == '[') && !opens_empty) || c == ',') new_line();
    if (c == ':') out += ' ';
  }
  return out += '\n';
}

}  // namespace sotto::cli
