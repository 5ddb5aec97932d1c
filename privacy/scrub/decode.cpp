#include "privacy/scrub/decode.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "core/text.hpp"
#include "core/utf8.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/vendor_keys.hpp"

namespace sotto::privacy {
namespace {

/// What stands at a place of a text for something else: so many bytes, and what they mean.
struct Unit {
  std::size_t bytes = 0;  // 0: nothing stands for anything
  std::string meaning = {};
};

void append_character(std::string& out, std::uint32_t code) {
  const auto add = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
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

Unit percent_unit(std::string_view text, std::size_t at) {
  const std::int32_t byte = hex_number(text, at + 1, 2);
  if (byte < 0) return {};
  return {3, std::string(1, static_cast<char>(byte))};
}

Unit escape_unit(std::string_view text, std::size_t at) {
  const Scan scan{text};
  const char letter = scan.at(at + 1);
  constexpr std::string_view plain = "\"'/\\`";
  if (letter != '\0' && plain.find(letter) != std::string_view::npos) return {2, {letter}};
  if (letter == 'n' || letter == 'r') return {2, "\n"};
  if (letter == 't') return {2, "\t"};
  if (letter == 'x') {
    const std::int32_t byte = hex_number(text, at + 2, 2);
    if (byte >= 0) return {4, std::string(1, static_cast<char>(byte))};
  }
  if (letter != 'u') return {};
  std::int32_t code = hex_number(text, at + 2, 4);
  if (code < 0) return {};
  std::size_t bytes = 6;
  const std::int32_t low = scan.starts_with(at + 6, "\\u") ? hex_number(text, at + 8, 4) : -1;
  if (code >= 0xd800 && code < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    bytes = 12;
  }
  Unit unit{bytes, {}};
  append_character(unit.meaning, static_cast<std::uint32_t>(code));
  return unit;
}

struct Entity {
  std::string_view name;
  std::string_view meaning;
};
// Of HTML's 2,231 names those that stand for characters with a meaning in keys and addresses.
constexpr Entity entities[] = {
    {"amp", "&"},    {"apos", "'"}, {"colon", ":"},  {"commat", "@"}, {"dash", "-"},
    {"equals", "="}, {"gt", ">"},   {"hyphen", "-"}, {"lowbar", "_"}, {"lt", "<"},
    {"nbsp", " "},   {"num", "#"},  {"period", "."}, {"plus", "+"},   {"quest", "?"},
    {"quot", "\""},  {"semi", ";"}, {"sol", "/"},    {"shy", ""},     {"zwj", ""},
    {"zwnj", ""},
};

Unit entity_unit(std::string_view text, std::size_t at) {
  constexpr std::size_t most_bytes = 10;
  const std::size_t end = text.substr(at, most_bytes).find(';');
  if (end == std::string_view::npos) return {};
  std::string_view name = text.substr(at + 1, end - 1);
  Unit unit{end + 1, {}};
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
    append_character(unit.meaning, code);
    return unit;
  }
  const auto* found = std::ranges::find(entities, name, &Entity::name);
  if (found == std::end(entities)) return {};
  unit.meaning = found->meaning;
  return unit;
}

/// Characters that nobody sees: zero-width ones, the soft hyphen, the byte order mark.
Unit invisible_unit(std::string_view text, std::size_t at) {
  constexpr std::string_view invisible[] = {"\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d",
                                            "\xe2\x81\xa0", "\xef\xbb\xbf", "\xc2\xad"};
  for (const std::string_view character : invisible) {
    if (text.substr(at).starts_with(character)) return {character.size(), {}};
  }
  return {};
}

/// The line end at `at`, written or escaped, with the backslashes before it and the blanks and
/// signs of a quoted mail after it; its length, or 0.
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
  constexpr std::size_t most_blanks = 16;
  const std::size_t end = Scan{text.substr(0, i + most_blanks)}.skip(
      i + 1, [](char c) { return is_blank(c) || c == '>'; });
  return end - at;
}

/// Whether the part of a token at a line end is random: digits and letters, or both cases mixed.
bool is_part_of_token(std::string_view part) noexcept {
  constexpr std::size_t least_bytes = 4;
  constexpr std::size_t looked_at = 16;
  if (part.size() < least_bytes) return false;
  const auto class_of = [](char c) { return core::is_digit(c) ? 0 : is_upper(c) ? 1 : 2; };
  std::size_t changes = 0;  // of class, within a word
  part = part.substr(0, looked_at);
  for (std::size_t i = 1; i < part.size(); ++i) {
    const bool is_in_word = is_word(part[i]) && is_word(part[i - 1]);
    changes += is_in_word && class_of(part[i]) != class_of(part[i - 1]) ? 1 : 0;
  }
  constexpr std::size_t least_changes = 3;
  return changes >= least_changes;
}

Unit wrapped_unit(std::string_view text, std::size_t at) {
  const std::size_t bytes = line_break_bytes(text, at);
  if (bytes == 0) return {};
  const Scan scan{text};
  constexpr std::size_t looked_at = 96;
  const auto is_token = [](char c) {
    return is_word(c) || c == '-' || c == '+' || c == '/' || c == '.';
  };
  const std::size_t left = scan.skip_back(at, looked_at, is_token);
  const std::size_t next = at + bytes;
  const std::size_t right = Scan{text.substr(0, next + looked_at)}.skip(next, is_token);
  if (!is_part_of_token(scan.slice(left, at)) || !is_part_of_token(scan.slice(next, right)))
    return {};
  const std::string_view rest = scan.slice(next, right);
  // A UUID, the name of a digest and JSON in base64 begin a text of their own.
  const auto is_uuid = [](std::string_view part) {
    return part.size() == 36 && std::ranges::count(part, '-') == 4;
  };
  constexpr std::size_t least_rest = 8;
  if (is_uuid(rest) || is_uuid(scan.slice(left, at)) || rest.size() < least_rest ||
      scan.at(right) == ':' || rest.starts_with("eyJ")) {
    return {};
  }
  // A whole key goes on nowhere, and another one does not belong to the text before it.
  constexpr std::size_t telling_prefix = 3;
  const bool is_key = std::ranges::any_of(vendor_keys(scan.at(next)), [&](const VendorKey& key) {
    return key.prefix.size() >= telling_prefix && scan.starts_with(next, key.prefix);
  });
  if (is_key || find_vendor_key(Scan{text.substr(0, at)}, left)) return {};
  return {bytes, {}};
}

bool is_blob(char c) noexcept {
  return is_in(Alphabet::base64, c) && c != '=';
}

bool is_text(std::string_view bytes) noexcept {
  std::size_t others = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    others += (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f ? 1 : 0;
  }
  return others * 10 <= bytes.size() && core::is_utf8(bytes);
}

std::string decode_hex(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const std::int32_t byte = hex_number(text, i, 2);
    if (byte < 0) return {};
    out += static_cast<char>(byte);
  }
  return out;
}

