#include <algorithm>
#include <array>
#include <iterator>

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
  Alphabet after;
  std::size_t least_after;
  SecretKind kind;
  std::string_view source;
  std::string_view date;
};
using enum Alphabet;
constexpr MarkedKey marked_keys[] = {
    {"!", base62, 15, 18, dotted, 60, SecretKind::token, "help.salesforce.com", "2026-11"},
    {".atlasv1.", base62, 14, 14, url_safe, 58, SecretKind::token, "developer.hashicorp.com",
     "2026-11"},
    {":", hex, 8, 10, url_safe, 35, SecretKind::token, "core.telegram.org", "2026-11"},
    {"|", hex, 15, 16, url_safe, 27, SecretKind::token, "developers.facebook.com", "2026-11"},
    {"~", identifier, 5, 5, dotted, 31, SecretKind::password, "learn.microsoft.com", "2026-11"},
};

MaybeFinding find_marked_key(const Scan& scan, std::size_t begin) {
  for (const MarkedKey& key : marked_keys) {
    const std::size_t mark = begin - key.mark.size();
    if (begin < scan.floor + key.mark.size() || !scan.starts_with(mark, key.mark)) continue;
    const std::size_t first =
        scan.skip_back(mark, key.most_before + 1, [&key](char c) { return is_in(key.before, c); });
    const std::size_t bytes = mark - first;
    if (bytes < key.least_before || bytes > key.most_before || is_word(scan.before(first)))
      continue;
    const std::size_t last = scan.skip(begin, [&key](char c) { return is_in(key.after, c); });
    if (last - begin < key.least_after || !is_random_key(scan.slice(begin, last))) continue;
    // Telegram's bots have numbers; what is between an Azure secret's first letters is fixed.
    const std::string_view head = scan.slice(first, mark);
    const bool is_number = std::ranges::all_of(head, core::is_digit);
    if ((key.mark == ":" || key.mark == "|") && !is_number) continue;
    if (key.mark == "~" && !head.ends_with('Q')) continue;
    return Finding{first, last, key.kind};
  }
  return std::nullopt;
}

/// "MTk4.Gh7u.x": three parts with dots, as Discord's bots have them; "2/16 digits/16 digits:hex"
/// of Asana.
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
  if (bytes == 32 && begin > scan.floor && scan.text[begin - 1] == ':') {
    constexpr std::size_t most_bytes = 48;
    const std::size_t first =
        scan.skip_back(begin - 1, most_bytes, [](char c) { return core::is_digit(c) || c == '/'; });
    if (std::ranges::count(scan.slice(first, begin), '/') == 2) {
      return Finding{first, end, SecretKind::token};
    }
  }
  return std::nullopt;
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
  constexpr std::size_t tail_bytes = 16;
  const std::string_view tail = key.substr(key.size() - tail_bytes);
  for (const std::string_view mark : {"+ASt", "+ABa", "+ASb", "+AEh", "+ARm", "ACDb", "AzFu",
                                      "AzCa", "AzSe", "AIoT", "AZEG", "APIM"}) {
    if (tail.find(mark) != std::string_view::npos) return Finding{first, last, SecretKind::api_key};
  }
  return std::nullopt;
}

bool is_base32(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return is_upper(c) || (c >= '2' && c <= '7'); });
}

/// Keys with a mark at their end, or with parts of fixed lengths within one run.
MaybeFinding find_key_of_one_run(const Scan& scan, std::size_t begin, std::size_t end) {
  const std::string_view run = scan.slice(begin, end);
  const Finding finding{begin, end, SecretKind::api_key};
  if (run.size() == 40 && run.ends_with("NRAL")) return finding;   // New Relic
  if (run.size() == 40 && run.ends_with("_mmk")) return finding;   // MaxMind
  if (run.size() >= 44 && run.ends_with("-NRMA")) return finding;  // New Relic
  if (run.size() == 106 && run[64] == '_' && run[69] == '_' && is_uuid(run.substr(70))) {
    return finding;  // Webex
  }
  const bool is_seed = run[0] == 'S' && (run.size() == 56 || run.size() == 58) && is_base32(run);
  if (is_seed) return finding;  // Stellar, NATS
  const std::size_t number = std::min(run.find_first_not_of("0123456789"), run.size());
  const bool has_number = number > 0 && number < run.size() && run[number] == '-';
  if (has_number && run.size() - number == 65 && is_random_key(run.substr(number + 1))) {
    return finding;  // TrueNAS
  }
  if (has_number && run.size() - number == 33 &&
      scan.starts_with(end, ".apps.googleusercontent.com")) {
    return finding;  // Google
  }
  if (run.size() == 84 && (run.substr(76, 4) == "AZDO" || run.substr(52, 6) == "JQQJ99")) {
    return finding;  // Azure
  }
  if (run.size() == 52 && run.substr(42, 4) == "AzSe") return finding;  // Azure
  if (run.size() == 50 && run.substr(10, 3) == "msh" && run.substr(35, 3) == "jsn") {
    return finding;  // RapidAPI
  }
  if (run.size() == 50 && run[32] == '-' && run[41] == '-' && is_hex(run.substr(0, 32)) &&
      is_hex(run.substr(33, 8)) && is_hex(run.substr(42))) {
    return finding;  // Mailgun
  }
  if (run.size() >= 36 && run.size() <= 37 && run.substr(32, 3) == "-us" &&
      is_hex(run.substr(0, 32))) {
    return finding;  // Mailchimp
  }
  return std::nullopt;
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
  if (is_word(scan.before(begin)) || is_word(next)) return std::nullopt;
  if (auto finding = find_key_of_one_run(scan, begin, end)) return finding;
  return find_unlisted_key(scan, begin, end);
}

}  // namespace sotto::privacy
