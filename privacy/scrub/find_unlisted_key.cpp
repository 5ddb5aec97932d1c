#include <algorithm>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

/// Words that name what follows: digests, and objects whose identifiers are no secrets.
bool is_id_prefix(std::string_view prefix) noexcept {
  static constexpr std::string_view words[] = {
      "acct", "ami",    "asst",   "batch",  "build", "call", "chatcmpl", "commit",
      "cus",  "evt",    "file",   "ftjob",  "gen",   "id",   "img",      "job",
      "md5",  "msg",    "obj",    "org",    "pm",    "pod",  "price",    "prod",
      "proj", "req",    "resp",   "rs",     "run",   "sha1", "sha224",   "sha256",
      "sha3", "sha384", "sha512", "span",   "step",  "sub",  "task",     "thread",
      "tool", "toolu",  "trace",  "upload", "user",  "vs",   "x"};
  return std::ranges::find(words, prefix) != std::end(words);
}

/// Where the prefix of a run ends: after its words, each with a separator. A word is made of small
/// or capital letters with two digits at most; anything else begins the random part.
std::size_t end_of_prefix(std::string_view run) noexcept {
  constexpr std::size_t most_prefix = 28;
  constexpr std::size_t most_word = 14;
  std::size_t end = 0;
  while (true) {
    const std::size_t word = Scan{run}.skip(end, [](char c) { return c != '_' && c != '-'; });
    if (word == run.size() || word + 1 > most_prefix || word == end) return end;
    const Makeup makeup = makeup_of(run.substr(end, word - end));
    if (word - end > most_word || makeup.digits > 2 || makeup.has_both_cases()) return end;
    end = word + 1;
  }
}

/// Whether the text after a prefix that says that a key follows is random.
bool is_announced_key(const Makeup& body, bool has_uuid) noexcept {
  constexpr std::size_t least_letters = 20;
  constexpr std::size_t least_generated = 16;
  const bool is_short = body.letters >= least_generated && body.digits > 2;
  if (is_short && body.has_both_cases() && body.changes_at(42)) return true;
  if (body.letters < least_letters || body.digits == 0) return false;
  if (has_uuid) return true;
  if (!body.has_both_cases()) return body.changes_at(18);
  return body.changes_at(body.digits <= 2 ? 42 : 30);  // names of code have few digits
}

/// Whether separators end two words or more of one case: a title or a path, "kind-control-plane_4".
bool has_words(std::string_view text) noexcept {
  constexpr std::size_t least_word = 4;
  std::size_t words = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of("_-", begin), text.size());
    const Makeup part = makeup_of(text.substr(begin, end - begin));
    words += part.letters >= least_word && (part.lower == part.letters) ? 1 : 0;
    begin = end + 1;
  }
  return words >= 2;
}

/// The same after a prefix that says nothing: longer than identifiers are, and no digest.
bool is_lone_key(const Makeup& body) noexcept {
  constexpr std::size_t least_both_cases = 30;
  constexpr std::size_t least_one_case = 32;
  constexpr std::size_t least_digits = 3;
  if (body.digits < least_digits || body.not_hex < 4) return false;
  if (!body.has_both_cases()) return body.letters >= least_one_case && body.changes_at(25);
  return body.letters >= least_both_cases && body.changes_at(35);
}

/// "acme.4fW8...": a random part after a short word and a dot.
MaybeFinding find_key_after_dot(const Scan& scan, std::size_t begin, std::size_t end) {
  constexpr std::size_t most_word = 8;
  constexpr std::size_t most_bytes = 128;
  if (begin <= scan.floor + 2 || scan.text[begin - 1] != '.' || end - begin > most_bytes) {
    return std::nullopt;
  }
  const std::size_t word = scan.skip_back(begin - 1, most_word, is_lower);
  const char before = scan.before(word);
  if (begin - 1 - word < 2 || is_word(before) || before == '.' || before == '/' || before == '-') {
    return std::nullopt;
  }
  const Makeup body = makeup_of(scan.slice(begin, end));
  if (!body.has_both_cases() || !is_lone_key(body) || scan.at(end) == '.') return std::nullopt;
  return Finding{word, end, SecretKind::token};
}

}  // namespace

MaybeFinding find_unlisted_key(const Scan& scan, std::size_t begin, std::size_t end) {
  constexpr std::size_t most_bytes = 200;  // what is longer is a text of its own
  if (auto finding = find_key_after_dot(scan, begin, end)) return finding;
  const std::string_view run = scan.slice(begin, std::min(end, begin + most_bytes));
  const std::size_t prefix_end = end_of_prefix(run);
  if (prefix_end < 2 || !core::is_letter(run[0])) return std::nullopt;
  const std::string_view prefix = run.substr(0, prefix_end - 1);
  const std::string_view text = run.substr(prefix_end);
  if (text.size() < 16 || is_placeholder(text)) return std::nullopt;
  const Makeup body = makeup_of(text);
  const bool is_digest = body.not_hex == 0;
  const bool is_announced = is_digest ? has_strong_key_word(prefix) : has_key_word(prefix);
  // Between words that separators end: random parts have few.
  const std::size_t separators = text.size() - body.letters;
  const bool has_uuid = is_uuid(text);
  if (separators * 6 > text.size() && !has_uuid) return std::nullopt;
  if (is_announced && is_announced_key(body, has_uuid)) {
    return Finding{begin, end, SecretKind::token};
  }
  const std::size_t first_word = std::min(prefix.find_first_of("_-"), prefix.size());
  constexpr std::size_t least_name = 2;  // of a vendor
  if (first_word < least_name || is_id_prefix(prefix.substr(0, first_word)) || !is_lone_key(body) ||
      has_words(text)) {
    return std::nullopt;
  }
  return Finding{begin, end, SecretKind::token};
}

}  // namespace sotto::privacy
