#include <algorithm>
#include <span>
#include <utility>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/vendor_keys.hpp"
#include "privacy/scrub/word_lists.hpp"
#include "privacy/scrub/wrapped_lines.hpp"

namespace sotto::privacy {
namespace {

constexpr std::size_t run_bytes = 15;  // of a candidate, see candidates.hpp

bool is_token(char c) noexcept {
  return is_word(c) || c == '-';
}

/// What may stand within the prefix of a key and is no part of a run.
bool is_mark(char c) noexcept {
  static constexpr ByteSet marks("./~:|$");
  return marks.has(c);
}

/// Where the text of a run starts whose first letters may belong to an escape: "\nghp_", "\u003d",
/// and "\x1b[32m", which colours what follows.
std::size_t start_of_run(const Scan& scan, std::size_t begin) noexcept {
  if (begin == scan.floor) return begin;
  const char before = scan.text[begin - 1];
  const char first = scan.at(begin);
  if (before == '\\') {
    if (first == 'n' || first == 'r' || first == 't') return begin + 1;
    const std::size_t digits = first == 'u' ? 4 : first == 'x' ? 2 : 0;
    if (digits > 0 && is_hex(scan.text.substr(begin + 1, digits))) return begin + 1 + digits;
  }
  const std::size_t letter = scan.skip(begin, [](char c) { return core::is_digit(c) || c == ';'; });
  if (scan.at(letter) == 'm' && scan.is_after_colour(letter + 1)) return letter + 1;
  return begin;
}

/// The rest of a key that goes on in the next line; `end` when that does not look like one.
std::size_t end_in_next_line(const Scan& scan, const VendorKey& key, std::size_t begin,
                             std::size_t end) noexcept {
  const std::size_t next = end + line_break_bytes(scan.text, end);
  if (next == end) return end;
  constexpr std::size_t looked_at = 512;
  const std::size_t last = Scan{scan.text.substr(0, next + looked_at)}.skip(
      next, [&key](char c) { return is_in(key.alphabet, c); });
  const std::string_view rest = scan.slice(next, last);
  // A whole key goes on only where the line says so: what follows may be another text.
  const bool goes_on = end - begin < key.least || scan.starts_with(end, "\\\n");
  if (!goes_on || rest.empty() || is_word(scan.at(last)) || !looks_random(rest)) return end;
  return last;
}

/// Whether capital letters have as many vowels as words have, "ASIANDEVELOPMENTBANK".
bool looks_like_words(std::string_view text) noexcept {
  static constexpr ByteSet vowels("AEIOU");
  const auto count = std::ranges::count_if(text, [](char c) { return vowels.has(c); });
  return static_cast<std::size_t>(count) * 100 > text.size() * 28;
}

/// Whether names of code begin with this prefix too.
bool is_word_of_code(std::string_view prefix) noexcept {
  static constexpr std::string_view words[] = {
      "act_", "api-",  "api_", "app-", "client-", "console-", "dataset-", "ext_",
      "key-", "live_", "pub-", "pub_", "secret-", "test_",    "web_"};
  return std::ranges::find(words, prefix) != std::end(words);
}

/// Whether a prefix names a vendor and nothing else begins so.
bool is_telling(std::string_view prefix) noexcept {
  constexpr std::size_t least_bytes = 4;
  if (prefix.size() < least_bytes || is_word_of_code(prefix)) return false;
  return !core::is_letter(prefix.back()) || is_upper(prefix.back());
}

/// Whether a body is random enough for its prefix. Two digits as in Okta's "00" say so little that
/// the body has to have all that random base 62 has.
bool is_random_body(const VendorKey& key, std::string_view body) noexcept {
  const bool has_letters_only = key.alphabet == Alphabet::upper_digit && key.least == key.most;
  if (!looks_random(body)) return has_letters_only && !looks_like_words(body);
  // Names of code have both cases and hardly a digit: "test_undefinedFromLambda".
  const Makeup makeup = makeup_of(body);
  constexpr std::size_t least_named = 28;
  const bool is_name = makeup.digits <= 1 && makeup.has_both_cases() &&
                       makeup.letters >= least_named &&
                       !makeup.changes_at(is_word_of_code(key.prefix) ? 40 : 32);
  if (is_name && !is_telling(key.prefix)) return false;
  if (key.prefix.size() > 2 || key.prefix[1] == '.') return true;
  if (core::is_letter(key.prefix[0]))
    return has_letters_only || key.alphabet == Alphabet::hex || is_random_key(body);
  return makeup.digits > 0 && makeup.has_both_cases();
}

/// The end of a key without what the text goes on with: a full stop, a dash, "/words" of a path.
std::size_t end_before_words(const Scan& scan, std::size_t least, std::size_t end) noexcept {
  while (end > least) {
    if (!is_word(scan.at(end - 1)) && scan.at(end - 1) != '=') {
      --end;
      continue;
    }
    const std::size_t slash = scan.slice(least, end).rfind('/');
    if (slash == std::string_view::npos) return end;
    if (!std::ranges::all_of(scan.slice(least + slash + 1, end), is_lower)) return end;
    end = least + slash;
  }
  return end;
}

MaybeFinding find_as(const VendorKey& key, const Scan& scan, std::size_t at) {
  const auto is_body = [&key](char c) { return is_in(key.alphabet, c); };
  const std::size_t begin = at + key.prefix.size();
  // So much of a key without a fixed length is looked at before it is believed to be one.
  constexpr std::size_t looked_at = 64;
  const std::size_t most = key.most != 0 ? key.most : key.least + looked_at;
  std::size_t end = Scan{scan.text.substr(0, begin + most)}.skip(begin, is_body);
  constexpr std::size_t telling_prefix = 3;
  if (end < begin + most && key.prefix.size() >= telling_prefix) {
    end = end_in_next_line(scan, key, begin, end);
  }
  if (end < begin + key.least) return std::nullopt;
  const std::string_view body = scan.slice(begin, std::min(end, begin + most));
  if (!has_right_checksum(key.check, body)) {
    if (is_word(scan.before(at)) || !is_random_body(key, body) || is_placeholder(body)) {
      return std::nullopt;
    }
  }
  if (key.most == 0) end = scan.skip(end, is_body);
  end = end_before_words(scan, begin + key.least, end);
  if (is_word(scan.at(end))) return std::nullopt;
  return Finding{at, end, key.kind};
}

/// A key with another length or alphabet than the table has, for vendors change theirs: after a
/// prefix that nothing else has stands a part that is as random as generated text.
MaybeFinding find_changed_key(const VendorKey& key, const Scan& scan, std::size_t at) {
  if (is_word(scan.before(at)) || !is_telling(key.prefix)) return std::nullopt;
  const std::size_t begin = at + key.prefix.size();
  constexpr std::size_t looked_at = 256;  // more is no key, but a text of its own
  std::size_t end = Scan{scan.text.substr(0, begin + looked_at)}.skip(
      begin, [&key](char c) { return is_token(c) || (c != '=' && is_in(key.alphabet, c)); });
  if (end == begin + looked_at) return std::nullopt;
  end = end_before_words(scan, begin, end);
  const bool is_in_a_name = key.prefix.ends_with('.') && scan.at(end) == '.';
  const bool is_too_long = key.most != 0 && end - begin > 2 * std::size_t{key.most};
  const std::string_view body = scan.slice(begin, end);
  if (is_in_a_name || is_too_long || is_placeholder(body) || !is_generated(body)) {
    return std::nullopt;
  }
  return Finding{at, end, key.kind};
}

}  // namespace

MaybeFinding find_vendor_key(const Scan& scan, std::size_t at) {
  if (!may_begin_vendor_key(scan.at(at), scan.at(at + 1), scan.at(at + 2))) return std::nullopt;
  const auto keys = vendor_keys(scan.at(at));
  const VendorKey* longest = nullptr;
  for (auto row = keys.rbegin(); row != keys.rend(); ++row) {  // the longest prefix first
    const VendorKey& key = *row;
    if (key.prefix[1] != scan.at(at + 1) || !scan.starts_with(at, key.prefix)) continue;
    if (auto finding = find_as(key, scan, at)) return finding;
    if (longest == nullptr) longest = &key;
  }
  return longest == nullptr ? std::nullopt : find_changed_key(*longest, scan, at);
}

MaybeFinding find_in_run(Scan& scan, std::size_t at) {
  const std::size_t first = at + 1 < scan.floor + run_bytes ? scan.floor : at + 1 - run_bytes;
  // A dash before it is the sign of a list, of a diff or of an option.
  const std::size_t begin = scan.skip(start_of_run(scan, first), [](char c) { return c == '-'; });
  const std::size_t end = scan.skip(at, is_token);
  if (begin >= end) return std::nullopt;
  const std::size_t done = std::exchange(scan.runs_done, end);
  const char before = begin > scan.floor ? scan.text[begin - 1] : ' ';
  if (is_mark(before)) {
    // The prefix may stand before what ended the run before this one: "SG.", "1//", "sha256~".
    constexpr std::size_t most_prefix = 24;
    const std::size_t start = start_of_run(scan, scan.skip_back(begin, most_prefix, [](char c) {
      return is_in(Alphabet::dotted, c) || is_mark(c);
    }));
    for (std::size_t i = start; i < begin; ++i) {
      if (i > start && !is_mark(scan.text[i - 1]) && scan.text[i - 1] != '-') continue;
      if (auto finding = find_vendor_key(scan, i)) return finding;
    }
    if (auto finding = find_password_hash(scan, begin)) return finding;
  }
  if (before == '/' || before == '+' || before == '=') {
    // The key may have begun before a sign of base64, after the run before.
    constexpr std::size_t most_bytes = 128;
    const std::size_t start =
        scan.skip_back(begin, std::min(most_bytes, begin - std::min(begin, done)),
                       [](char c) { return is_in(Alphabet::base64, c) || c == '.'; });
    for (std::size_t i = start; i < begin; ++i) {
      if (i > start && is_in(Alphabet::dotted, scan.text[i - 1]) && scan.text[i - 1] != '-')
        continue;
      if (auto finding = find_vendor_key(scan, i)) return finding;
    }
  }
  // Signs of base64 part one text into runs: what its first was asked, the others are not.
  const auto is_of_text = [](char c) { return is_token(c) || c == '+' || c == '/'; };
  const bool is_first =
      done == 0 || scan.skip_back(begin, begin - std::min(begin, done), is_of_text) > done;
  if (is_first && (is_blank(before) || before == '+' || before == '/' || before == '.')) {
    if (auto finding = find_http_credentials(scan, begin)) return finding;
  }
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin && scan.text[i - 1] != '-') continue;
    if (auto finding = find_vendor_key(scan, i)) return finding;
    if (auto finding = find_jwt(scan, i)) return finding;
  }
  if (begin > first && begin < first + 2) {  // "C:\keys\npm_...": no escape after all
    if (auto finding = find_vendor_key(scan, first)) return finding;
  }
  if (auto finding = find_shaped_key(scan, begin, end)) return finding;
  if (is_first) {
    if (auto finding = find_described_key(scan, begin, end)) return finding;
  }
  if (auto finding = find_dashed_mac(scan, begin, end)) return finding;
  if (auto finding = find_national_id(scan, begin)) return finding;
  return find_iban(scan, begin);
}

}  // namespace sotto::privacy
