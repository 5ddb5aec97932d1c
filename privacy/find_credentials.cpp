#include <algorithm>
#include <string>

#include "privacy/scan.hpp"
#include "privacy/scrub_rules.hpp"

namespace sotto::privacy {
namespace {

/// Random text has digits or both cases; a word of prose has neither.
bool looks_random(std::string_view text) noexcept {
  bool has_digit = false;
  bool has_upper = false;
  bool has_lower = false;
  for (const char c : text) {
    has_digit |= core::is_digit(c);
    has_upper |= c >= 'A' && c <= 'Z';
    has_lower |= c >= 'a' && c <= 'z';
  }
  return has_digit || (has_upper && has_lower);
}

bool is_base64url(char c) noexcept {
  return is_in(Alphabet::url_safe, c);
}
bool is_base64(char c) noexcept {
  return is_in(Alphabet::base62, c) || c == '+' || c == '/' || c == '=';
}

/// Decodes base64 and base64url up to the first byte that is neither.
std::string decode_base64(std::string_view text) {
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    unsigned value = 0;
    if (c >= 'A' && c <= 'Z') {
      value = static_cast<unsigned>(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
      value = static_cast<unsigned>(c - 'a') + 26;
    } else if (core::is_digit(c)) {
      value = static_cast<unsigned>(c - '0') + 52;
    } else if (c == '+' || c == '-') {
      value = 62;
    } else if (c == '/' || c == '_') {
      value = 63;
    } else {
      break;
    }
    bits = (bits << 6 | value) & 0xffffU;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 0xffU);
    }
  }
  return out;
}

/// Where a PEM key ends that has lost its last line: after the lines that can belong to it.
std::size_t end_of_cut_pem(const Scan& scan, std::size_t at) noexcept {
  std::size_t end = at;
  while (true) {
    std::size_t line = at;
    while (true) {  // line ends, written as they are or escaped
      if (is_blank(scan.at(line)) || scan.at(line) == '\n' || scan.at(line) == '\r') {
        ++line;
      } else if (scan.at(line) == '\\') {
        const std::size_t letter = scan.skip(line, [](char c) { return c == '\\'; });
        if (scan.at(letter) != 'n' && scan.at(letter) != 'r') return end;
        line = letter + 1;
      } else {
        break;
      }
    }
    if (line == at) return end;
    at = scan.skip(line, is_base64);
    const bool is_line = is_line_end(scan.at(at)) || scan.at(at) == '\\' || scan.at(at) == '"';
    if (at == line || !is_line) return end;
    end = at;
  }
}

}  // namespace

MaybeFinding find_vendor_key(const Scan& scan, std::size_t at) {
  for (const VendorKey& key : vendor_keys(scan.at(at))) {
    if (!scan.starts_with(at, key.prefix)) continue;
    const auto is_body = [&key](char c) { return is_in(key.alphabet, c); };
    const std::size_t begin = at + key.prefix.size();
    // So much of a key without a fixed length is looked at before it is believed to be one.
    constexpr std::size_t looked_at = 64;
    const std::size_t most = key.bytes + (key.length == Length::at_least ? looked_at : 0);
    std::size_t end = Scan{scan.text.substr(0, begin + most)}.skip(begin, is_body);
    if (end < begin + key.bytes) continue;
    const std::string_view body = scan.slice(begin, end);
    if (!looks_random(body) || is_placeholder(body)) continue;
    if (key.length == Length::at_least) end = scan.skip(end, is_body);
    while (end > begin + key.bytes && !is_word(scan.at(end - 1))) --end;  // a full stop, a dash
    if (!is_word(scan.at(end))) return Finding{at, end, key.kind};
  }
  return std::nullopt;
}

MaybeFinding find_jwt(const Scan& scan, std::size_t at) {
  // base64 of {". After a dash it stands inside of a longer text of the same alphabet.
  if (!scan.starts_with(at, "eyJ") || scan.before(at) == '-') return std::nullopt;
  const std::size_t header_end = scan.skip(at, is_base64url);
  if (scan.at(header_end) != '.') return std::nullopt;
  // 512 bytes hold every header that names its algorithm first.
  constexpr std::size_t most = 512;
  const std::string header = decode_base64(scan.slice(at, std::min(header_end, at + most)));
  if (header.find("\"alg\"") == std::string::npos) return std::nullopt;
  std::size_t end = scan.skip(header_end + 1, is_base64url);
  if (end == header_end + 1) return std::nullopt;
  if (scan.at(end) == '.' && is_base64url(scan.at(end + 1))) {
    end = scan.skip(end + 1, is_base64url);
  }
  return Finding{at, end, SecretKind::jwt};
}

