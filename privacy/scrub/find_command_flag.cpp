#include <algorithm>
#include <array>
#include <iterator>
#include <span>

#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

/// How a program takes its password.
enum class How {
  next,        // -p x
  joined,      // -px
  either,      // -px, -p x
  login_next,  // -p x, behind the word "login": elsewhere the flag means a port
  after_sign,  // -u bob:x, -U bob%x, -u bob,x
  pass_word,   // -passin pass:x
  last,        // -b file bob x
  piped,       // echo x | sudo -S
  plain_text,  // ConvertTo-SecureString "x" -AsPlainText
};
struct CommandFlag {
  std::string_view program;  // in lower case, without ".exe"
  std::string_view flag;     // without its dash
  How how;
};
// Sorted by program. From the manuals of the programs, 2026-11.
constexpr CommandFlag command_flags[] = {
    {"7z", "p", How::joined},
    {"7za", "p", How::joined},
    {"7zz", "p", How::joined},
    {"az", "p", How::login_next},
    {"bcp", "P", How::either},
    {"buildah", "p", How::login_next},
    {"cf", "p", How::login_next},
    {"convertto-securestring", "AsPlainText", How::plain_text},
    {"cqlsh", "p", How::next},
    {"crackmapexec", "p", How::next},
    {"curl", "u", How::after_sign},
    {"cypher-shell", "p", How::next},
    {"docker", "p", How::login_next},
    {"evil-winrm", "p", How::next},
    {"helm", "p", How::login_next},
    {"htpasswd", "Bb", How::last},
    {"htpasswd", "b", How::last},
    {"htpasswd", "cb", How::last},
    {"htpasswd", "nb", How::last},
    {"http", "a", How::after_sign},
    {"https", "a", How::after_sign},
    {"ipmitool", "P", How::next},
    {"isql", "P", How::either},
    {"ldapadd", "w", How::next},
    {"ldapdelete", "w", How::next},
    {"ldapmodify", "w", How::next},
    {"ldappasswd", "w", How::next},
    {"ldapsearch", "w", How::next},
    {"ldapwhoami", "w", How::next},
    {"lftp", "u", How::after_sign},
    {"mariadb", "p", How::joined},
    {"mariadb-admin", "p", How::joined},
    {"mariadb-dump", "p", How::joined},
    {"mongo", "p", How::next},
    {"mongodump", "p", How::next},
    {"mongoexport", "p", How::next},
    {"mongoimport", "p", How::next},
    {"mongorestore", "p", How::next},
    {"mongosh", "p", How::next},
    {"mosquitto_pub", "P", How::next},
    {"mosquitto_sub", "P", How::next},
    {"mvn", "Dsonar.login=", How::joined},
    {"mysql", "p", How::joined},
    {"mysqladmin", "p", How::joined},
    {"mysqlcheck", "p", How::joined},
    {"mysqldump", "p", How::joined},
    {"mysqlimport", "p", How::joined},
    {"mysqlshow", "p", How::joined},
    {"netexec", "p", How::next},
    {"nxc", "p", How::next},
    {"oc", "p", How::login_next},
    {"openssl", "k", How::next},
    {"openssl", "pass", How::pass_word},
    {"openssl", "passin", How::pass_word},
    {"openssl", "passout", How::pass_word},
    {"osql", "P", How::either},
    {"plink", "pw", How::next},
    {"podman", "p", How::login_next},
    {"pscp", "pw", How::next},
    {"psexec", "p", How::next},
    {"psexec64", "p", How::next},
    {"psftp", "pw", How::next},
    {"rar", "hp", How::joined},
    {"rar", "p", How::joined},
    {"rdesktop", "p", How::next},
    {"redis-cli", "a", How::next},
    {"rpcclient", "U", How::after_sign},
    {"smbclient", "U", How::after_sign},
    {"snmpget", "A", How::next},
    {"snmpget", "X", How::next},
    {"snmpwalk", "A", How::next},
    {"snmpwalk", "X", How::next},
    {"sonar-scanner", "Dsonar.login=", How::joined},
    {"sqlcmd", "P", How::either},
    {"ssh-keygen", "N", How::next},
    {"ssh-keygen", "P", How::next},
    {"sshpass", "p", How::either},
    {"sudo", "S", How::piped},
    {"twine", "p", How::next},
    {"unrar", "p", How::joined},
    {"unzip", "P", How::either},
    {"zip", "P", How::either},
};
static_assert(std::ranges::is_sorted(command_flags, {}, &CommandFlag::program));

