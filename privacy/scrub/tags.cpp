#include "privacy/scrub/tags.hpp"

#include <algorithm>

#include "core/random.hpp"
#include "core/siphash.hpp"

namespace sotto::privacy {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

bool is_tag_digit(char c) noexcept {
  return digits.find(c) != std::string_view::npos;
}

const core::SipKey& key_of_this_process() noexcept {
  static const core::SipKey key = [] {
    core::SipKey drawn;
    core::fill_random(&drawn, sizeof(drawn));
    return drawn;
  }();
  return key;
}

}  // namespace

void append_marker(std::string& out, std::string_view marker, std::string_view replaced,
                   Tags tags) {
  if (tags == Tags::off) {
    out += marker;
    return;
  }
  out.append(marker.substr(0, marker.size() - 1)) += '#';
  const std::uint64_t hash = core::siphash(key_of_this_process(), replaced);
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[hash >> shift & 0xfU];
  out += ']';
}

std::size_t tag_at(std::string_view text) noexcept {
  const bool is_tag = text.size() >= tag_bytes && text[0] == '#' &&
                      std::ranges::all_of(text.substr(1, tag_bytes - 1), is_tag_digit);
  return is_tag ? tag_bytes : 0;
}

bool can_stand_in_marker(std::string_view text, std::string_view marker) noexcept {
  if (marker.find(text) != std::string_view::npos) return true;
  constexpr char any_digit = 'x';  // in no marker
  const std::string tagged = std::string(marker.substr(0, marker.size() - 1)) + "#xxxx]";
  const auto found = std::search(
      tagged.begin(), tagged.end(), text.begin(), text.end(),
      [](char known, char c) { return known == any_digit ? is_tag_digit(c) : known == c; });
  return found != tagged.end();
}

}  // namespace sotto::privacy
