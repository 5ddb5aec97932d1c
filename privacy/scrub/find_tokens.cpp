#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <string>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/vendor_keys.hpp"
#include "privacy/scrub/word_lists.hpp"
#include "privacy/scrub/wrapped_lines.hpp"

namespace sotto::privacy {
namespace {

bool is_base64url(char c) noexcept {
  return is_in(Alphabet::url_safe, c);
}
bool is_base64(char c) noexcept {
  return is_in(Alphabet::base62, c) || c == '+' || c == '/' || c == '=';
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
    constexpr std::string_view last_line = "-----E";
    if (scan.starts_with(line, last_line)) {
      return scan.skip(line,
                       [](char c) { return is_upper(c) || c == '-' || c == ' ' || c == '+'; });
    }
    at = scan.skip(line, is_base64);
    // "Proc-Type: 4,ENCRYPTED" and "Version: 1" stand before the base64.
    const std::size_t field =
        scan.skip(line, [](char c) { return core::is_letter(c) || c == '-'; });
    static constexpr std::string_view fields[] = {"Proc-Type", "DEK-Info", "Version", "Comment",
                                                  "Charset"};
    const bool is_field = std::ranges::find(fields, scan.slice(line, field)) != std::end(fields);
    if (is_field && scan.at(field) == ':') {
      end = at = scan.skip(field, [](char c) { return !is_line_end(c) && c != '\\' && c != '"'; });
      continue;
    }
    const bool is_line = is_line_end(scan.at(at)) || scan.at(at) == '\\' || scan.at(at) == '"';
    if (at == line) return end;
    if (!is_line) {  // cut within a line, or a word of what follows
      constexpr std::size_t least_part = 8;
      const std::string_view part = scan.slice(line, at);
      const auto has = [part](auto is) { return std::any_of(part.begin(), part.end(), is); };
      const bool is_mixed =
          has(core::is_digit) && has(is_upper) && has([](char c) { return c >= 'a' && c <= 'z'; });
      const bool is_name = scan.at(at) == '.' && is_word(scan.at(at + 1));
      return part.size() >= least_part && is_mixed && !is_name ? at : end;
    }
    end = at;
  }
}

/// Of a key whose beginning was cut off: the lines of base64 before its last line.
MaybeFinding find_key_without_its_first_line(const Scan& scan, std::size_t last_line,
                                             std::size_t end) noexcept {
  constexpr std::size_t most_body = 16 << 10;
  constexpr std::size_t least_body = 16;
  const std::size_t begin = scan.skip_back(last_line, most_body, [](char c) {
    return is_base64(c) || c == '\n' || c == '\r' || c == '\\';
  });
  if (last_line - begin < least_body) return std::nullopt;
  return Finding{begin, end, SecretKind::private_key};
}

/// A bearer's token may have "." and "~" beside base64 (RFC 6750).
bool is_of_credentials(char c) noexcept {
  static constexpr ByteSet marks(".~");
  return is_in(Alphabet::base64, c) || marks.has(c);
}

}  // namespace

std::string decode_base64(std::string_view text) {
  static constexpr std::array<std::int8_t, 256> values = [] {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < digits.size(); ++i) {
      table[static_cast<unsigned char>(digits[i])] = static_cast<std::int8_t>(i);
    }
    table['-'] = table['+'];
    table['_'] = table['/'];
    return table;
  }();
  std::string out(text.size() * 3 / 4, '\0');
  std::size_t bytes = 0;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = values[static_cast<unsigned char>(c)];
    if (value < 0) break;
    bits = bits << 6 | static_cast<unsigned>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out[bytes++] = static_cast<char>(bits >> count & 0xffU);
    }
  }
  out.resize(bytes);
  return out;
}