constexpr std::size_t least_blob = 16;

/// What a run of base64 or hexadecimal digits means; empty when it is no text.
std::string meaning_of_blob(std::string_view blob) {
  constexpr std::size_t looked_at = 24;  // of both codes whole bytes
  const std::string_view first = blob.substr(0, looked_at);
  if (std::ranges::all_of(first, [](char c) { return core::hex_value(c) >= 0; })) {
    if (is_text(decode_hex(first))) return decode_hex(blob);
  }
  std::string meaning = decode_base64(blob);
  return is_text(meaning) ? meaning : std::string();
}

bool is_blob_at(std::string_view text, std::size_t at) noexcept {
  const std::string_view rest = text.substr(at, least_blob);
  // The first three bytes tell most words from encoded text.
  const auto is_printable = [](std::string_view bytes) {
    return std::ranges::all_of(bytes, [](char c) {
      return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t';
    });
  };
  const Scan scan{rest};
  const bool is_hex = core::hex_value(scan.at(0)) >= 2 && core::hex_value(scan.at(0)) <= 7 &&
                      core::hex_value(scan.at(1)) >= 0 && core::hex_value(scan.at(2)) >= 2 &&
                      core::hex_value(scan.at(2)) <= 7;
  return (is_hex && is_printable(decode_hex(rest))) ||
         (is_printable(decode_base64(rest.substr(0, 4))) && is_printable(decode_base64(rest)));
}

constexpr ByteSet begins_unit("%\n\r\\&\xc2\xe2\xef");

Unit unit_at(std::string_view text, std::size_t at) {
  switch (static_cast<unsigned char>(text[at])) {
    case '%': return percent_unit(text, at);
    case '\n':
    case '\r': return wrapped_unit(text, at);
    case '\\': {
      Unit unit = wrapped_unit(text, at);
      return unit.bytes > 0 ? unit : escape_unit(text, at);
    }
    case '&': return entity_unit(text, at);
    case 0xc2:
    case 0xe2:
    case 0xef: return invisible_unit(text, at);
    default: return {};
  }
}

}  // namespace

