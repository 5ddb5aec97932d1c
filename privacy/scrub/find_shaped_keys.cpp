#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/vendor_keys.hpp"

namespace sotto::privacy {
namespace {

/// A key that a mark in its middle gives away, and not its beginning.
struct MarkedKey {
  std::string_view mark;  // stands right before the run
  Alphabet before;
  std::size_t least_before;
  std::size_t most_before;
  std::string_view begin;  // what the part before begins and ends with
  std::string_view end;
  Alphabet after;
  std::size_t least_after;
  SecretKind kind;
  std::string_view source;
  std::string_view date;
};
using enum Alphabet;
using enum SecretKind;
// clang-format off
constexpr MarkedKey marked_keys[] = {
    {"!", base62, 15, 18, "", "", dotted, 60, token, "help.salesforce.com", "2026-11"},
    {".atlasv1.", base62, 14, 14, "", "", url_safe, 58, token, "developer.hashicorp.com", "2026-11"},
    {":", digits, 8, 10, "", "", url_safe, 33, token, "core.telegram.org", "2026-11"},
    {":", url_safe, 11, 11, "AAAA", "", url_safe, 120, api_key, "firebase.google.com", "2026-11"},
    {":", base62, 24, 24, "", "", hex, 64, api_key, "docs.ghost.org, docs.datastax.com", "2026-11"},
    {":", url_safe, 36, 36, "", "", hex, 32, api_key, "docs.fal.ai, from memory", "2026-11"},
    {":", url_safe, 11, 11, "token-", "", base62, 54, token, "docs.rancher.com", "2026-11"},
    {":", url_safe, 21, 40, "kubeconfig-", "", base62, 54, token, "docs.rancher.com", "2026-11"},
    {"|", digits, 1, 8, "", "", base62, 40, token, "laravel.com, trufflesecurity", "2026-11"},
    {"|", digits, 13, 17, "", "", url_safe, 27, token, "developers.facebook.com", "2026-11"},
    {"~", identifier, 5, 5, "", "Q", dotted, 31, password, "learn.microsoft.com", "2026-11"},
};
// clang-format on

MaybeFinding find_marked_key(const Scan& scan, std::size_t begin) {
  for (const MarkedKey& key : marked_keys) {
    const std::size_t mark = begin - key.mark.size();
    if (begin < scan.floor + key.mark.size() || !scan.starts_with(mark, key.mark)) continue;
    const std::size_t first =
        scan.skip_back(mark, key.most_before + 1, [&key](char c) { return is_in(key.before, c); });
    const std::size_t bytes = mark - first;
    if (bytes < key.least_before || bytes > key.most_before || is_word(scan.before(first)))
      continue;
    const std::string_view head = scan.slice(first, mark);
    if (!head.starts_with(key.begin) || !head.ends_with(key.end)) continue;
    const std::size_t last = scan.skip(begin, [&key](char c) { return is_in(key.after, c); });
    const std::string_view body = scan.slice(begin, last);
    const Makeup makeup = makeup_of(body);
    const bool is_random =
        is_random_key(body) || (makeup.has_both_cases() && makeup.changes_at(30));
    if (body.size() < key.least_after || !is_random) continue;
    return Finding{first, last, key.kind};
  }
  return std::nullopt;
}

/// "MTk4.Gh7u.x": three parts with dots, as Discord's bots have them; "2/16 digits/16 digits:hex"
/// of Asana; "access_token$production$16 letters$hex" of Braintree.
MaybeFinding find_key_of_parts(const Scan& scan, std::size_t begin, std::size_t end) {
  const std::size_t bytes = end - begin;
  const auto is_part = [](char c) { return is_in(url_safe, c); };
  if (bytes >= 23 && bytes <= 28 && scan.at(end) == '.') {
    const std::size_t middle = scan.skip(end + 1, is_part);
    const std::size_t last = scan.at(middle) == '.' ? scan.skip(middle + 1, is_part) : middle;
    if (middle - end == 7 && last - middle >= 28 && is_random_key(scan.slice(begin, last))) {
      return Finding{begin, last, SecretKind::token};
    }
  }
  const std::size_t second_end = scan.at(end) == '.' ? scan.skip(end + 1, is_part) : end;
  const bool is_zhipu = bytes == 32 && second_end - end == 17 && is_hex(scan.slice(begin, end));
  if (is_zhipu && is_random_key(scan.slice(end + 1, second_end))) {
    return Finding{begin, second_end, SecretKind::api_key};
  }
  if (bytes != 32 || begin == scan.floor) return std::nullopt;
  if (scan.text[begin - 1] == '.' && is_generated(scan.slice(begin, end))) {  // Baseten
    constexpr std::size_t first_bytes = 8;
    const std::size_t first = scan.skip_back(begin - 1, first_bytes + 1, is_part);
    const std::string_view head = scan.slice(first, begin - 1);
    if (head.size() == first_bytes && makeup_of(head).digits > 0 && makeup_of(head).changes > 2) {
      return Finding{first, end, SecretKind::api_key};
    }
  }
  constexpr std::size_t most_bytes = 48;
  if (scan.text[begin - 1] == ':') {
    const std::size_t first =
        scan.skip_back(begin - 1, most_bytes, [](char c) { return core::is_digit(c) || c == '/'; });
    const std::string_view numbers = scan.slice(first, begin);
    if (numbers.size() > 16 && numbers[0] != '/' && std::ranges::count(numbers, '/') >= 1) {
      return Finding{first, end, SecretKind::token};
    }
  }
  if (scan.text[begin - 1] == '$') {
    const std::size_t first =
        scan.skip_back(begin, most_bytes, [](char c) { return is_word(c) || c == '$'; });
    if (scan.starts_with(first, "access_token$")) return Finding{first, end, SecretKind::token};
  }
  return std::nullopt;
}

/// Whether base64 holds plain text, which another search decodes.
bool holds_text(std::string_view base64) {
  const std::string bytes = decode_base64(base64);
  return std::ranges::all_of(bytes, [](char c) { return c >= ' ' || is_line_end(c); });
}

/// Whether the words before a value say that it is a digest or a signature.
bool is_named_digest(const Scan& scan, std::size_t begin) noexcept {
  constexpr std::size_t looked_at = 32;
  const std::size_t from = begin - scan.floor > looked_at ? begin - looked_at : scan.floor;
  const std::string_view words = scan.slice(from, begin);
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (const std::string_view word : {"sig", "hash", "sha", "digest", "integrity", "checksum"}) {
      if (scan.has_word(from + i, word)) return true;
    }
  }
  return false;
}

/// Keys of Azure: base64 whose last part has a mark of the service.
MaybeFinding find_azure_key(const Scan& scan, std::size_t begin, std::size_t end) {
  constexpr std::size_t most_bytes = 88;
  const auto is_base64 = [](char c) { return is_in(base62, c) || c == '+' || c == '/'; };
  const std::size_t first = scan.skip_back(begin, most_bytes, is_base64);
  std::size_t last = Scan{scan.text.substr(0, first + most_bytes)}.skip(end, is_base64);
  last = Scan{scan.text.substr(0, last + 2)}.skip(last, [](char c) { return c == '='; });
  const std::string_view key = scan.slice(first, last);
  if (key.size() == 52 && key.substr(42, 4) == "+ACR") {
    return Finding{first, last, SecretKind::api_key};
  }
  if (!key.ends_with('=') || (key.size() != 44 && key.size() != 56 && key.size() != 88)) {
    return std::nullopt;
  }
  // Of 64 bytes, as the keys of a storage account and of InfluxDB are: no digest ("sha512-...").
  const bool is_key_of_64_bytes = key.size() == 88 && key.ends_with("==") &&
                                  makeup_of(key).changes_at(40) && !is_word(scan.before(first)) &&
                                  scan.before(first) != '-' && scan.before(first) != ']';
  if (is_key_of_64_bytes && !is_named_digest(scan, first) && !holds_text(key)) {
    return Finding{first, last, SecretKind::api_key};
  }
  constexpr std::size_t tail_bytes = 16;
  const std::string_view tail = key.substr(key.size() - tail_bytes);
  for (const std::string_view mark : {"+ASt", "+ABa", "+ASb", "+AEh", "+ARm", "ACDb", "AzFu",
                                      "AzCa", "AzSe", "AIoT", "AZEG", "APIM"}) {
    if (tail.find(mark) != std::string_view::npos) return Finding{first, last, SecretKind::api_key};
  }
  return std::nullopt;
}

/// The secret of an AWS key: 40 characters of base64 by themselves. Neither SHA-1, which has one
/// case, nor the last line of a longer text in base64.
MaybeFinding find_aws_secret(const Scan& scan, std::size_t begin, std::size_t end) {
  constexpr std::size_t bytes = 40;
  const auto is_base64 = [](char c) { return is_in(base62, c) || c == '+' || c == '/'; };
  const std::size_t first = scan.skip_back(begin, bytes + 1, is_base64);
  const std::size_t last = Scan{scan.text.substr(0, first + bytes + 1)}.skip(end, is_base64);
  if (last - first != bytes || is_in(token68, scan.at(last)) ||
      is_in(token68, scan.before(first)) || scan.before(first) == ',' ||
      scan.before(first) == ']') {
    return std::nullopt;
  }
  if (first >= scan.floor + 2 && scan.text[first - 1] == '\n' && is_base64(scan.text[first - 2])) {
    return std::nullopt;
  }
  const std::string_view key = scan.slice(first, last);
  const Makeup makeup = makeup_of(key);
  constexpr std::ptrdiff_t most_slashes = 3;
  if (!std::ranges::all_of(key, is_base64) || makeup.digits < 2 || !makeup.has_both_cases() ||
      !makeup.changes_at(40) || std::ranges::count(key, '/') > most_slashes) {
    return std::nullopt;
  }
  return Finding{first, last, SecretKind::password};
}

bool is_base58(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) {
    return is_in(base62, c) && c != '0' && c != 'O' && c != 'I' && c != 'l';
  });
}

