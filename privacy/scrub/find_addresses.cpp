#include <algorithm>
#include <array>
#include <string>

#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

using Octets = std::array<int, 4>;

/// Loopback, documentation, masks, multicast, "this network" and the metadata service of clouds
/// tell nothing of anybody.
bool is_nobodys_address(const Octets& o) noexcept {
  return o[0] == 0 || o[0] == 127 || o[0] >= 224 || (o[0] == 192 && o[1] == 0 && o[2] == 2) ||
         (o[0] == 198 && o[1] == 51 && o[2] == 100) || (o[0] == 203 && o[1] == 0 && o[2] == 113) ||
         o == Octets{169, 254, 169, 254} || o == Octets{169, 254, 0, 0};
}

/// The word before `at`, a blank between them.
std::string_view word_before(const Scan& scan, std::size_t at) noexcept {
  constexpr std::size_t most_bytes = 16;
  std::size_t end = at;
  while (end > scan.floor && is_blank(scan.at(end - 1))) --end;
  std::size_t begin = end;
  while (begin > scan.floor && end - begin < most_bytes &&
         (is_word(scan.at(begin - 1)) || scan.at(begin - 1) == ':' || scan.at(begin - 1) == '=')) {
    --begin;
  }
  return scan.slice(begin, end);
}

/// Whether a word right before says that an address follows: "ip=", "client: ", "tcp://".
bool is_called_address(const Scan& scan, std::size_t at) noexcept {
  constexpr std::size_t looked_at = 12;
  const std::size_t begin = scan.skip_back(at, looked_at, [](char c) { return !is_line_end(c); });
  const std::string_view text = scan.slice(begin, at);
  if (text.ends_with("://")) return true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!may_start_word(text, i)) continue;
    for (const std::string_view word : {"ip", "addr", "client ip", "remote", "peer"}) {
      if (has_word_at(text, i, word)) return true;
    }
  }
  return false;
}

bool is_of_address(char c) noexcept {
  return core::hex_value(c) >= 0 || c == ':' || c == '.';
}

/// An IPv6 address by its groups (RFC 4291, section 2.2): eight, or fewer with one "::".
bool is_ipv6(std::string_view text) noexcept {
  std::size_t groups = 0;
  std::size_t gaps = 0;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.') return false;
    if (text[i] != ':') {
      if (digits++ == 0) ++groups;
      if (digits > 4) return false;
      continue;
    }
    digits = 0;
    if (i + 1 < text.size() && text[i + 1] == ':') ++gaps;
  }
  if (text.find(":::") != std::string_view::npos || (text.ends_with(":") && gaps == 0))
    return false;
  return gaps == 0 ? groups == 8 : gaps == 1 && groups >= 2 && groups < 8;
}

/// Documentation, loopback, multicast, and links without a host's own part.
bool is_nobodys_ipv6(std::string_view text) noexcept {
  for (const std::string_view prefix : {"2001:db8", "2001:0db8", "ff0", "::1", "64:ff9b"}) {
    if (text.size() >= prefix.size() &&
        core::equals_ignoring_case(text.substr(0, prefix.size()), prefix)) {
      return true;
    }
  }
  // Loopback, written out: "0000:0000:0000::0001".
  return text.ends_with('1') && text.find_first_not_of("0:") == text.size() - 1;
}

/// "aa:bb:cc:dd:ee:ff", six pairs with the same separator, or the eight of EUI-64; not all alike,
/// as a mask has them.
bool is_mac(std::string_view text, char separator) noexcept {
  constexpr std::size_t mac_bytes = 17;
  constexpr std::size_t eui_64_bytes = 23;
  if (text.size() != mac_bytes && text.size() != eui_64_bytes) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2 ? text[i] != separator : core::hex_value(text[i]) < 0) return false;
  }
  const std::string_view first = text.substr(0, 2);
  for (std::size_t i = 3; i < text.size(); i += 3) {
    if (text.substr(i, 2) != first) return true;
  }
  return false;
}

/// "00aa.11bb.22cc", as switches write it; `at` is its last digit.
MaybeFinding find_dotted_mac(const Scan& scan, std::size_t at) noexcept {
  constexpr std::size_t mac_bytes = 14;
  if (at + 1 < scan.floor + mac_bytes) return std::nullopt;
  const std::size_t begin = at + 1 - mac_bytes;
  const char before = scan.before(begin);
  const char next = scan.at(at + 1);
  const std::string_view text = scan.slice(begin, at + 1);
  const bool has_dots = text[4] == '.' && text[9] == '.';
  const bool has_digit = std::any_of(text.begin(), text.end(), core::is_digit);
  const bool has_letter = std::any_of(text.begin(), text.end(), core::is_letter);
  if (!has_dots || !has_digit || !has_letter || is_word(before) || before == '.' || is_word(next) ||
      (next == '.' && is_word(scan.at(at + 2)))) {
    return std::nullopt;
  }
  return Finding{begin, at + 1, SecretKind::mac};
}

