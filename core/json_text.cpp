#include "core/json_text.hpp"

#include <algorithm>
#include <array>

#include "core/json_writer.hpp"
#include "core/short_text.hpp"

namespace sotto::core {
namespace {

/// Whether all of eight bytes are ASCII and stand for themselves in a JSON string.
bool is_plain(std::uint64_t word) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101;
  const auto has_zero = [](std::uint64_t bytes) { return (bytes - ones) & ~bytes; };
  const std::uint64_t special = (word - ones * 0x20) | has_zero(word ^ ones * std::uint64_t{'"'}) |
                                has_zero(word ^ ones * std::uint64_t{'\\'}) | word;
  return (special & ones * 0x80) == 0;
}

/// Copies `text` and returns whether all of it is plain.
bool copy_plain(char* to, std::string_view text) noexcept {
  const auto copy_word = [&](std::size_t at) {
    const auto word = load_word<std::uint64_t>(text.data() + at);
    std::memcpy(to + at, &word, sizeof(word));
    return is_plain(word);
  };
  if (text.size() >= 8) {
    for (std::size_t at = 0; at + 8 < text.size(); at += 8) {
      if (!copy_word(at)) return false;
    }
    return copy_word(text.size() - 8);
  }
  std::uint64_t word = 0x2020202020202020;  // plain, as far as no byte of the text replaces it
  for (std::size_t i = 0; i < text.size(); ++i) {
    to[i] = text[i];
    word = word << 8 | static_cast<unsigned char>(text[i]);
  }
  return is_plain(word);
}

constexpr auto hex_pairs = [] {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::array<char, 2>, 256> pairs{};
  for (std::size_t byte = 0; byte < pairs.size(); ++byte) {
    pairs[byte] = {digits[byte >> 4], digits[byte & 0xf]};
  }
  return pairs;
}();

}  // namespace

JsonText& JsonText::raw(std::string_view json) {
  std::memcpy(room(json.size()), json.data(), json.size());
  size_ += json.size();
  return *this;
}

JsonText& JsonText::string(std::string_view text) {
  char* const at = room(text.size() + 2);
  *at = '"';
  if (copy_plain(at + 1, text)) {
    at[1 + text.size()] = '"';
    size_ += text.size() + 2;
    return *this;
  }
  out_.resize(size_);
  append_json_string(out_, text);
  size_ = out_.size();
  return *this;
}

JsonText& JsonText::hex(const std::uint8_t* bytes, std::size_t count) {
  char* at = room(2 * count + 2);
  *at++ = '"';
  for (std::size_t i = 0; i < count; ++i, at += 2) {
    std::memcpy(at, hex_pairs[bytes[i]].data(), 2);
  }
  *at = '"';
  size_ += 2 * count + 2;
  return *this;
}

void JsonText::grow(std::size_t bytes) {
  constexpr std::size_t least = 4096;
  out_.resize(std::max({size_ + bytes, out_.capacity(), 2 * out_.size(), least}));
}

}  // namespace sotto::core