bool is_base32(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return is_upper(c) || (c >= '2' && c <= '7'); });
}

/// Tokens of Azure DevOps before 2024: 52 small letters and digits from 2 to 7.
bool is_base32_of_azure(std::string_view text) noexcept {
  constexpr std::size_t least_digits = 4;
  return makeup_of(text).digits >= least_digits && makeup_of(text).not_hex >= least_digits &&
         std::ranges::all_of(text, [](char c) { return is_lower(c) || (c >= '2' && c <= '7'); });
}

/// The kind of a key that a mark of its vendor gives away, wherever in it that stands.
std::optional<SecretKind> kind_by_mark(std::string_view run) noexcept {
  const std::size_t bytes = run.size();
  if (bytes == 40 && (run.ends_with("NRAL") || run.ends_with("_mmk"))) {
    return api_key;  // New Relic, MaxMind
  }
  if (bytes >= 44 && run.ends_with("-NRMA")) return api_key;  // New Relic
  if (bytes == 84 && (run.substr(76, 4) == "AZDO" || run.substr(52, 6) == "JQQJ99")) {
    return api_key;  // Azure
  }
  if (bytes == 52 && run.substr(42, 4) == "AzSe") return api_key;  // Azure
  if (bytes == 50 && run.substr(10, 3) == "msh" && run.substr(35, 3) == "jsn") {
    return api_key;  // RapidAPI
  }
  if (run.starts_with("sk-") && run.find("T3BlbkFJ") != std::string_view::npos) {
    return api_key;  // OpenAI: its name in base64
  }
  constexpr std::string_view client_secret = "_secret_";  // of a payment of Stripe
  const std::size_t secret = run.find(client_secret);
  const bool is_payment =
      secret != std::string_view::npos && is_generated(run.substr(secret + client_secret.size()));
  return is_payment ? std::optional(token) : std::nullopt;
}

