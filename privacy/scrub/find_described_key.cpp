#include <algorithm>
#include <array>
#include <iterator>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/vendor_names.hpp"
#include "privacy/scrub/word_table.hpp"
#include "privacy/secret_names.hpp"

namespace sotto::privacy {
namespace {

/// How a value looks: like a digest or an identifier, which needs a plain name, or like a key; or
/// hardly random, which needs a plain name and a verb or sign right before it.
enum class Look { none, hardly, digest, one_case, both_cases };

Look look_of(std::string_view value) noexcept {
  constexpr std::size_t least_bytes = 16;
  constexpr std::size_t most_bytes = 200;
  if (value.size() < least_bytes || value.size() > most_bytes) return Look::none;
  if (is_uuid(value)) return Look::digest;
  const Makeup makeup = makeup_of(value);
  const std::size_t separators = value.size() - makeup.letters;
  if (makeup.digits == 0 || makeup.letters < least_bytes || separators * 6 > value.size()) {
    return Look::none;
  }
  const bool has_letters = makeup.digits < makeup.letters;
  const Look otherwise = separators == 0 && has_letters ? Look::hardly : Look::none;
  if (makeup.has_both_cases()) {
    return makeup.changes_at(makeup.digits <= 2 ? 38 : 30) ? Look::both_cases : otherwise;
  }
  if (makeup.digits < 2 || !makeup.changes_at(18)) return otherwise;
  return makeup.not_hex == 0 ? Look::digest : Look::one_case;
}

/// Words between a name and its value.
bool is_connective(std::string_view word) noexcept {
  static constexpr std::string_view words[] = {
      "is",    "was", "are", "to",   "be",  "now", "ist", "es",  "est", "lautet",
      "value", "the", "and", "with", "und", "see", "of",  "got", "use", "set"};
  return word_table<words>.has(word) || std::ranges::all_of(word, core::is_digit);
}

/// Words that make a random value an identifier or a digest.
bool is_about_identifiers(std::string_view word) noexcept {
  static constexpr std::string_view words[] = {
      "account",     "blob",      "build",   "cache",   "call",       "checksum", "commit",
      "correlation", "digest",    "etag",    "event",   "file",       "guid",     "hash",
      "id",          "ids",       "image",   "index",   "issue",      "job",      "md5",
      "message",     "object",    "page",    "parent",  "public",     "ref",      "release",
      "rev",         "revision",  "request", "run",     "sha",        "sha1",     "sha256",
      "sha512",      "span",      "tag",     "task",    "thumbprint", "trace",    "traceid",
      "trace_id",    "tree",      "user",    "user_id", "uuid",       "version",  "order",
      "span_id",     "requestid", "spanid",  "gpg",     "ssh",        "pgp",      "rsa",
      "customer",    "key_id",    "keyid",   "layer",   "fingerprint"};
  return word_table<words>.has(word);
}

/// The words before a place in the same line, the nearest first.
class WordsBefore {
 public:
  WordsBefore(const Scan& scan, std::size_t at) noexcept
      : scan_(scan), at_(at), all_end_(at), least_(at - std::min(at - scan.floor, most_bytes)) {}

  /// The next word back; empty at the beginning of the clause, and where another value stands.
  std::string_view next() noexcept {
    const std::size_t end = before_gap();
    at_ = end;
    while (at_ > least_ && is_of_word(scan_.text[at_ - 1])) --at_;
    is_first_ = false;
    if (at_ > least_ && scan_.text[at_ - 1] == '\\' && end - at_ > 1) {  // "\n" and "\t" of JSON
      return scan_.slice(at_ + 1, end);
    }
    const std::string_view word = scan_.slice(at_, end);
    return word.ends_with('.') || is_generated(word) ? std::string_view() : word;
  }
  std::size_t begin() const noexcept { return at_; }
  /// All that there may be, of which some may have been given.
  std::string_view all() const noexcept { return scan_.slice(least_, all_end_); }
  /// Whether ":", "=" or ">" stood between the words and the place.
  bool has_sign() const noexcept { return has_sign_; }

 private:
  static constexpr std::size_t most_bytes = 72;
  static bool is_of_word(char c) noexcept {
    return is_word(c) || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
  }

