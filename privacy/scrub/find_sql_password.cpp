#include <algorithm>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

MaybeFinding password_at(const Scan& scan, std::size_t at) {
  constexpr std::size_t least_bytes = 3;
  const std::size_t quote = scan.skip(at, [](char c) { return c == '\\'; });
  const bool is_quoted = is_quote(scan.at(quote));
  const std::size_t begin = is_quoted ? quote + 1 : at;
  const std::size_t end =
      is_quoted ? end_of_quoted(scan, begin, scan.at(quote), quote - at) : end_of_bare(scan, begin);
  const std::string_view value = scan.slice(begin, end);
  if (value.size() < least_bytes || is_placeholder(value) || is_benign_value(value)) {
    return std::nullopt;
  }
  return Finding{begin, end, SecretKind::password};
}

}  // namespace

MaybeFinding find_sql_password(const Scan& scan, std::size_t at) {
  const bool is_account =
      scan.at(at) == '@' && (is_quote(scan.at(at + 1)) || scan.at(at + 1) == '\\');
  const bool is_statement = scan.has_word(at, "create user ") || scan.has_word(at, "alter user ");
  if (!is_account && !is_statement) return std::nullopt;
  constexpr std::size_t most_bytes = 160;
  std::string_view statement = scan.text.substr(at, most_bytes);
  statement = statement.substr(0, statement.find(';'));
  std::size_t verb = statement.find("IDENTIFIED ");
  if (verb == std::string_view::npos) verb = statement.find("identified ");
  if (verb == std::string_view::npos) return std::nullopt;
  for (const std::string_view word : {" BY ", " by ", " AS ", " as "}) {
    const std::size_t found = statement.find(word, verb);
    if (found == std::string_view::npos) continue;
    std::size_t begin = scan.skip(at + found + word.size(), is_blank);
    if (scan.has_word(begin, "password ")) begin = scan.skip(begin + 9, is_blank);
    return password_at(scan, begin);
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
