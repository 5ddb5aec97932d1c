#include "privacy/text_scrubber.hpp"

#include <algorithm>

#include "privacy/scan.hpp"
#include "privacy/secret_names.hpp"

namespace sotto::privacy {
namespace {

// In the order of SecretKind.
constexpr std::array<std::string_view, secret_kinds> markers = {
    "[API_KEY]", "[TOKEN]", "[PASSWORD]", "[PRIVATE_KEY]", "[JWT]", "[URL_CREDENTIALS]",
    "[EMAIL]",   "[PHONE]", "[CARD]",     "[IBAN]",        "[IP]",  "[HOME_PATH]",
    "[LEARNED]"};

/// What a byte can be the start of. Most bytes of a text are nothing.
enum class Start : std::uint8_t {
  nothing,
  digit,
  letter,
  at_sign,
  plus,
  dash,
  slash,
  separator,  // = and :
};

constexpr std::array<Start, 256> starts = [] {
  std::array<Start, 256> table{};
  for (unsigned i = 0; i < table.size(); ++i) {
    const char c = static_cast<char>(i);
    if (core::is_letter(c)) table[i] = Start::letter;
    if (core::is_digit(c)) table[i] = Start::digit;
  }
  table['@'] = Start::at_sign;
  table['+'] = Start::plus;
  table['-'] = Start::dash;
  table['/'] = Start::slash;
  table['='] = Start::separator;
  table[':'] = Start::separator;
  return table;
}();

using Finder = MaybeFinding (*)(const Scan&, std::size_t);

template <std::size_t N>
MaybeFinding first_of(const Finder (&finders)[N], const Scan& scan, std::size_t at) {
  for (const Finder find : finders) {
    if (auto finding = find(scan, at)) return finding;
  }
  return std::nullopt;
}

/// Asks the validators that can say something about the byte at `at`.
MaybeFinding find_at(const Scan& scan, std::size_t at) {
  static constexpr Finder for_letters[] = {find_vendor_key, find_jwt, find_http_credentials,
                                           find_iban, find_windows_home};
  static constexpr Finder for_digits[] = {find_card, find_ipv4};
  static constexpr Finder for_separators[] = {find_url_credentials, find_named_value};
  switch (starts[static_cast<unsigned char>(scan.at(at))]) {
    case Start::nothing: return std::nullopt;
    case Start::letter:
      return is_word(scan.before(at)) ? std::nullopt : first_of(for_letters, scan, at);
    case Start::digit:
      return is_word(scan.before(at)) ? std::nullopt : first_of(for_digits, scan, at);
    case Start::at_sign: return find_email(scan, at);
    case Start::plus: return find_phone(scan, at);
    case Start::dash: return find_private_key(scan, at);
    case Start::slash: return find_unix_home(scan, at);
    case Start::separator: return first_of(for_separators, scan, at);
  }
  return std::nullopt;
}

}  // namespace

std::string_view marker(SecretKind kind) noexcept {
  return markers[static_cast<std::size_t>(kind)];
}

std::string_view to_string(SecretKind kind) noexcept {
  const std::string_view text = marker(kind);
  return text.substr(1, text.size() - 2);
}

TextScrubber::TextScrubber(LearnedSecrets learned) {
  constexpr std::size_t least_value = 6;
  constexpr std::size_t least_name = 5;
  for (const auto& value : learned.values) learn(value, SecretKind::learned, false, least_value);
  for (const auto& name : learned.names) learn(name, SecretKind::learned, true, least_name);
  learn(learned.home, SecretKind::home_path, true, least_name);
  std::stable_sort(learned_.begin(), learned_.end(), [](const Learned& a, const Learned& b) {
    return a.text[0] != b.text[0] ? a.text[0] < b.text[0] : a.text.size() > b.text.size();
  });
}

void TextScrubber::learn(const std::string& text, SecretKind kind, bool is_whole_word,
                         std::size_t least_bytes) {
  // What stands in a marker would be replaced again and again.
  const bool is_in_marker = std::any_of(markers.begin(), markers.end(), [&text](auto known) {
    return known.find(text) != std::string_view::npos;
  });
  if (text.size() < least_bytes || is_in_marker) return;
  learned_.push_back({text, kind, is_whole_word});
  starts_learned_[static_cast<unsigned char>(text[0])] = true;
}

std::optional<Finding> TextScrubber::find_learned(const Scan& scan, std::size_t at) const {
  const char first = scan.at(at);
  auto row = std::lower_bound(learned_.begin(), learned_.end(), first,
                              [](const Learned& learned, char c) { return learned.text[0] < c; });
  for (; row != learned_.end() && row->text[0] == first; ++row) {
    if (!scan.starts_with(at, row->text)) continue;
    const std::size_t end = at + row->text.size();
    if (row->is_whole_word && (is_word(scan.before(at)) || is_word(scan.at(end)))) continue;
    return Finding{at, end, row->kind};
  }
  return std::nullopt;
}

bool TextScrubber::scrub(std::string_view text, std::string& out) {
  ++counts_.fields;
  const std::size_t begin = out.size();
  if (!scrub_once(text, out)) return false;
  // What was replaced may have hidden its neighbour: "x@a.example" in a longer value makes that
  // look like a placeholder. So a text that changed, which is rare, is looked at again; four
  // rounds are more than any text needed that was tried, and keep the time linear.
  constexpr int most_rounds = 4;
  for (int round = 1; round < most_rounds; ++round) {
    std::string again;
    if (!scrub_once(std::string_view(out).substr(begin), again)) break;
    out.replace(begin, std::string::npos, again);
  }
  return true;
}

bool TextScrubber::scrub_once(std::string_view text, std::string& out) {
  Scan scan{text};
  for (std::size_t at = 0; at < text.size();) {
    MaybeFinding finding;
    if (starts_learned_[static_cast<unsigned char>(text[at])]) finding = find_learned(scan, at);
    if (!finding) finding = find_at(scan, at);
    if (!finding) {
      ++at;
      continue;
    }
    out.append(text, scan.floor, finding->begin - scan.floor);
    out.append(finding->quote).append(marker(finding->kind)).append(finding->quote);
    ++counts_.replaced[static_cast<std::size_t>(finding->kind)];
    scan.floor = at = finding->end;
  }
  if (scan.floor == 0) return false;
  out.append(text, scan.floor);
  return true;
}

bool TextScrubber::is_secret_key(std::string_view key) noexcept {
  return kind_of_name(key).has_value();
}

}  // namespace sotto::privacy