/// The kind of a key that has parts of fixed lengths and alphabets.
std::optional<SecretKind> kind_by_lengths(std::string_view run) noexcept {
  const std::size_t bytes = run.size();
  if (bytes == 106 && run[64] == '_' && run[69] == '_' && is_uuid(run.substr(70))) {
    return api_key;  // Webex
  }
  if (bytes == 52 && is_base32_of_azure(run)) return api_key;
  if (bytes == 49 && run[27] == '_' && core::is_digit(run[0]) && is_generated(run)) {
    return token;  // ngrok
  }
  if (run[0] == 'S' && (bytes == 56 || bytes == 58) && is_base32(run)) {
    return api_key;  // Stellar, NATS
  }
  const std::size_t number = std::min(run.find_first_not_of("0123456789"), bytes);
  const bool has_number = number > 0 && number < bytes && run[number] == '-';
  if (has_number && bytes - number == 65 && is_random_key(run.substr(number + 1))) {
    return api_key;  // TrueNAS
  }
  if (bytes == 50 && run[32] == '-' && run[41] == '-' && is_hex(run.substr(0, 32)) &&
      is_hex(run.substr(33, 8)) && is_hex(run.substr(42))) {
    return api_key;  // Mailgun
  }
  const bool is_mailchimp =
      (bytes == 36 || bytes == 37) && run.substr(32, 3) == "-us" && is_hex(run.substr(0, 32));
  return is_mailchimp ? std::optional(api_key) : std::nullopt;
}

