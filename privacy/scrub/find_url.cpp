#include <algorithm>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

bool is_of_url(char c) noexcept {
  static constexpr ByteSet others("\"'<>\\`(){}|");
  return c > ' ' && c <= '~' && !others.has(c);
}

/// Addresses whose path is the secret. `path` stands somewhere after the host.
struct SecretAddress {
  std::string_view host;  // its end
  std::string_view path;
  std::size_t least_bytes;  // after the path
  std::string_view source;
  std::string_view date;
};
constexpr SecretAddress secret_addresses[] = {
    {"discord.com", "/api/webhooks/", 60, "discord.com", "2026-11"},
    {"discordapp.com", "/api/webhooks/", 60, "discord.com", "2026-11"},
    {"hooks.slack.com", "/services/", 30, "docs.slack.dev", "2026-11"},
    {"hooks.slack.com", "/triggers/", 30, "docs.slack.dev", "2026-11"},
    {"hooks.slack.com", "/workflows/", 30, "docs.slack.dev", "2026-11"},
    {"alert.victorops.com", "/integrations/", 40, "help.victorops.com", "2026-11"},
    {"betterstack.com", "/api/v1/heartbeat/", 16, "betterstack.com", "2026-11"},
    {"events.pagerduty.com", "/integration/", 32, "developer.pagerduty.com", "2026-11"},
    {"hc-ping.com", "/", 22, "healthchecks.io", "2026-11"},
    {"hooks.chime.aws", "/incomingwebhooks/", 36, "docs.aws.amazon.com", "2026-11"},
    {"hooks.zapier.com", "/hooks/", 8, "zapier.com", "2026-11"},
    {"integromat.com", "/", 20, "make.com", "2026-11"},
    {".make.com", "/", 32, "make.com", "2026-11"},
    {"maker.ifttt.com", "/trigger/", 22, "ifttt.com", "2026-11"},
    {"open.feishu.cn", "/open-apis/bot/", 20, "open.feishu.cn", "2026-11"},
    {"open.larksuite.com", "/open-apis/bot/", 20, "open.larksuite.com", "2026-11"},
    {"outlook.office.com", "/webhook/", 60, "learn.microsoft.com", "2026-11"},
    {"outlook.office365.com", "/webhook/", 60, "learn.microsoft.com", "2026-11"},
    {"thingsboard.cloud", "/api/v1/", 20, "thingsboard.io", "2026-11"},
    {"tines.com", "/webhook/", 40, "tines.com", "2026-11"},
    {"webhook.site", "/", 36, "webhook.site", "2026-11"},
    {"webhook.office.com", "/webhookb2/", 60, "learn.microsoft.com", "2026-11"},
    {"chat.googleapis.com", "/v1/spaces/", 40, "developers.google.com", "2026-11"},
    {"api.telegram.org", "/bot", 40, "core.telegram.org", "2026-11"},
};

MaybeFinding find_secret_address(const Scan& scan, std::size_t scheme, std::size_t begin) {
  constexpr std::size_t most_bytes = 512;
  const Scan part{scan.text.substr(0, begin + most_bytes)};
  const std::size_t host_end =
      part.skip(begin, [](char c) { return is_word(c) || c == '.' || c == '-'; });
  const std::string_view host = scan.slice(begin, host_end);
  if (scan.at(host_end) != '/') return std::nullopt;
  for (const SecretAddress& address : secret_addresses) {
    if (!host.ends_with(address.host)) continue;
    const std::size_t end = part.skip(host_end, is_of_url);
    if (!scan.slice(host_end, end).starts_with(address.path)) continue;
    if (end < host_end + address.path.size() + address.least_bytes) continue;
    return Finding{scheme, end, SecretKind::url_credentials};
  }
  return std::nullopt;
}

}  // namespace

MaybeFinding find_url_credentials(const Scan& scan, std::size_t at) {
  if (at == 0 || scan.at(at + 1) != '/' || !is_word(scan.before(at - 1))) return std::nullopt;
  const std::size_t begin = at + 2;
  constexpr std::size_t most_scheme = 16;
  const std::size_t scheme = scan.skip_back(at - 1, most_scheme, [](char c) {
    return core::is_letter(c) || core::is_digit(c) || c == '+';
  });
  if (auto finding = find_secret_address(scan, scheme, begin)) return finding;
  const std::size_t end = scan.skip(
      begin, [](char c) { return is_of_url(c) && c != '/' && c != '?' && c != '#' && c != ','; });
  const std::size_t sign = scan.slice(begin, end).rfind('@');
  if (sign == std::string_view::npos || sign == 0) return std::nullopt;
  const std::string_view user = scan.slice(begin, begin + sign);
  if (is_placeholder(user)) return std::nullopt;
  // "jdbc:sqlserver://host;user=sa;password=a@b"
  if (user.find(';') < user.rfind('=')) return std::nullopt;
  // A short word alone is an account, and not a token: "git", "anoncvs".
  constexpr std::size_t most_account = 16;
  const bool is_account = user.size() <= most_account && std::ranges::all_of(user, is_lower);
  const std::size_t colon = user.find(':');
  const bool is_example =
      colon != std::string_view::npos && is_benign_value(user.substr(colon + 1));
  if (is_account || is_example) return std::nullopt;
  return Finding{begin, begin + sign, SecretKind::url_credentials};
}

