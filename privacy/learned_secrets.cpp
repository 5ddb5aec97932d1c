#include "privacy/learned_secrets.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "privacy/scrub/word_lists.hpp"
#include "privacy/secret_names.hpp"

namespace sotto::privacy {
namespace {

constexpr std::size_t least_value_bytes = 8;  // shorter ones stand in ordinary words too
constexpr std::size_t least_name_bytes = 5;

void add(std::vector<std::string>& list, std::string_view text, std::size_t least_bytes) {
  if (text.size() < least_bytes || is_placeholder(text) || is_benign_value(text)) return;
  if (std::find(list.begin(), list.end(), text) == list.end()) list.emplace_back(text);
}

void add_name(LearnedSecrets& learned, std::string_view name) {
  if (!is_shared_account(name)) add(learned.names, name, least_name_bytes);
}

// Of "http://user:p%40ss@proxy:3128": "p@ss", and as it is written.
void add_password(LearnedSecrets& learned, std::string_view url) {
  const std::size_t scheme_end = url.find("://");
  if (scheme_end != std::string_view::npos) url.remove_prefix(scheme_end + 3);
  const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  const std::size_t at = authority.rfind('@');
  const std::size_t colon = authority.find(':');
  if (at == std::string_view::npos || colon > at) return;
  const std::string_view written = authority.substr(colon + 1, at - colon - 1);
  add(learned.values, written, least_value_bytes);
  add(learned.values, core::percent_decode(written).value_or(""), least_value_bytes);
}

}  // namespace

LearnedSecrets learn_secrets(const Environment& environment, const Config& config,
                             std::string_view host_name) {
  LearnedSecrets learned;
  for (const auto& [name, value] : environment.variables()) {
    if (kind_of_name(name)) add(learned.values, value, least_value_bytes);
  }
  add(learned.values, config.langfuse_secret_key, least_value_bytes);
  add(learned.values, config.langwatch_api_key, least_value_bytes);
  for (const auto& [name, value] : config.otlp_headers) {
    if (!kind_of_name(name)) continue;
    // Of "Bearer abc" the last word is the secret.
    add(learned.values, std::string_view(value).substr(value.rfind(' ') + 1), least_value_bytes);
  }
  for (const std::string& proxy : {config.https_proxy, config.http_proxy, config.all_proxy}) {
    add_password(learned, proxy);
  }
  for (const std::string_view variable : {"USER", "LOGNAME", "USERNAME"}) {
    add_name(learned, environment.variable(variable).value_or(""));
  }
  add_name(learned, host_name);
  add_name(learned, host_name.substr(0, host_name.find('.')));  // without its domain
  std::string home = environment.variable("HOME").value_or("");
  while (home.ends_with("/")) home.pop_back();
  const std::string_view folder = std::string_view(home).substr(home.rfind('/') + 1);
  if (home.starts_with("/") && !is_shared_account(folder)) learned.home = home;
  return learned;
}

std::string own_host_name() {
  std::array<char, 256> name{};  // HOST_NAME_MAX is 64 on Linux, POSIX allows 255
  if (::gethostname(name.data(), name.size() - 1) != 0) return {};
  return name.data();
}

}  // namespace sotto::privacy