/// Whether the numbers from `begin` to `end` are a version by what stands around them:
/// "2.20.1.160.g5", "1.7.12.1 Release Notes", "2.8.11.1, 2.9.5", a table of vulnerabilities.
/// Private addresses are none.
bool is_version(const Scan& scan, std::size_t begin, std::size_t end, const Octets& o) noexcept {
  constexpr int most_major = 20;
  if (o[0] == 10 || o[0] > most_major) return false;
  if (scan.starts_with(end, ".g") && core::hex_value(scan.at(end + 2)) >= 0) return true;
  if (scan.has_word(end, " release")) return true;
  if (scan.starts_with(end, ", ")) {
    std::size_t i = end + 2;
    int dots = 0;
    for (; core::is_digit(scan.at(i)) || (scan.at(i) == '.' && core::is_digit(scan.at(i + 1)));
         ++i) {
      dots += scan.at(i) == '.' ? 1 : 0;
    }
    if (dots == 1 || dots == 2) return true;
  }
  constexpr std::size_t looked_at = 96;
  const std::size_t line = scan.skip_back(begin, looked_at, [](char c) { return !is_line_end(c); });
  return scan.slice(line, begin).find("CVE-") != std::string_view::npos;
}

}  // namespace

MaybeFinding find_grouped_address(Scan& scan, std::size_t at) {
  if (scan.at(at) != ':') return find_dotted_mac(scan, at);
  if (at < scan.colons_done) return std::nullopt;
  constexpr std::size_t most_bytes = 39;  // eight groups of four digits
  std::size_t begin = scan.skip_back(at, most_bytes, is_of_address);
  const std::size_t end = scan.skip(at, is_of_address);
  // "ip:2607:f8b0::1", but not "bob:x:1001:1001::/home/bob".
  const bool has_gap_at_end =
      end >= begin + 2 && scan.at(end - 1) == ':' && scan.at(end - 2) == ':';
  if (scan.at(begin) == ':' && scan.at(begin + 1) != ':' && !has_gap_at_end) ++begin;
  scan.colons_done = end;
  std::size_t last = end;
  while (last > begin &&
         (scan.at(last - 1) == '.' || (scan.at(last - 1) == ':' && scan.at(last - 2) != ':'))) {
    --last;
  }
  const std::string_view text = scan.slice(begin, last);
  const char before = scan.before(begin);
  if (text.size() > most_bytes || is_word(before) || is_word(scan.at(last))) return std::nullopt;
  if (is_mac(text, ':')) return Finding{begin, last, SecretKind::mac};
  // Two groups around "::" are as likely a name in C++ as an address: "a::b".
  constexpr std::size_t least_bytes = 8;
  const bool has_digit = std::any_of(text.begin(), text.end(), core::is_digit);
  if (text.size() < least_bytes || !has_digit || !is_ipv6(text) || is_nobodys_ipv6(text)) {
    return std::nullopt;
  }
  return Finding{begin, last, SecretKind::ip};
}

MaybeFinding find_dashed_mac(const Scan& scan, std::size_t begin, std::size_t end) {
  if (!is_mac(scan.slice(begin, end), '-') || is_word(scan.before(begin))) return std::nullopt;
  return Finding{begin, end, SecretKind::mac};
}

MaybeFinding find_ipv4(const Scan& scan, std::size_t at) {
  const char before = scan.before(at);
  // "Chrome/1.2.3.4", "package-1.2.3.4", "1.2.3.4.5": versions and object identifiers.
  if (before == '.' || before == '-') return std::nullopt;
  if (before == '/' && scan.before(at - 1) != '/') return std::nullopt;
  Octets octets{};
  std::size_t i = at;
  for (std::size_t part = 0; part < octets.size(); ++part) {
    const std::size_t begin = i;
    for (; core::is_digit(scan.at(i)) && i - begin < 3; ++i) {
      octets[part] = octets[part] * 10 + (scan.at(i) - '0');
    }
    const bool has_leading_zero = i - begin > 1 && scan.at(begin) == '0';
    if (i == begin || octets[part] > 255 || has_leading_zero) return std::nullopt;
    if (part < 3 && scan.at(i++) != '.') return std::nullopt;
  }
  if (is_word(scan.at(i)) || (scan.at(i) == '.' && core::is_digit(scan.at(i + 1))) ||
      (scan.at(i) == '-' && is_word(scan.at(i + 1)))) {
    return std::nullopt;
  }
  if (is_nobodys_address(octets) || is_version_word(word_before(scan, at)) ||
      is_version(scan, at, i, octets)) {
    return std::nullopt;
  }
  constexpr std::size_t looked_at = 48;
  const std::size_t line = scan.skip_back(at, looked_at, [](char c) { return !is_line_end(c); });
  if (is_about_versions(scan.slice(line, at))) return std::nullopt;
  // "22.2.2.2" numbers a section, "1.2.3.4" is an example, "2.20.1.15" is a version, and
  // "2.5.29.17" is an object identifier of X.500.
  const auto are_below = [&octets](int most) {
    return std::all_of(octets.begin() + 1, octets.end(), [most](int o) { return o < most; });
  };
  const bool is_small = (are_below(10) && octets[0] != 10) || (are_below(32) && octets[0] < 10);
  const bool is_x500 = octets[0] == 2 && octets[1] == 5 && (octets[2] == 4 || octets[2] == 29);
  if (is_x500 || (is_small && !is_called_address(scan, at))) return std::nullopt;
  return Finding{at, i, SecretKind::ip};
}

}  // namespace sotto::privacy
