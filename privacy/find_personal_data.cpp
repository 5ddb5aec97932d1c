#include <algorithm>
#include <array>
#include <string>

#include "privacy/scan.hpp"
#include "privacy/scrub_rules.hpp"

namespace sotto::privacy {
namespace {

bool is_local_part(char c) noexcept {
  return is_word(c) || c == '.' || c == '%' || c == '+' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}
/// The end of the longest name with a dot in it whose last part can be a top-level domain, or
/// `begin`. What follows is not the name's: "x.org.eyJhbGci", "x.org.".
std::size_t end_of_domain(const Scan& scan, std::size_t begin) noexcept {
  constexpr std::size_t most_bytes = 253;  // RFC 1035, as text
  const Scan part{scan.text.substr(0, begin + most_bytes)};
  const auto is_label = [](char c) { return core::is_letter(c) || core::is_digit(c) || c == '-'; };
  std::size_t found = begin;
  for (std::size_t at = begin;; ++at) {
    const std::size_t end = part.skip(at, is_label);
    const std::string_view label = scan.slice(at, end);
    if (label.empty() || label.front() == '-' || label.back() == '-') return found;
    const bool is_ending =
        at > begin && label.size() >= 2 && std::all_of(label.begin(), label.end(), core::is_letter);
    if (is_ending && is_file_ending(label)) return begin;
    if (is_ending) found = end;
    if (part.at(end) != '.') return is_word(scan.at(end)) ? begin : found;
    at = end;
  }
}

/// Luhn's check digit (ISO/IEC 7812).
bool has_check_digit(std::string_view digits) noexcept {
  int sum = 0;
  bool is_doubled = false;
  for (std::size_t i = digits.size(); i-- > 0;) {
    int value = digits[i] - '0';
    if (is_doubled) value = value > 4 ? value * 2 - 9 : value * 2;
    sum += value;
    is_doubled = !is_doubled;
  }
  return sum % 10 == 0;
}

/// The check of ISO 13616: with its first four characters at the end, modulo 97 gives 1.
bool has_iban_checksum(std::string_view iban) noexcept {
  int rest = 0;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    rest = core::is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
  }
  return rest == 1;
}

using Octets = std::array<int, 4>;

/// Loopback, documentation, masks, multicast and "this network" tell nothing of anybody.
bool is_nobodys_address(const Octets& o) noexcept {
  return o[0] == 0 || o[0] == 127 || o[0] >= 224 || (o[0] == 192 && o[1] == 0 && o[2] == 2) ||
         (o[0] == 198 && o[1] == 51 && o[2] == 100) || (o[0] == 203 && o[1] == 0 && o[2] == 113);
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

bool is_account(char c) noexcept {
  return is_word(c) || c == '.' || c == '-' || c == '+' || c == '@' ||
         static_cast<unsigned char>(c) >= 0x80;
}

MaybeFinding account_at(const Scan& scan, std::size_t begin, std::size_t end) {
  while (end > begin && scan.at(end - 1) == '.') --end;
  const std::string_view account = scan.slice(begin, end);
  if (account.empty() || is_shared_account(account)) return std::nullopt;
  return Finding{begin, end, SecretKind::home_path};
}

}  // namespace

MaybeFinding find_email(const Scan& scan, std::size_t at) {
  constexpr std::size_t most_local = 64;  // RFC 5321, section 4.5.3.1
  std::size_t begin = at;
  while (begin > scan.floor && at - begin < most_local && is_local_part(scan.at(begin - 1)) &&
         scan.before(begin) == scan.at(begin - 1)) {
    --begin;
  }
  while (begin < at && std::string_view(".-+%").find(scan.at(begin)) != std::string_view::npos) {
    ++begin;
  }
  if (begin == at || scan.slice(begin, at) == "git") return std::nullopt;
  const std::size_t end = end_of_domain(scan, at + 1);
  if (end == at + 1) return std::nullopt;
  return Finding{begin, end, SecretKind::email};
}

MaybeFinding find_phone(const Scan& scan, std::size_t at) {
  const char before = scan.before(at);
  if (is_word(before) || before == '+' || before == '.' || before == ')' || scan.at(at + 1) < '1' ||
      scan.at(at + 1) > '9') {
    return std::nullopt;
  }
  std::size_t digits = 0;
  std::size_t end = at + 1;
  std::size_t separators = 0;  // since the last digit
  for (std::size_t i = at + 1; i < scan.text.size() && separators <= 2; ++i) {
    const char c = scan.at(i);
    if (core::is_digit(c)) {
      ++digits;
      separators = 0;
      end = i + 1;
    } else if (std::string_view(" -.()/").find(c) != std::string_view::npos) {
      ++separators;
    } else {
      break;
    }
    if (digits > 15) return std::nullopt;  // E.164
  }
  if (digits < 8 || is_word(scan.at(end))) return std::nullopt;
  return Finding{at, end, SecretKind::phone};
}

MaybeFinding find_card(const Scan& scan, std::size_t at) {
  constexpr std::size_t most_digits = 19;
  const char before = scan.before(at);
  if (before == '.' || before == '-') return std::nullopt;
  std::array<char, most_digits> digits{};
  std::size_t count = 0;
  std::size_t group = 0;
  std::size_t end = at;
  char separator = '\0';
  for (std::size_t i = at; i < scan.text.size(); ++i) {
    const char c = scan.at(i);
    if (core::is_digit(c)) {
      if (count == most_digits) return std::nullopt;
      digits[count++] = c;
      ++group;
      end = i + 1;
    } else if ((c == ' ' || c == '-') && core::is_digit(scan.at(i + 1)) && group >= 4 &&
               group <= 6 && (separator == '\0' || separator == c)) {
      separator = c;  // 4-4-4-4, 4-6-5 and the like
      group = 0;
    } else {
      break;
    }
  }
  const std::string_view number(digits.data(), count);
  constexpr std::size_t least_digits = 13;
  if (count < least_digits || is_word(scan.at(end))) return std::nullopt;
  if (scan.at(end) == '.' && core::is_digit(scan.at(end + 1))) return std::nullopt;
  if (!is_card_range(number) || !has_check_digit(number)) {
    return std::nullopt;
  }
  return Finding{at, end, SecretKind::card};
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
  if (is_nobodys_address(octets) || is_version_word(word_before(scan, at))) return std::nullopt;
  return Finding{at, i, SecretKind::ip};
}

MaybeFinding find_iban(const Scan& scan, std::size_t at) {
  if (!core::is_digit(scan.at(at + 2)) || !core::is_digit(scan.at(at + 3))) return std::nullopt;
  const std::size_t bytes = iban_bytes(scan.text.substr(at, 2));
  if (bytes == 0) return std::nullopt;
  std::string iban;
  std::size_t i = at;
  for (; iban.size() < bytes; ++i) {
    const char c = scan.at(i);
    if (core::is_digit(c) || (c >= 'A' && c <= 'Z')) {
      iban += c;
    } else if (c != ' ' || iban.size() % 4 != 0) {
      return std::nullopt;  // written in groups of four, or in one
    }
  }
  if (is_word(scan.at(i)) || !has_iban_checksum(iban)) return std::nullopt;
  return Finding{at, i, SecretKind::iban};
}

MaybeFinding find_unix_home(const Scan& scan, std::size_t at) {
  const char before = scan.before(at);
  if (is_word(before) || before == '.' || before == '-' || before == '~' || before == '}') {
    return std::nullopt;
  }
  for (const std::string_view folder : {"/home/", "/Users/"}) {
    if (!scan.starts_with(at, folder)) continue;
    const std::size_t begin = at + folder.size();
    return account_at(scan, begin, scan.skip(begin, is_account));
  }
  return std::nullopt;
}

MaybeFinding find_windows_home(const Scan& scan, std::size_t at) {
  if (!core::is_letter(scan.at(at)) || scan.at(at + 1) != ':') return std::nullopt;
  const auto is_slash = [](char c) { return c == '\\' || c == '/'; };
  const std::size_t folder = scan.skip(at + 2, is_slash);
  constexpr std::string_view users = "users";
  if (folder == at + 2 ||
      !core::equals_ignoring_case(scan.text.substr(folder, users.size()), users)) {
    return std::nullopt;
  }
  const std::size_t begin = scan.skip(folder + users.size(), is_slash);
  if (begin == folder + users.size()) return std::nullopt;
  // A name of two words counts where a backslash ends it, as in a path.
  constexpr std::size_t most_bytes = 40;
  const Scan part{scan.text.substr(0, begin + most_bytes)};
  const std::size_t words = part.skip(begin, [](char c) { return is_account(c) || c == ' '; });
  if (scan.at(words) == '\\') return account_at(scan, begin, words);
  return account_at(scan, begin, scan.skip(begin, is_account));
}

}  // namespace sotto::privacy
