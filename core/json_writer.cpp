#include "core/json_writer.hpp"

#include <charconv>
#include <cmath>

#include "core/short_text.hpp"
#include "core/utf8.hpp"

namespace sotto::core {
namespace {

template <typename T>
void append_number(std::string& out, T value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof(text), value).ptr;
  out.append(text, end);
}

void append_escape(std::string& out, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += hex[byte >> 4];
  out += hex[byte & 0xf];
}

constexpr bool is_plain(char c) noexcept {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

/// Whether one of eight bytes is not plain: below 0x20, a quote or a backslash. Bytes above 0x7f
/// are none of these.
bool has_escape(std::uint64_t word) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101;
  const auto below = [](std::uint64_t bytes, std::uint64_t limit) {
    return (bytes - ones * limit) & ~bytes;
  };
  const std::uint64_t found = below(word, 0x20) | below(word ^ ones * std::uint64_t{'"'}, 1) |
                              below(word ^ ones * std::uint64_t{'\\'}, 1);
  return (found & ones * 0x80) != 0;
}

/// Where the first byte from `i` on stands that is not plain, or the end.
std::size_t find_escape(std::string_view text, std::size_t i) noexcept {
  while (i + 8 <= text.size() && !has_escape(load_word<std::uint64_t>(text.data() + i))) i += 8;
  while (i < text.size() && is_plain(text[i])) ++i;
  return i;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  if (!is_utf8(text)) {
    std::string repaired;
    append_utf8(repaired, text);
    return append_json_string(out, repaired);
  }
  out += '"';
  for (std::size_t plain = 0; plain < text.size();) {
    const std::size_t end = find_escape(text, plain);
    out.append(text, plain, end - plain);
    if (end < text.size()) append_escape(out, text[end]);
    plain = end + 1;
  }
  out += '"';
}

void append_json_number(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
  } else {
    append_number(out, value);
  }
}

void append_json_number(std::string& out, std::int64_t value) {
  append_number(out, value);
}
void append_json_number(std::string& out, std::uint64_t value) {
  append_number(out, value);
}

JsonWriter& JsonWriter::open(char opening, char closing) {
  separate();
  out_ += opening;
  closers_ += closing;
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end() {
  out_ += closers_.back();
  closers_.pop_back();
  needs_comma_ = true;
  return *this;
}

void JsonWriter::separate() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_ += ':';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_json_string(out_, text);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  separate();
  append_json_number(out_, number);
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

}  // namespace sotto::core