  /// Where the word before quotes, blanks and signs ends. In front of the value itself a line may
  /// end after a colon.
  std::size_t before_gap() noexcept {
    std::size_t i = at_;
    std::size_t line_ends = 0;
    for (; i > least_; --i) {
      const char c = scan_.text[i - 1];
      const bool is_arrow = c == '-' && (i == at_ || !is_of_word(scan_.text[i]) || is_first_);
      static constexpr ByteSet others("\"'`()*\\ \t");
      if (c == ':' || c == '=' || (c == '>' && !skip_tag(i))) {
        has_sign_ = true;
        if (line_ends > 0 && c != ':') return at_;
      } else if (c == '\n' || c == '\r') {
        constexpr std::size_t most_line_ends = 2;
        if (!is_first_ || (c == '\n' && ++line_ends > most_line_ends)) return at_;
      } else if (!others.has(c) && !is_arrow && !(is_first_ && c == ',') && c != '>') {
        break;
      }
    }
    return line_ends > 0 && !has_sign_ ? at_ : i;
  }
  /// Moves to "<" of the tag of HTML that ends at `i`.
  bool skip_tag(std::size_t& i) noexcept {
    constexpr std::size_t most_tag = 24;
    for (std::size_t k = i - 1; k > least_ && i - k < most_tag; --k) {
      if (scan_.text[k - 1] != '<') continue;
      i = k;
      return true;
    }
    return false;
  }