MaybeFinding find_dsn_password(const Scan& scan, std::size_t at) {
  constexpr std::size_t most_bytes = 128;
  const bool is_go = scan.starts_with(at + 1, "tcp(") || scan.starts_with(at + 1, "unix(");
  if (!is_go) {  // "sqlplus bob/x@host", "jdbc:oracle:thin:bob/x@host"
    constexpr std::size_t most_password = 64;
    const char next = scan.at(at + 1);
    if (!is_word(next) && next != '/' && next != '(') return std::nullopt;
    const std::size_t first = scan.skip_back(
        at, most_password, [](char c) { return c > ' ' && !is_quote(c) && c != '/'; });
    if (first == at || first == scan.floor || scan.text[first - 1] != '/') return std::nullopt;
    const std::size_t user = scan.skip_back(first - 1, most_bytes, is_word);
    const std::string_view lead = scan.slice(user - std::min(user - scan.floor, most_bytes), user);
    if (!lead.ends_with("sqlplus ") && !lead.ends_with(":thin:")) return std::nullopt;
    if (is_placeholder(scan.slice(first, at))) return std::nullopt;
    return Finding{first, at, SecretKind::url_credentials};
  }
  const std::size_t begin = scan.skip_back(
      at, most_bytes, [](char c) { return c > ' ' && !is_quote(c) && c != ':' && c != '='; });
  if (begin == at || begin == scan.floor || scan.text[begin - 1] != ':') return std::nullopt;
  if (is_placeholder(scan.slice(begin, at))) return std::nullopt;
  return Finding{begin, at, SecretKind::url_credentials};
}

MaybeFinding find_curl_user(const Scan& scan, std::size_t at) {
  constexpr std::size_t most_bytes = 256;
  if (!scan.has_word(at, "curl ")) return std::nullopt;
  std::string_view line = scan.text.substr(at, most_bytes);
  line = line.substr(0, line.find('\n'));
  for (const std::string_view option : {" -u ", " --user ", " --proxy-user "}) {
    const std::size_t found = line.find(option);
    if (found == std::string_view::npos) continue;
    std::size_t begin = scan.skip(at + found + option.size(), is_quote);
    const std::size_t end = scan.skip(begin, [](char c) {
      return static_cast<unsigned char>(c) > ' ' && !is_quote(c) && c != '\\' && c != '<';
    });
    begin = scan.skip(begin, [](char c) {
      return c != ':' && static_cast<unsigned char>(c) > ' ';
    }) + 1;
    constexpr std::size_t least_bytes = 3;
    if (begin + least_bytes > end || is_placeholder(scan.slice(begin, end))) return std::nullopt;
    return Finding{begin, end, SecretKind::password};
  }
  return std::nullopt;
}

MaybeFinding find_url_parameter(const Scan& scan, std::size_t at) {
  constexpr std::size_t most_name = 32;
  const std::size_t name = at + 1;
  const std::size_t sign = Scan{scan.text.substr(0, name + most_name)}.skip(
      name, [](char c) { return is_word(c) || c == '-'; });
  if (scan.at(sign) != '=' || !is_secret_parameter(scan.slice(name, sign))) return std::nullopt;
  const std::size_t end = scan.skip(sign + 1, [](char c) {
    return is_of_url(c) && c != '&' && c != '#' && c != ';' && c != ',';
  });
  const std::string_view value = scan.slice(sign + 1, end);
  constexpr std::size_t least_bytes = 4;
  constexpr std::size_t least_word = 12;  // "key=name" is a column
  if (value.size() < least_bytes || is_placeholder(value) || is_benign_value(value) ||
      (value.size() < least_word && !looks_random(value))) {
    return std::nullopt;
  }
  return Finding{sign + 1, end, SecretKind::url_credentials};
}

}  // namespace sotto::privacy