/// Keys that are one run, and those that what stands beside their run gives away.
MaybeFinding find_key_of_one_run(const Scan& scan, std::size_t begin, std::size_t end) {
  const std::string_view run = scan.slice(begin, end);
  if (const auto kind = kind_by_mark(run)) return Finding{begin, end, *kind};
  if (const auto kind = kind_by_lengths(run)) return Finding{begin, end, *kind};
  constexpr std::size_t id_bytes = 32;  // "dt0c01.", 24 characters and a full stop
  const bool is_dynatrace = run.size() == 64 && begin >= scan.floor + id_bytes &&
                            scan.starts_with(begin - id_bytes, "dt0") &&
                            scan.text[begin - 1] == '.';
  if (is_dynatrace) return Finding{begin - id_bytes, end, token};
  const bool is_wallet =
      (run.size() == 51 && run[0] == '5') || (run.size() == 52 && (run[0] == 'K' || run[0] == 'L'));
  const bool is_in_base64 = is_in(base64, scan.at(end)) || is_in(base64, scan.before(begin));
  if (is_wallet && !is_in_base64 && is_base58(run) && is_random_key(run)) {
    return Finding{begin, end, private_key};  // Bitcoin's wallet import format
  }
  const std::size_t dash = std::min(run.find('-'), run.size());
  const bool is_google = run.size() - dash == 33 &&
                         std::ranges::all_of(run.substr(0, dash), core::is_digit) &&
                         scan.starts_with(end, ".apps.googleusercontent.com");
  return is_google ? MaybeFinding({begin, end, api_key}) : std::nullopt;
}

/// Whether the run is a private part of a JSON web key (RFC 7517): "d", "p", "q", "dp", "dq", "qi"
/// or "k", near its "kty".
bool is_private_part_of_jwk(const Scan& scan, std::size_t begin) noexcept {
  constexpr std::size_t most_blanks = 4;
  constexpr std::size_t looked_at = 2048;
  const std::size_t quote = begin - 1;
  const std::size_t colon = scan.skip_back(quote, most_blanks, is_blank);
  if (colon == scan.floor || scan.text[colon - 1] != ':') return false;
  const std::size_t name_end = scan.skip_back(colon - 1, most_blanks, is_blank);
  if (name_end == scan.floor || scan.text[name_end - 1] != '"') return false;
  const std::size_t name = scan.skip_back(name_end - 1, 3, is_lower);
  static constexpr std::string_view names[] = {"d", "p", "q", "dp", "dq", "qi", "k"};
  if (std::ranges::find(names, scan.slice(name, name_end - 1)) == std::end(names)) return false;
  const std::size_t from = begin - scan.floor > looked_at ? begin - looked_at : scan.floor;
  return scan.text.substr(from, 2 * looked_at).find("\"kty\"") != std::string_view::npos;
}

}  // namespace

MaybeFinding find_shaped_key(const Scan& scan, std::size_t begin, std::size_t end) {
  const char before = begin > scan.floor ? scan.text[begin - 1] : ' ';
  static constexpr ByteSet marks("!.:|~");
  if (marks.has(before)) {
    if (auto finding = find_marked_key(scan, begin)) return finding;
  }
  if (auto finding = find_key_of_parts(scan, begin, end)) return finding;
  const char next = scan.at(end);
  if (next == '=' || next == '+' || next == '/' || before == '+') {
    if (auto finding = find_azure_key(scan, begin, end)) return finding;
  }
  if (auto finding = find_aws_secret(scan, begin, end)) return finding;
  if (is_word(scan.before(begin)) || is_word(next)) return std::nullopt;
  if (before == '"' && next == '"' && is_private_part_of_jwk(scan, begin)) {
    return Finding{begin, end, SecretKind::private_key};
  }
  if (auto finding = find_key_of_one_run(scan, begin, end)) return finding;
  return find_unlisted_key(scan, begin, end);
}

}  // namespace sotto::privacy