  const Scan& scan_;
  std::size_t at_;
  std::size_t all_end_;
  std::size_t least_;
  bool is_first_ = true;
  bool has_sign_ = false;
};

/// Names of cookies and of keys that stand for other things as well when the value is no key.
bool is_session_name(std::string_view name) noexcept {
  static constexpr std::string_view names[] = {"connect.sid", "express.sid", "sid", "sessionid",
                                               "remember_me", "rememberme",  "jwt", "_session_id"};
  static constexpr std::string_view endings[] = {"_session", "_pat",        "-pat",
                                                 "_jwt",     "reporter_id", ".session"};
  const auto ends = [name](std::string_view ending) {
    return name.size() > ending.size() &&
           core::equals_ignoring_case(name.substr(name.size() - ending.size()), ending);
  };
  return word_table<names>.has(name) || std::ranges::any_of(endings, ends) || name == "PAT" ||
         name == "pat" || name.starts_with("__Secure-") || name.starts_with("__Host-");
}

/// What a word, and the one before it, say the value is.
std::optional<SecretKind> kind_of_words(std::string_view word, std::string_view both,
                                        Look look) noexcept {
  if (const auto kind = kind_of_name(both)) return kind;  // and so not of "page token"
  if (look == Look::digest || look == Look::hardly) return std::nullopt;
  const bool is_key = core::equals_ignoring_case(word, "key");
  return is_key && weak_kind_of_name(both) ? std::optional(SecretKind::api_key) : std::nullopt;
}

std::optional<SecretKind> kind_by_words(const Scan& scan, std::size_t at, Look look) noexcept {
  constexpr int most_words = 7;
  WordsBefore words(scan, at);
  std::string_view word = words.next();
  if (word.empty()) return std::nullopt;
  bool is_direct = true;
  bool is_told = words.has_sign();  // by a sign or a verb that the value comes now
  if (word == "s" && words.has_sign()) word = words.next();  // "connect.sid=s:..."
  if (words.has_sign() && is_session_name(word)) return SecretKind::token;
  const char mark = scan.before(words.begin());
  const bool is_parameter = mark == '?' || mark == '&' || mark == ';';
  static constexpr std::string_view parameters[] = {"sid",   "session", "ticket",
                                                    "appid", "app_id",  "sess"};
  const bool is_cookie = look == Look::both_cases && (core::equals_ignoring_case(word, "session") ||
                                                      core::equals_ignoring_case(word, "auth"));
  if (words.has_sign() && (is_cookie || (is_parameter && word_table<parameters>.has(word)))) {
    return SecretKind::token;
  }
  if (word.empty() || !may_name_secret(words.all())) return std::nullopt;
  for (int i = 0; i < most_words && !word.empty(); ++i) {
    const std::size_t end = words.begin() + word.size();
    const bool is_verb = is_connective(word);
    const bool is_plain_verb = i == 0 && (word == "is" || word == "was" || word == "ist");
    if (!is_verb && is_about_identifiers(word)) return std::nullopt;
    const std::string_view previous = words.next();
    is_told |= is_plain_verb;
    if (!is_verb) {
      const std::size_t begin = previous.empty() ? end - word.size() : words.begin();
      const bool is_name = look == Look::hardly ? is_direct && is_told : is_direct || is_told;
      if (const auto kind = kind_of_words(word, scan.slice(begin, end), look); kind && is_name) {
        const bool is_prose = core::equals_ignoring_case(word, "credential") ||
                              core::equals_ignoring_case(word, "credentials");
        if (!is_prose || look != Look::digest) return kind;
      }
      is_direct = false;
    }
    word = previous;
  }
  return std::nullopt;
}

/// Whether a vendor whose keys have no prefix is named right before the value.
bool is_after_vendor(const Scan& scan, std::size_t at) noexcept {
  constexpr int most_words = 4;
  WordsBefore words(scan, at);
  for (int i = 0; i < most_words; ++i) {
    std::string_view word = words.next();
    constexpr std::size_t most_word = 31;  // what is longer is no name
    if (word.empty() || word.size() > most_word || is_about_identifiers(word)) return false;
    while (!word.empty()) {
      static constexpr ByteSet separators("_-.");
      const std::size_t part = separators.first_in(word);
      if (is_about_identifiers(word.substr(0, part))) return false;
      if (is_vendor_name(word.substr(0, part))) return true;
      word.remove_prefix(std::min(part + 1, word.size()));
    }
  }
  return false;
}

}  // namespace

MaybeFinding find_described_key(const Scan& scan, std::size_t begin, std::size_t end) {
  constexpr std::size_t most_bytes = 200;
  if (end - begin > most_bytes) return std::nullopt;
  const std::string_view run = scan.slice(begin, end);
  if (std::ranges::none_of(run, core::is_digit)) return std::nullopt;  // most names of code
  const auto is_base64 = [](char c) { return is_word(c) || c == '+' || c == '/' || c == '-'; };
  const std::size_t run_begin = begin;
  begin = scan.skip_back(begin, most_bytes, is_base64);
  if (run_begin - begin == most_bytes) return std::nullopt;  // in the middle of a longer text
  while (begin < end && !is_word(scan.text[begin])) ++begin;
  end = Scan{scan.text.substr(0, begin + most_bytes)}.skip(end, is_base64);
  constexpr std::string_view colon = "3A";  // after "%": "connect.sid=s%3A..."
  const bool is_signed = scan.starts_with(begin, colon) && begin > scan.floor + 2 &&
                         scan.slice(begin - 2, begin) == "s%";
  if (is_signed) begin += colon.size();
  Look look = look_of(scan.slice(begin, end));
  // "acme-secrettoken-9f3ea17c..."
  const std::size_t tail = scan.skip_back(
      end, most_bytes, [](char c) { return core::is_letter(c) || core::is_digit(c); });
  const Look tail_look = tail > begin ? look_of(scan.slice(tail, end)) : Look::none;
  const bool has_prefix =
      tail > begin && (scan.text[tail - 1] == '-' || scan.text[tail - 1] == '_');
  if (has_prefix && tail_look > Look::hardly && !is_uuid(scan.slice(begin, end)) &&
      is_after_vendor(scan, tail)) {
    return Finding{tail, end, SecretKind::api_key};
  }
  if (look == Look::none) {
    if (tail_look == Look::none) return std::nullopt;
    begin = tail;
    look = tail_look;
  }
  const char before = begin > scan.floor && !is_signed ? scan.text[begin - 1] : ' ';
  static constexpr ByteSet parts("/\\.@#$%&");
  if (parts.has(before)) return std::nullopt;
  // A part of a name with dots, or of an address.
  char after = scan.at(end);
  constexpr std::size_t least_part = 16;  // of a signature
  const std::size_t part = after == '.' ? scan.skip(end + 1, is_base64) : end;
  if (part > end + least_part && look != Look::digest) {
    end = part;
    after = scan.at(end);
  }
  if (after == '@' || after == '(' || (after == '.' && core::is_letter(scan.at(end + 1)))) {
    return std::nullopt;
  }
  end = Scan{scan.text.substr(0, end + 2)}.skip(end, [](char c) { return c == '='; });
  const std::size_t lead = is_signed ? begin - 4 : begin;
  if (const auto kind = kind_by_words(scan, lead, look)) return Finding{begin, end, *kind};
  if (look != Look::hardly && is_after_vendor(scan, begin))
    return Finding{begin, end, SecretKind::api_key};
  return std::nullopt;
}

}  // namespace sotto::privacy
