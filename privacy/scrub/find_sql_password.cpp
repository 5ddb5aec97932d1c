#include <algorithm>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {

MaybeFinding find_sql_password(const Scan& scan, std::size_t at) {
  const bool is_account =
      scan.at(at) == '@' && (is_quote(scan.at(at + 1)) || scan.at(at + 1) == '\\');
  const bool is_statement = scan.has_word(at, "create user ") || scan.has_word(at, "alter user ");
  if (!is_account && !is_statement) return std::nullopt;
  constexpr std::size_t most_bytes = 160;
  constexpr std::string_view verb = "identified ";
  const std::size_t last = std::min(at + most_bytes, scan.text.size());
  for (std::size_t i = at; i < last && scan.at(i) != ';'; ++i) {
    if (core::to_lower(scan.at(i)) != 'i' || !scan.has_word(i, verb)) continue;
    for (std::size_t k = i + verb.size(); k < last && scan.at(k) != ';'; ++k) {
      if (scan.at(k) != ' ' && k > i + verb.size()) continue;
      const std::size_t word = scan.skip(k, is_blank);
      if (!scan.has_word(word, "by ") && !scan.has_word(word, "as ")) continue;
      std::size_t begin = scan.skip(word + 3, is_blank);
      if (scan.has_word(begin, "password ")) begin = scan.skip(begin + 9, is_blank);
      const std::size_t quote = scan.skip(begin, [](char c) { return c == '\\'; });
      const bool is_quoted = is_quote(scan.at(quote));
      const std::size_t first = is_quoted ? quote + 1 : begin;
      const std::size_t end = is_quoted ? end_of_quoted(scan, first, scan.at(quote), quote - begin)
                                        : end_of_bare(scan, first);
      const std::string_view value = scan.slice(first, end);
      constexpr std::size_t least_bytes = 3;
      if (value.size() < least_bytes || is_placeholder(value) || is_benign_value(value)) {
        return std::nullopt;
      }
      return Finding{first, end, SecretKind::password};
    }
    return std::nullopt;
  }
  return std::nullopt;
}

MaybeFinding find_pgpass_line(const Scan& scan, std::size_t at) {
  // "host:5432:db:user:password"; `at` is the colon after the port.
  constexpr std::size_t most_bytes = 128;
  const std::size_t port = scan.skip_back(at, 5, core::is_digit);
  const bool is_port = at - port >= 4 || (at == port + 1 && scan.text[port] == '*');
  if (!is_port || port < scan.floor + 2 || scan.text[port - 1] != ':') return std::nullopt;
  const auto is_part = [](char c) { return is_word(c) || c == '.' || c == '-' || c == '*'; };
  const std::size_t host = scan.skip_back(port - 1, most_bytes, is_part);
  if (host == port - 1 || (host > scan.floor && scan.before(host) != ' ' &&
                           !is_line_end(scan.text[host - 1]) && !is_quote(scan.text[host - 1]))) {
    return std::nullopt;
  }
  const Scan part{scan.text.substr(0, at + most_bytes)};
  const std::size_t user = part.skip(at + 1, is_part) + 1;
  if (user == at + 2 || part.at(user - 1) != ':') return std::nullopt;
  const std::size_t begin = part.skip(user, is_part) + 1;
  if (begin == user + 1 || part.at(begin - 1) != ':') return std::nullopt;
  const std::size_t end = scan.skip(begin, [](char c) {
    return static_cast<unsigned char>(c) > ' ' && !is_quote(c) && c != '<' && c != '\\';
  });
  constexpr std::size_t least_bytes = 4;
  const std::string_view value = scan.slice(begin, end);
  const bool has_letter = std::ranges::any_of(value, core::is_letter);
  const bool has_user = std::ranges::any_of(scan.slice(user, begin - 1), core::is_letter);
  if (value.size() < least_bytes || !has_letter || !has_user || is_placeholder(value) ||
      is_benign_value(value)) {
    return std::nullopt;
  }
  constexpr std::size_t group_bytes = 4;  // of an IPv6 address
  const std::string_view database = scan.slice(at + 1, user - 1);
  const bool is_address = port - 1 - host <= group_bytes && is_hex(scan.slice(host, port - 1)) &&
                          database.size() <= group_bytes && is_hex(database);
  return is_address ? std::nullopt : MaybeFinding({begin, end, SecretKind::password});
}

}  // namespace sotto::privacy
