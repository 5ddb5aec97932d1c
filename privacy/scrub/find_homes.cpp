#include <algorithm>
#include <array>
#include <string>

#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

bool is_account(char c) noexcept {
  return is_word(c) || c == '.' || c == '-' || c == '+' || c == '@' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Folders that hold "home" on machines with many users.
bool is_parent_of_homes(std::string_view folder) noexcept {
  constexpr std::string_view parents[] = {"/var", "/export", "/usr",  "/nfs", "/net",
                                          "/afs", "/data",   "/host", "/mnt", "/exports"};
  return std::ranges::find(parents, folder) != std::end(parents);
}

/// The end of an account's name; blanks in it are written "%20" in a URL.
std::size_t end_of_account(const Scan& scan, std::size_t begin) noexcept {
  std::size_t end = scan.skip(begin, is_account);
  while (scan.starts_with(end, "%20") && is_account(scan.at(end + 3))) {
    end = scan.skip(end + 3, is_account);
  }
  return end;
}

MaybeFinding account_at(const Scan& scan, std::size_t begin, std::size_t end) {
  while (end > begin && scan.at(end - 1) == '.') --end;
  const std::string_view account = scan.slice(begin, end);
  if (account.empty() || account[0] == '.' || is_shared_account(account)) return std::nullopt;
  return Finding{begin, end, SecretKind::home_path};
}

bool is_slash(char c) noexcept {
  return c == '\\' || c == '/';
}

}  // namespace

MaybeFinding find_unix_home(const Scan& scan, std::size_t at) {
  for (const std::string_view folder : {"/home/", "/Users/"}) {
    if (!scan.starts_with(at, folder)) continue;
    const char before = scan.before(at);
    if (is_word(before) || std::string_view(".-~}").find(before) != std::string_view::npos) {
      // Folders that hold those of the users: "/var/home/x", "/mnt/c/Users/x".
      constexpr std::size_t most_bytes = 12;
      const std::size_t begin =
          scan.skip_back(at, most_bytes, [](char c) { return is_word(c) || c == '/'; });
      const std::string_view parent = scan.slice(begin, at);
      const std::size_t drive = parent.starts_with("/mnt/")        ? 6
                                : parent.starts_with("/cygdrive/") ? 11
                                                                   : 2;
      const bool is_drive = parent.size() == drive && parent[0] == '/';
      // And the options of compilers: "-I/home/x".
      const bool is_option =
          parent.size() == 1 && begin > scan.floor && scan.text[begin - 1] == '-';
      if (!is_drive && !is_option && !is_parent_of_homes(parent)) return std::nullopt;
    }
    const std::size_t begin = at + folder.size();
    return account_at(scan, begin, end_of_account(scan, begin));
  }
  return std::nullopt;
}

namespace {

/// The account after the folder of all users, which begins at `folder`.
MaybeFinding windows_account(const Scan& scan, std::size_t folder) {
  std::size_t users = folder;
  for (const std::string_view name : {"users", "documents and settings"}) {  // Windows XP's
    if (scan.has_word(folder, name)) users = folder + name.size();
  }
  const std::size_t begin = scan.skip(users, is_slash);
  if (users == folder || begin == users) return std::nullopt;
  // A name of two words counts where a backslash ends it, as in a path.
  constexpr std::size_t most_bytes = 40;
  const Scan part{scan.text.substr(0, begin + most_bytes)};
  const std::size_t words = part.skip(begin, [](char c) { return is_account(c) || c == ' '; });
  if (scan.at(words) == '\\') return account_at(scan, begin, words);
  return account_at(scan, begin, scan.skip(begin, is_account));
}

}  // namespace

MaybeFinding find_windows_home(const Scan& scan, std::size_t at) {
  if (!core::is_letter(scan.at(at)) || scan.at(at + 1) != ':') return std::nullopt;
  const std::size_t folder = scan.skip(at + 2, is_slash);
  if (folder == at + 2) return std::nullopt;
  return windows_account(scan, folder);
}

MaybeFinding find_shared_home(const Scan& scan, std::size_t at) {
  if (!is_word(scan.before(at)) && scan.before(at) != ']') return std::nullopt;
  const std::size_t folder = scan.skip(at, is_slash);
  const std::size_t users = folder + std::string_view("users").size();
  if (!scan.has_word(folder, "users") || scan.at(users) != '\\') return std::nullopt;
  return windows_account(scan, folder);
}

}  // namespace sotto::privacy