namespace {

/// The end of a part of a token, which may go on in the next lines: until a full stop, or until it
/// has the bytes of the shortest signature.
std::size_t end_of_part(const Scan& scan, std::size_t begin, std::size_t enough) noexcept {
  constexpr std::size_t least_line = 4;
  constexpr int most_lines = 16;
  std::size_t end = scan.skip(begin, is_base64url);
  for (int i = 0; i < most_lines && scan.at(end) != '.' && end - begin < enough; ++i) {
    const std::size_t line = end + line_break_bytes(scan.text, end);
    const std::size_t line_end = scan.skip(line, is_base64url);
    const bool is_another = scan.starts_with(line, "ey") || scan.starts_with(line, "ew");
    if (line == end || is_another || line_end - line < least_line ||
        !looks_random(scan.slice(line, line_end))) {
      break;
    }
    end = line_end;
  }
  return end;
}

/// Whether three parts stand there that have the lengths of a token's and begin as JSON does, for
/// one whose header cannot be read.
bool has_parts_of_jwt(const Scan& scan, std::size_t at, std::size_t header_end) noexcept {
  constexpr std::size_t least_json = 16;
  constexpr std::size_t least_signature = 10;
  const std::size_t body_end = scan.skip(header_end + 1, is_base64url);
  const std::size_t end = scan.skip(body_end + 1, is_base64url);
  const std::string_view body = scan.slice(header_end + 1, body_end);
  return scan.at(body_end) == '.' && header_end - at >= least_json && body.size() >= least_json &&
         end - body_end > least_signature && (body.starts_with("ey") || is_generated(body)) &&
         looks_random(scan.slice(at, header_end));
}

}  // namespace

MaybeFinding find_jwt(const Scan& scan, std::size_t at) {
  // base64 of {" and of { and a blank or a line end. After a dash it stands inside of a longer text
  // of the same alphabet.
  if (scan.at(at) != 'e' || scan.before(at) == '-') return std::nullopt;
  if (!scan.starts_with(at, "ey") && !scan.starts_with(at, "ew")) return std::nullopt;
  constexpr std::size_t most_part = 16 << 10;
  constexpr std::size_t least_signature = 43;  // of 256 bits
  const std::size_t header_end = end_of_part(scan, at, most_part);
  if (scan.at(header_end) != '.') return std::nullopt;
  // 512 bytes hold every header that names its algorithm first.
  constexpr std::size_t most = 512;
  const std::string header = decode_base64(scan.slice(at, std::min(header_end, at + most)));
  const bool is_header =
      header.find("\"alg\"") != std::string::npos || header.find("\"typ\"") != std::string::npos;
  if (!is_header && !has_parts_of_jwt(scan, at, header_end)) return std::nullopt;
  std::size_t end = end_of_part(scan, header_end + 1, most_part);
  const bool has_no_key = scan.at(end) == '.';  // of an encrypted token whose key is agreed on
  if (end == header_end + 1 && !has_no_key) return std::nullopt;
  // The signature; an encrypted token has five parts.
  for (int part = 3; part <= 5 && scan.at(end) == '.' && is_base64url(scan.at(end + 1)); ++part) {
    end = end_of_part(scan, end + 1, least_signature);
  }
  return Finding{at, end, SecretKind::jwt};
}

bool is_encoded_pair(std::string_view text) {
  const std::string pair = decode_base64(text);
  const bool is_text = std::all_of(pair.begin(), pair.end(),
                                   [](char c) { return static_cast<unsigned char>(c) >= ' '; });
  return is_text && pair.size() >= 3 && pair.find(':') != std::string::npos;
}

MaybeFinding find_http_credentials(const Scan& scan, std::size_t begin) {
  constexpr std::size_t most_bytes = 128;  // of base64 before the run, see is_blob_in_run()
  constexpr std::size_t most_scheme = 10;
  constexpr std::size_t least_token = 16;
  begin = scan.skip_back(begin, most_bytes, is_of_credentials);
  const std::size_t blank = scan.skip_back(begin, 2, is_blank);
  const std::size_t word = scan.skip_back(blank, most_scheme, core::is_letter);
  const std::string_view scheme = scan.slice(word, blank);
  const bool is_basic = core::equals_ignoring_case(scheme, "basic");
  if (blank == begin || !(is_basic || core::equals_ignoring_case(scheme, "bearer"))) {
    return std::nullopt;
  }
  std::size_t end = scan.skip(begin, is_of_credentials);
  while (end > begin && scan.at(end - 1) == '.') --end;
  const std::string_view value = scan.slice(begin, end);
  if (!is_basic) {
    if (value.size() < least_token || !looks_random(value) || is_placeholder(value)) {
      return std::nullopt;
    }
    return Finding{begin, end, SecretKind::token};
  }
  if (!is_encoded_pair(value)) return std::nullopt;
  return Finding{begin, end, SecretKind::password};
}