constexpr std::array<bool, 256> first_letters = [] {
  std::array<bool, 256> has{};
  for (const CommandFlag& row : command_flags) has[static_cast<unsigned char>(row.flag[0])] = true;
  return has;
}();

/// What the words of a command before its flag say.
struct Command {
  const CommandFlag* row = nullptr;
  std::size_t program = 0;  // where it begins
};

/// The rows of a program.
std::span<const CommandFlag> rows_of(std::string_view program) noexcept {
  constexpr std::size_t most_bytes = 24;
  if (program.ends_with(".exe") || program.ends_with(".EXE")) program.remove_suffix(4);
  program = program.substr(0, most_bytes);
  std::array<char, most_bytes> lower{};
  std::ranges::transform(program, lower.begin(), core::to_lower);
  const std::string_view name(lower.data(), program.size());
  const auto* first = std::ranges::lower_bound(command_flags, name, {}, &CommandFlag::program);
  const auto* last = std::find_if(first, std::end(command_flags),
                                  [name](const CommandFlag& row) { return row.program != name; });
  return {first, last};
}

/// The one of them of which the text at `at` is a flag.
const CommandFlag* row_of(const Scan& scan, std::span<const CommandFlag> rows,
                          std::size_t at) noexcept {
  for (const CommandFlag& row : rows) {
    if (!scan.starts_with(at, row.flag)) continue;
    const char next = scan.at(at + row.flag.size());
    const bool is_whole = !is_word(next);
    const bool may_go_on = row.how == How::joined || row.how == How::either ||
                           row.how == How::after_sign || row.how == How::last;
    if (is_whole || may_go_on) return &row;
  }
  return nullptr;
}

/// The command whose flag stands at `at`, looked for back to the start of the command.
Command command_before(Scan& scan, std::size_t at) noexcept {
  constexpr std::size_t most_bytes = 160;
  static constexpr ByteSet ends("\n\r|;");
  const std::size_t least = std::max(at - std::min(at, most_bytes), scan.commands_done);
  bool has_program = false;
  const auto is_of_name = [](char c) { return is_word(c) || c == '-' || c == '.'; };
  bool has_login = false;
  for (std::size_t i = at - 1; i > least && !ends.has(scan.text[i - 1]);) {
    std::size_t begin = i;
    while (begin > least && is_of_name(scan.text[begin - 1])) --begin;
    if (begin == i) {
      --i;
      continue;
    }
    const std::string_view word = scan.slice(begin, i);
    has_login |= word == "login";
    const auto rows = rows_of(word);
    has_program |= !rows.empty();
    const CommandFlag* row = row_of(scan, rows, at);
    if (row != nullptr && (row->how != How::login_next || has_login)) return {row, begin};
    i = begin;
  }
  if (!has_program) scan.commands_done = at - 1;
  return {};
}

struct Word {
  std::size_t begin;
  std::size_t end;
};

/// The word of a command at `at`, in quotes or not.
Word word_at(const Scan& scan, std::size_t at) noexcept {
  const std::size_t quote = scan.skip(at, [](char c) { return c == '\\'; });
  if (is_quote(scan.at(quote))) {
    return {quote + 1, end_of_quoted(scan, quote + 1, scan.at(quote), quote - at)};
  }
  static constexpr ByteSet ends("\"'`|;<>)");
  return {at, scan.skip(at, [](char c) {
            return static_cast<unsigned char>(c) > ' ' && !ends.has(c) && c != '\\';
          })};
}

/// Where the word after a flag, or after a word, begins: also in ["-p", "x"].
std::size_t next_word(const Scan& scan, std::size_t at) noexcept {
  const bool is_in_list = is_quote(scan.at(at)) && scan.at(at + 1) == ',';
  return scan.skip(is_in_list ? at + 2 : at, is_blank);
}

