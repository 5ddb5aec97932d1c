#include "privacy/scrub/decode.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

#include "core/text.hpp"
#include "core/utf8.hpp"
#include "privacy/scrub/ascii_variants.hpp"
#include "privacy/scrub/escapes.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/vendor_keys.hpp"
#include "privacy/scrub/wrapped_lines.hpp"

namespace sotto::privacy {
namespace {

/// Whether a line end may follow the backslash at `at`, which most others rule out at a glance.
bool begins_line_break(std::string_view text, std::size_t at) noexcept {
  static constexpr ByteSet next("\\nr\n\r");
  return next.has(Scan{text}.at(at + 1));
}

constexpr bool is_blob(char c) noexcept {
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
    const int high = core::hex_value(text[i]);
    const int low = core::hex_value(text[i + 1]);
    if (high < 0 || low < 0) return {};
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

constexpr std::size_t least_blob = 16;

/// Whether the bytes are ASCII in UTF-16, as PowerShell takes its commands.
bool is_utf16(std::string_view bytes) noexcept {
  constexpr std::size_t least_bytes = 8;
  if (bytes.size() < least_bytes) return false;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    if (bytes[i] < '\t' || bytes[i + 1] != '\0') return false;
  }
  return true;
}

/// What a run of base64 or hexadecimal digits means; empty when it is no text.
std::string meaning_of_blob(std::string_view blob) {
  constexpr std::size_t looked_at = 24;  // of both codes whole bytes
  const std::string_view first = blob.substr(0, looked_at);
  if (std::ranges::all_of(first, [](char c) { return core::hex_value(c) >= 0; })) {
    if (is_text(decode_hex(first))) return decode_hex(blob);
  }
  std::string meaning = decode_base64(blob);
  if (is_utf16(meaning)) {
    std::string narrow;
    for (std::size_t i = 0; i < meaning.size(); i += 2) narrow += meaning[i];
    return narrow;
  }
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
  const std::string bytes = decode_base64(rest);
  if (bytes.size() >= 4 && bytes[1] == '\0' && bytes[3] == '\0') return is_utf16(bytes);
  return (is_hex && is_printable(decode_hex(rest))) || is_printable(bytes);
}

bool is_plain(std::string_view bytes) noexcept {
  return std::ranges::all_of(bytes, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 || c == '\n' || c == '\r' || c == '\t';
  });
}

/// Where base64 from `begin` on ends that goes on, after `end`, in lines of the same length and a
/// last one with the right padding; `joined` becomes all of it. `end` when it has one line.
std::size_t end_of_lines(std::string_view text, std::size_t begin, std::size_t end,
                         std::string& joined) {
  constexpr std::size_t least_line = 32;
  const std::size_t line = end - begin;
  if (line < least_line || line % 4 != 0) return end;
  std::string lines(text.substr(begin, line));
  while (true) {
    const std::size_t bytes = line_break_bytes(text, end);
    const std::size_t next = end + bytes;
    const std::size_t last = Scan{text}.skip(next, is_blob);
    if (bytes == 0 || last == next || last - next > line) break;
    const std::size_t padded = Scan{text}.skip(last, [](char c) { return c == '='; });
    const char after = Scan{text}.at(padded);
    const bool is_end = is_line_end(after) || is_blank(after) || is_quote(after) || after == '\\';
    if ((padded - next) % 4 != 0 || padded - last > 2 || !is_end) break;
    // Another word may stand in the next line: every byte has to be text.
    if (!is_plain(decode_base64(text.substr(next, last - next)))) break;
    lines.append(text, next, last - next);
    end = last;
    if (last - next < line) break;
  }
  if (end > begin + line) joined = std::move(lines);
  return end;
}

/// What the run of base64 or hexadecimal digits from `begin` to `end` means, with the lines that
/// belong to it; `end` becomes the end of all of it.
std::string meaning_of_blob_at(std::string_view text, std::size_t begin, std::size_t& end) {
  std::string lines;
  const std::size_t lines_end = end_of_lines(text, begin, end, lines);
  std::string meaning = lines.empty() ? std::string() : meaning_of_blob(lines);
  if (meaning.empty()) {
    meaning = meaning_of_blob(text.substr(begin, end - begin));
  } else {
    end = lines_end;
  }
  for (int i = 0; i < 2 && end < text.size() && text[end] == '='; ++i) ++end;
  return meaning;
}

/// What a byte can begin.
enum class Begins : std::uint8_t { nothing, blob, unit };
constexpr std::array<Begins, 256> beginnings = [] {
  std::array<Begins, 256> table{};
  constexpr std::string_view units = "%\n\r\\&=\xc2\xd9\xdb\xe0\xe1\xe2\xef";
  for (const char c : units) table[static_cast<unsigned char>(c)] = Begins::unit;
  for (unsigned byte = 0; byte < table.size(); ++byte) {
    if (is_blob(static_cast<char>(byte))) table[byte] = Begins::blob;
  }
  return table;
}();
Begins begins(char c) noexcept {
  return beginnings[static_cast<unsigned char>(c)];
}

Unit unit_at(std::string_view text, std::size_t at) {
  switch (static_cast<unsigned char>(text[at])) {
    case '%': return percent_unit(text, at);
    case '\n':
    case '\r': return wrapped_unit(text, at);
    case '\\': {
      const Unit unit = begins_line_break(text, at) ? wrapped_unit(text, at) : Unit{};
      return unit.bytes > 0 ? unit : escape_unit(text, at);
    }
    case '&': return entity_unit(text, at);
    case '=': return soft_break_unit(text, at);
    case 0xe1: return invisible_unit(text, at);
    case 0xc2:
    case 0xe2:
    case 0xef: {
      Unit unit = invisible_unit(text, at);
      return unit.bytes > 0 ? unit : variant_unit(text, at);
    }
    case 0xd9:
    case 0xdb:
    case 0xe0: return variant_unit(text, at);
    default: return {};
  }
}

}  // namespace