MaybeFinding find_password_hash(const Scan& scan, std::size_t begin) {
  // "$2b$12$" and 53 characters; others have "$id$salt$hash", with parameters after the id.
  constexpr std::size_t most_before = 128;
  const auto is_hash = [](char c) {
    return is_in(Alphabet::dotted, c) || c == '$' || c == '/' || c == '+' || c == '=' || c == ',';
  };
  const std::size_t back = scan.skip_back(begin, most_before, is_hash);
  const std::size_t first = scan.text.substr(0, begin).find('$', back);
  if (first == std::string_view::npos || (first > scan.floor && is_word(scan.text[first - 1])))
    return std::nullopt;
  const std::size_t id_end = scan.skip(first + 1, [](char c) { return is_word(c) || c == '-'; });
  static constexpr std::string_view ids[] = {
      "1", "2a", "2b", "2x", "2y",   "5",       "6",       "7",        "8",      "9",
      "H", "P",  "S",  "y",  "apr1", "argon2d", "argon2i", "argon2id", "scrypt", "sha1"};
  const std::string_view id = scan.slice(first + 1, id_end);
  const bool is_known = std::find(std::begin(ids), std::end(ids), id) != std::end(ids) ||
                        id.starts_with("pbkdf2") || id.starts_with("krb5");
  if (scan.at(id_end) != '$' || !is_known) return std::nullopt;
  constexpr std::size_t most_bytes = 512;
  std::size_t end = Scan{scan.text.substr(0, first + most_bytes)}.skip(begin, is_hash);
  while (end > begin && (scan.at(end - 1) == '.' || scan.at(end - 1) == ',')) --end;
  constexpr std::size_t least_bytes = 30;
  const std::size_t last_part = scan.slice(first, end).rfind('$');
  if (end - first < least_bytes || last_part < id.size() + 1) return std::nullopt;
  return Finding{first, end, SecretKind::password};
}

namespace {

/// At "Key-File-" of PuTTY: the lines after "Private-Lines: 14", to the end of "Private-MAC: 0a1b".
MaybeFinding find_putty_key(const Scan& scan, std::size_t at) {
  constexpr std::size_t most_bytes = 16 << 10;
  constexpr std::string_view first_line = "Private-Lines: ";
  constexpr std::string_view last_line = "Private-MAC: ";
  const std::string_view file = scan.text.substr(at, most_bytes);
  const std::size_t begin = file.find(first_line);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t body = scan.skip(at + begin + first_line.size(), core::is_digit);
  const std::size_t last = file.find(last_line, begin);
  const std::size_t end = last == std::string_view::npos
                              ? end_of_cut_pem(scan, body)
                              : scan.skip(at + last + last_line.size(), is_word);
  return Finding{at + begin, end, SecretKind::private_key};
}

}  // namespace

MaybeFinding find_private_key(const Scan& scan, std::size_t at) {
  if (scan.starts_with(at, "Key-File-")) return find_putty_key(scan, at);
  if (!scan.starts_with(at, "KEY-----") && !scan.starts_with(at, "KEY BLOCK-----")) {
    return std::nullopt;
  }
  constexpr std::size_t most_label = 40;       // "RSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK"
  constexpr std::size_t most_body = 16 << 10;  // an RSA key of 16,384 bits has 12.7 kB
  const std::size_t label = scan.skip_back(
      at, most_label, [](char c) { return is_upper(c) || c == ' ' || c == '2' || c == '+'; });
  std::string words(scan.slice(label, at));
  std::ranges::replace(words, '+', ' ');  // of a form (application/x-www-form-urlencoded)
  if (words.find("PRIVATE ") == std::string_view::npos) return std::nullopt;
  constexpr std::string_view opening = "-----";
  if (label < scan.floor + opening.size() || !scan.starts_with(label - opening.size(), opening)) {
    return std::nullopt;
  }
  const std::size_t first = label - opening.size();
  const std::size_t body = scan.text.find("-----", at) + opening.size();
  if (words.starts_with("END ")) return find_key_without_its_first_line(scan, first, body);
  if (!words.starts_with("BEGIN ")) return std::nullopt;
  std::string_view rest = scan.text.substr(body, most_body);
  rest = rest.substr(0, rest.find("-----BEGIN"));  // another key starts: this one was cut
  const std::size_t end_line = rest.find("-----END");
  if (end_line != std::string_view::npos) {
    const std::size_t end_label = body + end_line + std::string_view("-----END").size();
    const std::size_t last = scan.text.substr(end_label, most_label).find("-----");
    const std::size_t end = last == std::string_view::npos ? end_label : end_label + last + 5;
    return Finding{first, end, SecretKind::private_key};
  }
  return Finding{first, end_of_cut_pem(scan, body), SecretKind::private_key};
}

}  // namespace sotto::privacy