MaybeFinding password(const Scan& scan, Word word) {
  constexpr std::size_t least_bytes = 3;
  const std::string_view value = scan.slice(word.begin, word.end);
  constexpr std::size_t most_port = 5;
  const bool is_port = value.size() <= most_port && std::ranges::all_of(value, core::is_digit);
  if (value.size() < least_bytes || is_port || is_placeholder(value) || is_benign_value(value)) {
    return std::nullopt;
  }
  static constexpr ByteSet others("-$,<% ");  // another flag, a variable
  if (others.has(value[0]) || value.starts_with("env:") || value.starts_with("file:")) {
    return std::nullopt;
  }
  return Finding{word.begin, word.end, SecretKind::password};
}

MaybeFinding find_after_flag(const Scan& scan, const Command& command, std::size_t end) {
  switch (command.row->how) {
    case How::joined: return password(scan, word_at(scan, end));
    case How::either:
      if (!is_blank(scan.at(end)) && !is_quote(scan.at(end)) && scan.at(end) != '\\') {
        return password(scan, word_at(scan, end));
      }
      [[fallthrough]];
    case How::next:
    case How::login_next: {
      const std::size_t at = next_word(scan, end);
      return at == end && !is_quote(scan.at(end)) ? std::nullopt
                                                  : password(scan, word_at(scan, at));
    }
    case How::after_sign: {
      const Word word = word_at(scan, next_word(scan, end));
      const std::size_t sign = scan.slice(word.begin, word.end).find_first_of(":%,");
      if (sign == std::string_view::npos) return std::nullopt;
      return password(scan, {word.begin + sign + 1, word.end});
    }
    case How::pass_word: {
      const Word word = word_at(scan, next_word(scan, end));
      constexpr std::string_view source = "pass:";
      if (!scan.starts_with(word.begin, source)) return std::nullopt;
      return password(scan, {word.begin + source.size(), word.end});
    }
    case How::last: {
      Word last{};
      std::size_t words = 0;
      std::size_t at = scan.skip(end, is_word);
      for (at = next_word(scan, at); scan.at(at) > ' ' && words < 3; at = next_word(scan, at)) {
        last = word_at(scan, at);
        if (last.end == last.begin) break;
        at = is_quote(scan.at(last.end)) ? last.end + 1 : last.end;
        ++words;
      }
      return words < 2 ? std::nullopt : password(scan, last);
    }
    case How::piped: return find_echoed(scan, command.program);
    case How::plain_text: {
      constexpr std::size_t most_bytes = 160;
      const std::string_view line = scan.text.substr(command.program, most_bytes);
      const std::size_t quote = line.substr(0, line.find('\n')).find_first_of("\"'");
      if (quote == std::string_view::npos || command.program < scan.floor) return std::nullopt;
      return password(scan, word_at(scan, command.program + quote));
    }
  }
  return std::nullopt;
}

}  // namespace

MaybeFinding find_echoed(const Scan& scan, std::size_t program) {
  constexpr std::size_t most_bytes = 160;
  const std::size_t least = program - std::min(program - scan.floor, most_bytes);
  const std::string_view line = scan.slice(least, program);
  const std::size_t bar = line.rfind('|');
  if (bar == std::string_view::npos || line.find('\n', bar) != std::string_view::npos) {
    return std::nullopt;
  }
  for (const std::string_view writer : {"echo ", "printf "}) {
    const std::size_t found = line.substr(0, bar).rfind(writer);
    if (found == std::string_view::npos) continue;
    std::size_t at = scan.skip(least + found + writer.size(), is_blank);
    if (scan.starts_with(at, "-n ")) at = scan.skip(at + 3, is_blank);
    Word word = word_at(scan, at);
    if (word.end > least + bar) return std::nullopt;
    const std::string_view text = scan.slice(word.begin, word.end);
    if (text.ends_with("\\n")) word.end -= 2;
    return password(scan, word);
  }
  return std::nullopt;
}

MaybeFinding find_command_flag(Scan& scan, std::size_t at) {
  if (at == 0 || !first_letters[static_cast<unsigned char>(scan.at(at))]) return std::nullopt;
  const Command command = command_before(scan, at);
  if (command.row == nullptr) return std::nullopt;
  return find_after_flag(scan, command, at + command.row->flag.size());
}

}  // namespace sotto::privacy