bool is_encoded_at(std::string_view text, std::size_t at) noexcept {
  // Those that no other text has; "\n" and "\t" hide nothing but a line end.
  static constexpr ByteSet telling("\"/_ux01");
  switch (text[at]) {
    case '%': return percent_unit(text, at).bytes > 0;
    case '\\':
      return (begins_line_break(text, at) && wrapped_unit(text, at).bytes > 0) ||
             (telling.has(Scan{text}.at(at + 1)) && escape_unit(text, at).bytes > 0);
    case '&': return entity_unit(text, at).bytes > 0;
    default: return false;
  }
}

bool is_invisible_at(std::string_view text, std::size_t at) noexcept {
  if (static_cast<signed char>(text[at]) >= 0) return false;
  if (invisible_unit(text, at).bytes > 0) return true;
  // Digits, and what stands between digits; other characters of full width are punctuation.
  const Unit unit = variant_unit(text, at);
  if (unit.bytes == 0) return false;
  const char c = unit.meaning[0];
  if (c == '+' || core::is_digit(c)) return true;
  const char next = Scan{text}.at(at + unit.bytes);
  return (c == ' ' || c == '-') && at > 0 && core::is_digit(next) &&
         (core::is_digit(text[at - 1]) || text[at - 1] == ')');
}

bool is_blob_in_run(std::string_view text, std::size_t at) noexcept {
  constexpr std::size_t run_bytes = 15;
  constexpr std::size_t most_bytes = 128;  // of base64 before a sign that ended the run before
  const Scan scan{text};
  const std::size_t begin = scan.skip_back(at + 1 - run_bytes, most_bytes, is_blob);
  const bool has_sign = text[begin] == '-' || text[begin] == '/';
  return is_blob_at(text, has_sign ? begin + 1 : begin);
}

bool DecodedText::decode(std::string_view text, const Windows& windows) {
  text_.clear();
  text_.reserve(text.size());
  pieces_.clear();
  windows_.clear();
  std::size_t plain = 0;  // where what is not copied yet starts
  std::size_t i = 0;
  const auto replace = [&](std::size_t begin, std::size_t end, std::string_view meaning) {
    if (begin > plain) add(plain, 0, text.substr(plain, begin - plain));
    windows_.add(text_.size(), text_.size() + meaning.size());
    add(begin, end - begin, meaning);
    plain = i = end;
  };
  for (const Windows::Window& window : windows) {
    i = std::max(i, window.begin);
    const std::size_t window_end = std::min(window.end, text.size());
    while (i < window_end) {
      if (begins(text[i]) == Begins::nothing) {
        ++i;
        continue;
      }
      if (begins(text[i]) == Begins::blob) {
        std::size_t begin = i;
        while (i < text.size() && begins(text[i]) == Begins::blob) ++i;
        // The first sign may belong to what stands before: to a path, or to a diff.
        if (text[begin] == '-' || text[begin] == '/') ++begin;
        if (i < begin + least_blob || !is_blob_at(text, begin)) continue;
        std::size_t end = i;
        const std::string meaning = meaning_of_blob_at(text, begin, end);
        if (!meaning.empty()) replace(begin, end, meaning);
        continue;
      }
      const Unit unit = unit_at(text, i);
      if (unit.bytes == 0) {
        ++i;
      } else {
        replace(i, i + unit.bytes, {unit.meaning.data(), unit.meaning_bytes});
      }
    }
  }
  if (pieces_.empty()) return false;
  if (plain < text.size()) add(plain, 0, text.substr(plain));
  windows_.widen(text_);
  return true;
}

void DecodedText::add(std::size_t source, std::size_t source_bytes, std::string_view decoded) {
  // What means nothing still makes the text another one.
  if (!decoded.empty() || pieces_.empty()) {
    pieces_.push_back({text_.size(), source, source_bytes});
  }
  text_ += decoded;
}

void DecodedText::to_source(std::span<Finding> findings) const noexcept {
  std::size_t clue = 0;  // the piece that has it
  for (Finding& finding : findings) {
    const auto piece_from = [this](std::size_t piece, std::size_t at) {
      while (piece + 1 < pieces_.size() && pieces_[piece + 1].decoded <= at) ++piece;
      return piece;
    };
    const auto source_of = [this](std::size_t piece, std::size_t at) {
      const Piece& from = pieces_[piece];
      return from.source + (from.source_bytes == 0 ? at - from.decoded : 0);
    };
    clue = piece_from(clue, std::min(finding.clue, finding.begin));
    const std::size_t first = piece_from(clue, finding.begin);
    const Piece& last = pieces_[piece_from(first, finding.end - 1)];
    finding.clue = source_of(clue, std::min(finding.clue, finding.begin));
    finding.begin = source_of(first, finding.begin);
    finding.end =
        last.source + (last.source_bytes == 0 ? finding.end - last.decoded : last.source_bytes);
  }
}

}  // namespace sotto::privacy
