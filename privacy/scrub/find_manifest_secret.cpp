#include <algorithm>
#include <optional>

#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

constexpr std::size_t most_bytes = 2048;  // of a manifest, on each side of its kind

bool is_base64(std::string_view text) noexcept {
  constexpr std::string_view signs = "+/=";
  return text.size() % 4 == 0 && std::ranges::all_of(text, [signs](char c) {
           return core::is_letter(c) || core::is_digit(c) || signs.find(c) != signs.npos;
         });
}

bool is_secret(std::string_view value, bool is_encoded) noexcept {
  constexpr std::size_t least_bytes = 4;
  static constexpr ByteSet others("{|>$&*");
  return value.size() >= least_bytes && !others.has(value[0]) && !is_placeholder(value) &&
         !is_benign_value(value) && (!is_encoded || is_base64(value));
}

/// The first value in the lines below "data:" that are indented further.
MaybeFinding find_in_block(const Scan& scan, std::size_t at, bool is_encoded) {
  constexpr std::size_t most_entries = 8;  // each takes a search of the text
  std::size_t line = at;
  while (line > 0 && scan.text[line - 1] != '\n') --line;
  const std::size_t indent = scan.skip(line, is_blank) - line;
  std::size_t i = scan.skip(at, [](char c) { return !is_line_end(c); });
  for (std::size_t entry = 0; entry < most_entries; ++entry) {
    i = scan.skip(i, [](char c) { return c == '\r' || c == '\n'; });
    const std::size_t name = scan.skip(i, is_blank);
    if (name - i <= indent || is_line_end(scan.at(name))) return std::nullopt;
    const std::size_t end = scan.skip(name, [](char c) { return !is_line_end(c); });
    const std::size_t colon = scan.slice(name, end).find(": ");
    i = end;
    if (colon == std::string_view::npos) continue;
    std::size_t begin = scan.skip(name + colon + 1, is_blank);
    std::size_t last = end;
    if (is_quote(scan.at(begin))) {
      last = end_of_quoted(scan, begin + 1, scan.at(begin), 0);
      ++begin;
    }
    while (last > begin && is_blank(scan.text[last - 1])) --last;
    if (begin < scan.floor || !is_secret(scan.slice(begin, last), is_encoded)) continue;
    return Finding{begin, last, SecretKind::password};
  }
  return std::nullopt;
}

/// The same in {"a": "x", "b": "y"}.
MaybeFinding find_in_object(const Scan& scan, std::size_t at, bool is_encoded) {
  constexpr std::size_t most_entries = 8;
  std::size_t i = at + 1;
  for (std::size_t entry = 0; entry < most_entries; ++entry) {
    i = scan.skip(i, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == ','; });
    if (scan.at(i) != '"') return std::nullopt;
    i = scan.skip(end_of_quoted(scan, i + 1, '"', 0) + 1,
                  [](char c) { return c == ':' || c == ' '; });
    if (scan.at(i) != '"') return std::nullopt;
    const std::size_t begin = i + 1;
    const std::size_t end = end_of_quoted(scan, begin, '"', 0);
    i = end + 1;
    if (begin < scan.floor || !is_secret(scan.slice(begin, end), is_encoded)) continue;
    return Finding{begin, end, SecretKind::password};
  }
  return std::nullopt;
}

}  // namespace

MaybeFinding find_manifest_secret(Scan& scan, std::size_t at) {
  constexpr std::string_view kind = "Secret";
  if (at < scan.manifests_done || !scan.starts_with(at, kind) ||
      is_word(scan.at(at + kind.size())) || at < 6) {
    return std::nullopt;
  }
  const std::string_view before = scan.slice(at - 6, at);
  const bool is_json = before.ends_with("d\":\"") || before.ends_with("d\": \"");
  if (before != "kind: " && !is_json) return std::nullopt;
  const std::size_t first = at - std::min(at, most_bytes);
  const std::size_t last = std::min(at + most_bytes, scan.text.size());
  std::size_t begin = first;
  std::size_t end = last;
  // Other manifests of the same file.
  constexpr std::string_view rule = "\n---";
  if (const std::size_t above = scan.slice(first, at).rfind(rule); above != rule.npos) {
    begin = first + above;
  }
  if (const std::size_t below = scan.slice(at, last).find(rule); below != rule.npos) {
    end = at + below;
  }
  for (const std::string_view block : {"data", "stringData"}) {
    const std::string_view manifest = scan.slice(begin, end);
    for (std::size_t found = manifest.find(block); found != block.npos;
         found = manifest.find(block, found + 1)) {
      const std::size_t name = begin + found;
      if (name > 0 && is_word(scan.text[name - 1])) continue;
      std::size_t after = name + block.size();
      if (scan.at(after) == '"') ++after;
      if (scan.at(after) != ':') continue;
      const std::size_t value = scan.skip(after + 1, is_blank);
      const bool is_encoded = block == "data";
      MaybeFinding finding = scan.at(value) == '{' ? find_in_object(scan, value, is_encoded)
                                                   : find_in_block(scan, after, is_encoded);
      if (finding) return finding;
    }
  }
  scan.manifests_done = end;
  return std::nullopt;
}

MaybeFinding find_seed_phrase(const Scan& scan, std::size_t at) {
  const char fourth = core::to_lower(scan.at(at + 3));
  if (fourth != 'd' && fourth != 'r') return std::nullopt;
  if (!scan.has_word(at, "seed") && !scan.has_word(at, "secret recovery") &&
      !scan.has_word(at, "secret phrase")) {
    return std::nullopt;
  }
  constexpr std::size_t most_lead = 40;
  constexpr std::size_t least_words = 12;  // of BIP-39: 12, 15, 18, 21 or 24
  const std::string_view lead = scan.text.substr(at, most_lead);
  std::size_t sign = lead.find_first_of(":=\"'");
  if (sign == std::string_view::npos) {
    sign = lead.find(" is ");
    if (sign == std::string_view::npos) return std::nullopt;
    sign += 3;
  }
  static constexpr ByteSet between(" :=\"'\\");
  const std::size_t begin = scan.skip(at + sign, [](char c) { return between.has(c); });
  std::size_t end = begin;
  std::size_t words = 0;
  for (std::size_t word = begin; words < 2 * least_words; ++words) {
    const std::size_t word_end = scan.skip(word, is_lower);
    if (word_end - word < 3 || word_end - word > 8) break;
    end = word_end;
    if (scan.at(word_end) != ' ') {
      ++words;
      break;
    }
    word = word_end + 1;
  }
  if (words < least_words) return std::nullopt;
  return Finding{begin, end, SecretKind::private_key};
}

}  // namespace sotto::privacy