MaybeFinding find_http_credentials(const Scan& scan, std::size_t at) {
  if (core::to_lower(scan.at(at)) != 'b') return std::nullopt;
  constexpr std::size_t scheme_bytes = 6;
  constexpr std::size_t least_token = 16;
  const std::string_view scheme = scan.text.substr(at, scheme_bytes);
  const bool is_bearer = core::equals_ignoring_case(scheme, "bearer");
  const bool is_basic = core::equals_ignoring_case(scheme.substr(0, 5), "basic");
  if (!is_bearer && !is_basic) return std::nullopt;
  const std::size_t space = at + (is_bearer ? scheme_bytes : scheme_bytes - 1);
  const std::size_t begin = scan.skip(space, is_blank);
  if (begin == space) return std::nullopt;
  std::size_t end = scan.skip(
      begin, [](char c) { return is_base64(c) || c == '-' || c == '_' || c == '.' || c == '~'; });
  while (end > begin && scan.at(end - 1) == '.') --end;
  const std::string_view value = scan.slice(begin, end);
  if (is_bearer) {
    if (value.size() < least_token || !looks_random(value) || is_placeholder(value)) {
      return std::nullopt;
    }
    return Finding{begin, end, SecretKind::token};
  }
  const std::string pair = decode_base64(value);  // user:password
  const bool is_text = std::all_of(pair.begin(), pair.end(),
                                   [](char c) { return static_cast<unsigned char>(c) >= ' '; });
  if (!is_text || pair.size() < 3 || pair.find(':') == std::string::npos) return std::nullopt;
  return Finding{begin, end, SecretKind::password};
}

MaybeFinding find_private_key(const Scan& scan, std::size_t at) {
  constexpr std::string_view opening = "-----BEGIN ";
  constexpr std::string_view closing = "-----END ";
  constexpr std::size_t most_label = 40;       // "RSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK"
  constexpr std::size_t most_body = 16 << 10;  // an RSA key of 16,384 bits has 12.7 kB
  if (!scan.starts_with(at, opening)) return std::nullopt;
  const std::size_t label = at + opening.size();
  const std::size_t dashes = scan.text.substr(label, most_label).find("-----");
  if (dashes == std::string_view::npos) return std::nullopt;
  if (scan.text.substr(label, dashes).find("PRIVATE KEY") == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t body = label + dashes + 5;
  std::string_view rest = scan.text.substr(body, most_body);
  rest = rest.substr(0, rest.find(opening));  // another key starts: this one was cut
  const std::size_t end_line = rest.find(closing);
  if (end_line != std::string_view::npos) {
    const std::size_t end_label = body + end_line + closing.size();
    const std::size_t last = scan.text.substr(end_label, most_label).find("-----");
    const std::size_t end = last == std::string_view::npos ? end_label : end_label + last + 5;
    return Finding{at, end, SecretKind::private_key};
  }
  return Finding{at, end_of_cut_pem(scan, body), SecretKind::private_key};
}

MaybeFinding find_url_credentials(const Scan& scan, std::size_t at) {
  if (!scan.starts_with(at, "://") || !is_word(scan.before(at))) return std::nullopt;
  const std::size_t begin = at + 3;
  const std::size_t end = scan.skip(begin, [](char c) {
    return static_cast<unsigned char>(c) > ' ' &&
           std::string_view("/?#\"'<>\\`(){}|,").find(c) == std::string_view::npos;
  });
  const std::size_t sign = scan.slice(begin, end).rfind('@');
  if (sign == std::string_view::npos || sign == 0) return std::nullopt;
  const std::string_view user = scan.slice(begin, begin + sign);
  if (user == "git" || is_placeholder(user)) return std::nullopt;
  return Finding{begin, begin + sign, SecretKind::url_credentials};
}

}  // namespace sotto::privacy