bool is_encoded_at(std::string_view text, std::size_t at) noexcept {
  const Scan scan{text};
  switch (text[at]) {
    case '%': return hex_number(text, at + 1, 2) >= 0;
    case '\\':
      return wrapped_unit(text, at).bytes > 0 || scan.at(at + 1) == '"' || scan.at(at + 1) == '/' ||
             (scan.at(at + 1) == 'u' && hex_number(text, at + 2, 4) >= 0) ||
             (scan.at(at + 1) == 'x' && hex_number(text, at + 2, 2) >= 0);
    case '&': return entity_unit(text, at).bytes > 0;
    default: return false;
  }
}

bool is_invisible_at(std::string_view text, std::size_t at) noexcept {
  return invisible_unit(text, at).bytes > 0;
}

bool has_wrapped_token(std::string_view text) noexcept {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    // Most lines end in a sign, or begin with one.
    if (at == 0 || at + 1 == text.size() ||
        !(is_word(text[at - 1]) || text[at - 1] == '\r' || text[at - 1] == '\\' ||
          text[at - 1] == '-'))
      continue;
    if (wrapped_unit(text, at).bytes > 0) return true;
    const std::size_t before = text.find_last_not_of("\\\r", at - 1);
    if (before != std::string_view::npos && before + 1 < at &&
        wrapped_unit(text, before + 1).bytes > 0) {
      return true;
    }
  }
  return false;
}

bool is_blob_in_run(std::string_view text, std::size_t at) noexcept {
  constexpr std::size_t run_bytes = 15;
  constexpr std::size_t most_bytes = 128;  // of base64 before a sign that ended the run before
  const Scan scan{text};
  const std::size_t begin = scan.skip_back(at + 1 - run_bytes, most_bytes, is_blob);
  const bool has_sign = text[begin] == '-' || text[begin] == '/';
  return is_blob_at(text, has_sign ? begin + 1 : begin);
}

bool DecodedText::decode(std::string_view text) {
  text_.clear();
  text_.reserve(text.size());
  pieces_.clear();
  std::size_t plain = 0;  // where what is not copied yet starts
  std::size_t i = 0;
  const auto replace = [&](std::size_t begin, std::size_t end, std::string_view meaning) {
    if (begin > plain) add(plain, begin - plain, text.substr(plain, begin - plain), false);
    add(begin, end - begin, meaning, true);
    plain = i = end;
  };
  while (i < text.size()) {
    if (is_blob(text[i])) {
      std::size_t begin = i;
      while (i < text.size() && is_blob(text[i])) ++i;
      // The first sign may belong to what stands before: to a path, or to a diff.
      if (text[begin] == '-' || text[begin] == '/') ++begin;
      if (i < begin + least_blob || !is_blob_at(text, begin)) continue;
      const std::string meaning = meaning_of_blob(text.substr(begin, i - begin));
      if (meaning.empty()) continue;
      std::size_t end = i;
      while (end < text.size() && end < i + 2 && text[end] == '=') ++end;
      replace(begin, end, meaning);
      continue;
    }
    if (!begins_unit.has(text[i])) {
      ++i;
      continue;
    }
    const Unit unit = unit_at(text, i);
    if (unit.bytes == 0) {
      ++i;
    } else {
      replace(i, i + unit.bytes, unit.meaning);
    }
  }
  if (pieces_.empty()) return false;
  if (plain < text.size()) add(plain, text.size() - plain, text.substr(plain), false);
  return true;
}

void DecodedText::add(std::size_t source, std::size_t source_bytes, std::string_view decoded,
                      bool is_encoded) {
  if (!decoded.empty()) pieces_.push_back({text_.size(), source, source_bytes, is_encoded});
  text_ += decoded;
  // What means nothing still makes the text another one.
  if (pieces_.empty()) pieces_.push_back({0, source, source_bytes, true});
}

const DecodedText::Piece& DecodedText::piece_at(std::size_t at) const noexcept {
  const auto after = std::ranges::upper_bound(pieces_, at, {}, &Piece::decoded);
  return after == pieces_.begin() ? *after : *std::prev(after);
}

std::size_t DecodedText::source_begin(std::size_t at) const noexcept {
  const Piece& piece = piece_at(at);
  return piece.is_encoded ? piece.source : piece.source + (at - piece.decoded);
}

std::size_t DecodedText::source_end(std::size_t at) const noexcept {
  const Piece& piece = piece_at(at);
  return piece.is_encoded ? piece.source + piece.source_bytes
                          : piece.source + (at - piece.decoded) + 1;
}

}  // namespace sotto::privacy
