#include "core/utf8.hpp"

#include <cstdint>

#include "core/short_text.hpp"

namespace sotto::core {
namespace {

bool is_continuation(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

struct Sequence {
  std::size_t bytes;  // of the character, or of the ill-formed part
  bool is_valid;
};

/// Unicode 15, table 3-7: what may follow each lead byte.
Sequence sequence_at(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {1, true};
  if (lead < 0xc2 || lead > 0xf4) return {1, false};
  const std::size_t bytes = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  unsigned char lowest = 0x80;
  unsigned char highest = 0xbf;
  if (lead == 0xe0) lowest = 0xa0;
  if (lead == 0xed) highest = 0x9f;
  if (lead == 0xf0) lowest = 0x90;
  if (lead == 0xf4) highest = 0x8f;
  for (std::size_t i = 1; i < bytes; ++i) {
    if (i >= text.size()) return {i, false};
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool fits = i == 1 ? byte >= lowest && byte <= highest : is_continuation(text[i]);
    if (!fits) return {i, false};
  }
  return {bytes, true};
}

/// How many leading bytes are ASCII, looking at 32 or eight at a time.
std::size_t ascii_prefix(std::string_view text) noexcept {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  const auto word_at = [data = text.data()](std::size_t i) {
    return load_word<std::uint64_t>(data + i);
  };
  std::size_t i = 0;
  for (; i + 32 <= text.size(); i += 32) {
    const std::uint64_t all = word_at(i) | word_at(i + 8) | word_at(i + 16) | word_at(i + 24);
    if ((all & high_bits) != 0) break;
  }
  for (; i + 8 <= text.size(); i += 8) {
    if ((word_at(i) & high_bits) != 0) break;
  }
  while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) ++i;
  return i;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  while (true) {
    text.remove_prefix(ascii_prefix(text));
    if (text.empty()) return true;
    const Sequence sequence = sequence_at(text);
    if (!sequence.is_valid) return false;
    text.remove_prefix(sequence.bytes);
  }
}

void append_utf8(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t ascii = ascii_prefix(text);
    out.append(text, 0, ascii);
    text.remove_prefix(ascii);
    if (text.empty()) return;
    const Sequence sequence = sequence_at(text);
    if (sequence.is_valid) {
      out.append(text, 0, sequence.bytes);
    } else {
      out += "\xef\xbf\xbd";
    }
    text.remove_prefix(sequence.bytes);
  }
}

std::size_t utf8_cut(std::string_view text, std::size_t limit) noexcept {
  if (limit >= text.size()) return text.size();
  std::size_t cut = limit;
  // A character has at most three continuation bytes; more of them are not UTF-8 anyway.
  for (int steps = 0; steps < 3 && cut > 0 && is_continuation(text[cut]); ++steps) --cut;
  return is_continuation(text[cut]) ? limit : cut;
}

}  // namespace sotto::core
