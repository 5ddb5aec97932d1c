#include "privacy/scrub/user_rules.hpp"

#ifdef SOTTO_HAS_RE2
#include <re2/re2.h>
#endif

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/text.hpp"

namespace sotto::privacy {
namespace {

constexpr std::size_t longest_name = 32;

bool is_rule_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= longest_name && std::ranges::all_of(name, [](char c) {
    return core::is_letter(c) || core::is_digit(c) || c == '_';
  });
}

#ifdef SOTTO_HAS_RE2
bool is_of_marker(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || core::is_digit(c) || c == '_';
}

/// Whether a part of `match` stands in a marker. Then it is not replaced: a text that was scrubbed
/// before stays as it is.
bool touches_marker(std::string_view text, std::string_view match) noexcept {
  const auto begin = static_cast<std::size_t>(match.data() - text.data());
  const std::size_t end = begin + match.size();
  // A bracket in the match, or so near before it that a marker may reach into it.
  constexpr std::size_t longest_before = 1 + longest_name + tag_bytes;
  for (std::size_t at = begin - std::min(begin, longest_before); at < end; ++at) {
    if (text[at] != '[') continue;
    std::size_t closing = at + 1;
    while (closing < text.size() && is_of_marker(text[closing])) ++closing;
    const bool is_named = closing > at + 1;
    closing += tag_at(text.substr(closing));
    if (is_named && closing < text.size() && text[closing] == ']' && closing >= begin) return true;
  }
  return false;
}
#endif

}  // namespace

#ifdef SOTTO_HAS_RE2
struct UserRules::Rule {
  std::string marker;  // "[NAME]"
  std::unique_ptr<const RE2> pattern;

  void apply(std::string& text, Tags tags) const {
    std::string out;
    const re2::StringPiece all(text);
    re2::StringPiece match;
    std::size_t done = 0;
    std::size_t at = 0;
    while (at <= text.size() && pattern->Match(all, at, text.size(), RE2::UNANCHORED, &match, 1)) {
      const auto begin = static_cast<std::size_t>(match.data() - text.data());
      const std::size_t end = begin + match.size();
      if (match.empty() || touches_marker(text, {match.data(), match.size()})) {
        // An empty match hides nothing. The next one begins at a character, not within one.
        at = match.empty() ? end + 1 : end;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80) ++at;
        continue;
      }
      out.append(text, done, begin - done);
      append_marker(out, marker, {match.data(), match.size()}, tags);
      done = at = end;
    }
    if (done == 0) return;
    out.append(text, done);
    text = std::move(out);
  }
};
#else
struct UserRules::Rule {
  void apply(std::string&, Tags) const {}
};
#endif

UserRules::UserRules() noexcept = default;
UserRules::UserRules(UserRules&&) noexcept = default;
UserRules& UserRules::operator=(UserRules&&) noexcept = default;
UserRules::~UserRules() = default;

UserRules::UserRules(const Config& config, std::vector<std::string>& problems)
    : callback_(config.scrub_callback), context_(config.scrub_context) {
  for (const auto& [name, pattern] : config.scrub_rules) {
    if (!is_rule_name(name)) {
      problems.emplace_back(
          "SOTTO_SCRUB_RULES: a name has 1 to 32 letters, digits and underscores");
      continue;
    }
#ifdef SOTTO_HAS_RE2
    auto compiled = std::make_unique<const RE2>(pattern, RE2::Quiet);
    if (!compiled->ok()) {
      problems.push_back("SOTTO_SCRUB_RULES: the pattern of " + name + " is not one of RE2");
      continue;
    }
    std::string marker = "[" + name + "]";
    for (char& c : marker) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    rules_.push_back({std::move(marker), std::move(compiled)});
#else
    problems.push_back("SOTTO_SCRUB_RULES: built without RE2, which the rule " + name + " needs");
#endif
  }
}

bool UserRules::empty() const noexcept {
  return rules_.empty() && callback_ == nullptr;
}

bool UserRules::apply(std::string& text, Tags tags) const noexcept {
  try {
    for (const Rule& rule : rules_) rule.apply(text, tags);
    if (callback_ != nullptr) callback_(text, context_);
    return true;
  } catch (...) {  // the callback is the program's: it may throw anything
    return false;
  }
}

}  // namespace sotto::privacy
