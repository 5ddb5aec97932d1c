#include "privacy/scrub/wrapped_lines.hpp"

#include <algorithm>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/vendor_keys.hpp"

namespace sotto::privacy {
namespace {

/// Whether the part of a token at a line end is random: digits and letters, or both cases mixed.
bool is_part_of_token(std::string_view part) noexcept {
  constexpr std::size_t least_bytes = 4;
  constexpr std::size_t looked_at = 16;
  if (part.size() < least_bytes) return false;
  constexpr std::size_t least_changes = 3;
  const auto class_of = [](char c) { return core::is_digit(c) ? 0 : is_upper(c) ? 1 : 2; };
  std::size_t changes = 0;  // of class, within a word
  part = part.substr(0, looked_at);
  for (std::size_t i = 1; i < part.size() && changes < least_changes; ++i) {
    const bool is_in_word = is_word(part[i]) && is_word(part[i - 1]);
    changes += is_in_word && class_of(part[i]) != class_of(part[i - 1]) ? 1 : 0;
  }
  return changes == least_changes;
}

constexpr std::size_t telling_prefix = 3;  // bytes of a vendor's prefix that no other text has

/// Whether a key of a vendor's begins.
bool begins_key(std::string_view text) noexcept {
  if (text.size() < telling_prefix || !may_begin_vendor_key(text[0], text[1], text[2]))
    return false;
  return std::ranges::any_of(vendor_keys(text[0]), [text](const VendorKey& key) {
    return key.prefix.size() >= telling_prefix && text.starts_with(key.prefix);
  });
}

/// Whether two parts at a line end make one key of a vendor's, and the first alone does not.
bool is_cut_key(std::string_view left, std::string_view rest) {
  constexpr std::size_t least_left = 3;
  if (left.size() < least_left || !may_begin_vendor_key(left[0], left[1], left[2])) return false;
  const bool has_prefix = std::ranges::any_of(vendor_keys(left[0]), [left](const VendorKey& key) {
    return key.prefix.size() >= telling_prefix &&
           left.starts_with(key.prefix.substr(0, left.size()));
  });
  // Functions that test have names of that form.
  if (!has_prefix || left.starts_with("test_") || find_vendor_key(Scan{left}, 0)) return false;
  const std::string joined = std::string(left).append(rest);
  const auto key = find_vendor_key(Scan{joined}, 0);
  constexpr std::size_t least_rest = 4;
  return key && key->end >= left.size() + least_rest;
}

/// Whether a name such as "nginx-7d8b49557c" begins.
bool begins_with_word(std::string_view text) noexcept {
  constexpr std::size_t least_letters = 3;
  const std::size_t letters = Scan{text}.skip(0, is_lower);
  return letters >= least_letters && letters < text.size() &&
         (text[letters] == '-' || text[letters] == '_');
}

/// Whether a part that follows a whole key at a line end can be nothing but its rest.
bool is_rest_of_key(std::string_view rest) noexcept {
  constexpr std::size_t least_letters = 10;
  const Makeup makeup = makeup_of(rest);
  if (begins_with_word(rest)) return false;
  const bool is_digest = makeup.not_hex == 0 && makeup.letters >= 32;
  return makeup.letters * 6 >= rest.size() * 5 && makeup.letters >= least_letters &&
         makeup.digits >= 2 && makeup.changes_at(30) && !is_digest;
}

}  // namespace

std::size_t line_break_bytes(std::string_view text, std::size_t at) noexcept {
  const Scan scan{text};
  const auto is_backslash = [](char c) { return c == '\\'; };
  constexpr std::size_t most_backslashes = 16;  // JSON in JSON, four times
  std::size_t i = Scan{text.substr(0, at + most_backslashes)}.skip(at, is_backslash);
  const bool is_escaped = i > at;
  if (scan.at(i) == '\r') ++i;
  if (is_escaped && scan.at(i) == 'r') {
    const std::size_t next = Scan{text.substr(0, i + most_backslashes)}.skip(i + 1, is_backslash);
    if (next > i + 1 && scan.at(next) == 'n') i = next;
  }
  if (scan.at(i) != '\n' && !(is_escaped && scan.at(i) == 'n')) return 0;
  static constexpr ByteSet signs(">#*|");  // of a quoted mail, a comment, a table
  constexpr std::size_t most_blanks = 16;
  const std::size_t end = Scan{text.substr(0, i + most_blanks)}.skip(
      i + 1, [](char c) { return is_blank(c) || signs.has(c); });
  return end - at;
}

Unit wrapped_unit(std::string_view text, std::size_t at) {
  const std::size_t bytes = line_break_bytes(text, at);
  if (bytes == 0) return {};
  const Scan scan{text};
  constexpr std::size_t looked_at = 96;
  const auto is_token = [](char c) { return is_in(Alphabet::base64, c) ? c != '=' : c == '.'; };
  const std::size_t left = scan.skip_back(at, looked_at, is_token);
  const std::size_t next = at + bytes;
  const std::size_t right = Scan{text.substr(0, next + looked_at)}.skip(next, is_token);
  const std::string_view rest = scan.slice(next, right);
  // Another key does not belong to the text before it.
  if (begins_key(text.substr(next))) return {};
  if (is_cut_key(scan.slice(left, at), rest)) return {bytes};
  if (find_vendor_key(Scan{text.substr(0, at)}, left)) {
    return is_rest_of_key(rest) ? Unit{bytes} : Unit{};  // a whole key goes on nowhere else
  }
  if (begins_with_word(rest) || !is_part_of_token(scan.slice(left, at)) ||
      !is_part_of_token(rest)) {
    return {};
  }
  // A UUID, the name of a digest and JSON in base64 begin a text of their own.
  const auto is_uuid = [](std::string_view part) {
    return part.size() == 36 && std::ranges::count(part, '-') == 4;
  };
  constexpr std::size_t least_rest = 8;
  if (is_uuid(rest) || is_uuid(scan.slice(left, at)) || rest.size() < least_rest ||
      scan.at(right) == ':' || rest.starts_with("eyJ")) {
    return {};
  }
  return {bytes};
}

Unit soft_break_unit(std::string_view text, std::size_t at) {
  const Scan scan{text};
  if (scan.starts_with(at, "=\r\n")) return {3};
  if (scan.starts_with(at, "=\n")) return {2};
  return scan.starts_with(at, "=3D") ? Unit{3, {'='}, 1} : Unit{};
}

void add_wrapped_tokens(std::string_view text, std::size_t begin, std::size_t end,
                        std::vector<std::size_t>& places) {
  constexpr std::size_t least_soft_line = 8;  // a sum or an assignment ends in "=" as well
  for (std::size_t at = text.find('\n', begin); at < end; at = text.find('\n', at + 1)) {
    // Most lines end in a sign, or begin with one.
    if (at == 0 || at + 1 == text.size() ||
        !(is_word(text[at - 1]) || text[at - 1] == '\r' || text[at - 1] == '\\' ||
          text[at - 1] == '-' || text[at - 1] == '='))
      continue;
    const std::size_t soft = text[at - 1] == '\r' ? 2 : 1;
    const std::size_t before = text.find_last_not_of("\\\r", at - 1);
    const bool is_wrapped = (at >= least_soft_line && text[at - soft] == '=') ||
                            wrapped_unit(text, at).bytes > 0 ||
                            (before != std::string_view::npos && before + 1 < at &&
                             wrapped_unit(text, before + 1).bytes > 0);
    if (is_wrapped) places.push_back(at);
  }
}

}  // namespace sotto::privacy
