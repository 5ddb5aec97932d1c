#include "privacy/text_scrubber.hpp"

#include <algorithm>

#include "privacy/scrub/candidates.hpp"
#include "privacy/scrub/learned_index.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/secret_names.hpp"

namespace sotto::privacy {
namespace {

// In the order of SecretKind.
constexpr std::array<std::string_view, secret_kinds> markers = {
    "[API_KEY]", "[TOKEN]", "[PASSWORD]",  "[PRIVATE_KEY]", "[JWT]",         "[URL_CREDENTIALS]",
    "[EMAIL]",   "[PHONE]", "[CARD]",      "[IBAN]",        "[NATIONAL_ID]", "[IP]",
    "[MAC]",     "[HOST]",  "[HOME_PATH]", "[LEARNED]"};

Classify classify() noexcept {
  std::size_t count = 0;
  return instruction_sets(count)->classify;
}

MaybeFinding find_at_clue(Scan& scan, std::size_t at) {
  switch (scan.at(at)) {
    case '/':
      if (at >= 2 && scan.text[at - 1] == ':') return find_windows_home(scan, at - 2);
      return find_unix_home(scan, at);
    case '.': return find_host(scan, at);
    case 'K':
      if (auto finding = find_private_key(scan, at)) return finding;
      [[fallthrough]];
    default: return find_named_value(scan, at);
  }
}

MaybeFinding find_at_escape(const Scan& scan, std::size_t at) {
  switch (scan.at(at)) {
    case '\\':
      if (at >= 2 && scan.text[at - 1] == ':') return find_windows_home(scan, at - 2);
      return std::nullopt;
    case '?':
    case '&': return find_url_parameter(scan, at);
    default: return std::nullopt;
  }
}

/// Asks the finders that can say something about a candidate; the first answer counts.
MaybeFinding find_at(Scan& scan, std::size_t at, const Candidates& candidates, int bit) {
  const auto is = [bit](std::uint64_t mask) { return (mask >> bit & 1U) != 0; };
  MaybeFinding finding;
  if (is(candidates.clue)) finding = find_at_clue(scan, at);
  if (!finding && is(candidates.run)) finding = find_in_run(scan, at);
  if (!finding && is(candidates.number)) finding = find_number(scan, at);
  if (!finding && is(candidates.at)) finding = find_email(scan, at);
  if (!finding && is(candidates.url)) finding = find_url_credentials(scan, at);
  if (!finding && is(candidates.colons)) finding = find_colon_address(scan, at);
  if (!finding && is(candidates.escape)) finding = find_at_escape(scan, at);
  return finding;
}

}  // namespace

std::string_view marker(SecretKind kind) noexcept {
  return markers[static_cast<std::size_t>(kind)];
}

std::string_view to_string(SecretKind kind) noexcept {
  const std::string_view text = marker(kind);
  return text.substr(1, text.size() - 2);
}

TextScrubber::TextScrubber(const LearnedSecrets& learned) {
  LearnedIndex index;
  const auto add = [&index](const std::string& text, SecretKind kind, bool is_whole_word) {
    // What stands in a marker would be replaced again and again.
    const bool is_in_marker = std::any_of(markers.begin(), markers.end(), [&text](auto known) {
      return known.find(text) != std::string_view::npos;
    });
    if (!is_in_marker) index.add(text, kind, is_whole_word);
  };
  constexpr std::size_t least_value = 6;
  for (const auto& value : learned.values) {
    if (value.size() >= least_value) add(value, SecretKind::learned, false);
  }
  for (const auto& name : learned.names) add(name, SecretKind::learned, true);
  add(learned.home, SecretKind::home_path, true);
  index.build();
  if (!index.empty()) learned_ = std::make_unique<const LearnedIndex>(std::move(index));
}

TextScrubber::TextScrubber(TextScrubber&&) noexcept = default;
TextScrubber& TextScrubber::operator=(TextScrubber&&) noexcept = default;
TextScrubber::~TextScrubber() = default;

bool TextScrubber::scrub(std::string_view text, std::string& out) {
  ++counts_.fields;
  const std::size_t begin = out.size();
  if (!scrub_once(text, out)) return false;
  // What was replaced may have hidden its neighbour: "x@a.example" in a longer value makes that
  // look like a placeholder. So a text that changed, which is rare, is looked at again; four
  // rounds are more than any text needed that was tried, and keep the time linear.
  constexpr int most_rounds = 4;
  for (int round = 1; round < most_rounds; ++round) {
    std::string again;
    if (!scrub_once(std::string_view(out).substr(begin), again)) break;
    out.replace(begin, std::string::npos, again);
  }
  return true;
}

bool TextScrubber::scrub_once(std::string_view text, std::string& out) {
  static const Classify classify_fast = classify();
  std::vector<Finding> learned;
  if (learned_ != nullptr) learned_->find(text, learned);
  auto next_learned = learned.begin();
  Scan scan{text};
  const auto replace = [&](const Finding& finding) {
    out.append(text, scan.floor, finding.begin - scan.floor);
    out.append(finding.quote).append(marker(finding.kind)).append(finding.quote);
    ++counts_.replaced[static_cast<std::size_t>(finding.kind)];
    scan.floor = finding.end;
  };
  const auto replace_learned_until = [&](std::size_t at) {
    for (; next_learned != learned.end() && next_learned->begin <= at; ++next_learned) {
      if (next_learned->begin >= scan.floor) replace(*next_learned);
    }
  };
  for_each_candidate(text, classify_fast,
                     [&](std::size_t at, const Candidates& candidates, int bit) {
                       replace_learned_until(at);
                       if (at < scan.floor) return;
                       if (const auto finding = find_at(scan, at, candidates, bit))
                         replace(*finding);
                     });
  replace_learned_until(text.size());
  if (scan.floor == 0) return false;
  out.append(text, scan.floor);
  return true;
}

bool TextScrubber::is_secret_key(std::string_view key) noexcept {
  return kind_of_name(key).has_value();
}

}  // namespace sotto::privacy
