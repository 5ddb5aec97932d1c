#include "privacy/text_scrubber.hpp"

#include <algorithm>
#include <span>

#include "core/utf8.hpp"
#include "privacy/scrub/candidates.hpp"
#include "privacy/scrub/decode.hpp"
#include "privacy/scrub/learned_index.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/windows.hpp"
#include "privacy/scrub/wrapped_lines.hpp"
#include "privacy/secret_names.hpp"

namespace sotto::privacy {
namespace {

// In the order of SecretKind.
constexpr std::array<std::string_view, secret_kinds> markers = {
    "[API_KEY]", "[TOKEN]", "[PASSWORD]",  "[PRIVATE_KEY]", "[JWT]",         "[URL_CREDENTIALS]",
    "[EMAIL]",   "[PHONE]", "[CARD]",      "[IBAN]",        "[NATIONAL_ID]", "[IP]",
    "[MAC]",     "[HOST]",  "[HOME_PATH]", "[LEARNED]"};

/// The bytes of the marker with a tag that `text` begins with, or 0.
std::size_t tagged_marker_at(std::string_view text) noexcept {
  for (const std::string_view marker : markers) {
    const std::size_t kind = marker.size() - 1;  // without "]"
    if (!text.starts_with(marker.substr(0, kind)) || tag_at(text.substr(kind)) == 0) continue;
    if (text.substr(kind + tag_bytes).starts_with(']')) return marker.size() + tag_bytes;
  }
  return 0;
}

/// Some finders stop at the '#' of a marker: what they found in it is nothing, and what they found
/// before it goes on to its end. False when nothing is left.
bool leave_marker_whole(std::string_view text, Finding& finding) noexcept {
  constexpr std::size_t longest = std::string_view("[URL_CREDENTIALS#a1b2]").size();
  const std::size_t first = finding.end - std::min(finding.end, longest);
  const std::size_t found = text.substr(first, finding.end - first).rfind('[');
  if (found == std::string_view::npos) return true;
  const std::size_t opening = first + found;
  const std::size_t end = opening + tagged_marker_at(text.substr(opening));
  if (end <= finding.end) return true;
  finding.end = end;
  return opening > finding.begin;
}

Classify classify() noexcept {
  std::size_t count = 0;
  return instruction_sets(count)->classify;
}

MaybeFinding find_at_clue(Scan& scan, std::size_t at) {
  switch (scan.at(at)) {
    case '/':
      if (at >= 2 && scan.text[at - 1] == ':') {
        if (auto finding = find_windows_home(scan, at - 2)) return finding;
      }
      return find_unix_home(scan, at);
    case '.': return find_host(scan, at);
    case '(':
    case '[': return find_masked_email(scan, at);
    case 'c':
    case 'C':
      if (auto finding = find_curl_user(scan, at)) return finding;
      [[fallthrough]];
    case 'a':
    case 'A':
      if (auto finding = find_sql_password(scan, at)) return finding;
      return find_named_value(scan, at);
    case 'p':
    case 'P':
      if (auto finding = find_passport(scan, at)) return finding;
      return find_named_value(scan, at);
    case 'K':
      if (auto finding = find_private_key(scan, at)) return finding;
      return find_named_value(scan, at);
    case 's':
    case 'S':
      if (auto finding = find_manifest_secret(scan, at)) return finding;
      if (auto finding = find_seed_phrase(scan, at)) return finding;
      [[fallthrough]];
    default: return find_named_value(scan, at);
  }
}

MaybeFinding find_at_escape(const Scan& scan, std::size_t at) {
  switch (scan.at(at)) {
    case '\\':
      if (at > 0 && scan.text[at - 1] == '\\') return std::nullopt;  // the first was asked
      if (at >= 2 && scan.text[at - 1] == ':') return find_windows_home(scan, at - 2);
      if (auto finding = find_share_host(scan, at)) return finding;
      return find_shared_home(scan, at);
    case '?':
    case '&': return find_url_parameter(scan, at);
    default: return std::nullopt;
  }
}

/// Whether what stands at a candidate may hide something: an escape, base64, a zero-width space.
bool is_encoded_candidate(std::string_view text, std::size_t at, const Candidates& candidates,
                          int bit) noexcept {
  const auto is = [bit](std::uint64_t mask) { return (mask >> bit & 1U) != 0; };
  if (is(candidates.escape)) return is_encoded_at(text, at);
  if (is(candidates.clue) && is_invisible_at(text, at)) return true;
  return is(candidates.run) && is_blob_in_run(text, at);
}

/// Asks the finders that can say something about a candidate; the first answer counts.
MaybeFinding find_at(Scan& scan, std::size_t at, const Candidates& candidates, int bit) {
  const auto is = [bit](std::uint64_t mask) { return (mask >> bit & 1U) != 0; };
  MaybeFinding finding;
  if (is(candidates.clue)) finding = find_at_clue(scan, at);
  if (!finding && is(candidates.run)) finding = find_in_run(scan, at);
  if (!finding && is(candidates.number)) finding = find_number(scan, at);
  if (!finding && is(candidates.at)) finding = find_email(scan, at);
  if (!finding && is(candidates.at)) finding = find_dsn_password(scan, at);
  if (!finding && is(candidates.at)) finding = find_sql_password(scan, at);
  if (!finding && is(candidates.url)) finding = find_url_credentials(scan, at);
  if (!finding && is(candidates.groups)) finding = find_grouped_address(scan, at);
  if (!finding && is(candidates.groups)) finding = find_pgpass_line(scan, at);
  if (!finding && is(candidates.escape)) finding = find_at_escape(scan, at);
  if (!finding && is(candidates.flag)) finding = find_command_flag(scan, at);
  return finding;
}

}  // namespace

/// What is reused from text to text.
struct TextScrubber::Workspace {
  std::vector<Finding> findings;
  Windows windows;                    // of the text that is searched now
  std::array<DecodedText, 3> layers;  // of encodings, one in the other
  std::vector<std::size_t> encoded;   // places that may hide something
  int searches = 0;                   // of one text, decoded or not
  bool was_encoded = false;           // something was, when it was searched first
};

std::string_view marker(SecretKind kind) noexcept {
  return markers[static_cast<std::size_t>(kind)];
}

std::string_view to_string(SecretKind kind) noexcept {
  const std::string_view text = marker(kind);
  return text.substr(1, text.size() - 2);
}

TextScrubber::TextScrubber(const LearnedSecrets& learned, UserRules rules, Tags tags)
    : work_(std::make_unique<Workspace>()), rules_(std::move(rules)), tags_(tags) {
  LearnedIndex index;
  const auto add = [&index](const std::string& text, SecretKind kind, bool is_whole_word) {
    // What stands in a marker would be replaced again and again.
    const bool is_in_marker = std::any_of(markers.begin(), markers.end(), [&text](auto known) {
      return can_stand_in_marker(text, known);
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
  const bool is_changed = scrub_kinds(text, out);
  if (rules_.empty()) return is_changed;
  ruled_ = is_changed ? std::string_view(out).substr(begin) : text;
  out.resize(begin);
  const bool is_right = rules_.apply(ruled_, tags_) && core::is_utf8(ruled_) &&
                        ruled_.size() <= most_scrubbed_bytes(text.size());
  if (!is_right) {
    ++counts_.failed;
    ruled_ = failed_text;
  }
  if (ruled_ == text) return false;
  out += ruled_;
  return true;
}

bool TextScrubber::scrub_kinds(std::string_view text, std::string& out) {
  work_->searches = 0;
  work_->was_encoded = false;
  work_->windows.clear();
  work_->windows.add(0, text.size());
  const std::size_t begin = out.size();
  if (!scrub_once(text, out)) return false;
  // What was replaced may have hidden its neighbour: "x@a.example" in a longer value makes that
  // look like a placeholder. So a text that changed, which is rare, is looked at again. The limit
  // is more than any text needed that was tried, and keeps the time linear.
  constexpr int most_searches = 16;
  std::string again;
  while (scrub_once(std::string_view(out).substr(begin), again)) {
    out.replace(begin, std::string::npos, again);
    again.clear();
    if (work_->searches < most_searches) continue;
    ++counts_.failed;
    out.replace(begin, std::string::npos, failed_text);
    break;
  }
  return true;
}

bool TextScrubber::scrub_once(std::string_view text, std::string& out) {
  std::vector<Finding>& findings = work_->findings;
  findings.clear();
  std::vector<std::size_t>& encoded = work_->encoded;
  encoded.clear();
  search(text, work_->windows, &encoded);
  for (const Windows::Window& window : work_->windows) {
    add_wrapped_tokens(text, window.begin, window.end, encoded);
  }
  if (work_->was_encoded) {  // what was replaced may have been what told
    search_decoded(text, work_->windows);
  } else if (!encoded.empty()) {
    work_->was_encoded = true;
    std::ranges::sort(encoded);
    Windows hiding;
    for (const std::size_t at : encoded) hiding.add(at, at + 1);
    hiding.widen(text);
    search_decoded(text, hiding);
  }
  if (findings.empty()) return false;
  work_->windows.clear();
  const std::size_t begin = out.size();
  std::size_t done = 0;
  for (const Finding& finding : findings) {
    out.append(text, done, finding.begin - done);
    const std::size_t replacement = out.size() - begin;
    const std::string_view replaced = text.substr(finding.begin, finding.end - finding.begin);
    out += finding.quote;
    append_marker(out, marker(finding.kind), replaced, tags_);
    out += finding.quote;
    const std::size_t skipped = finding.begin - std::min(finding.clue, finding.begin);
    work_->windows.add(replacement - std::min(skipped, replacement), out.size() - begin);
    ++counts_.replaced[static_cast<std::size_t>(finding.kind)];
    done = finding.end;
  }
  out.append(text, done);
  work_->windows.widen(std::string_view(out).substr(begin));
  return true;
}

void TextScrubber::search(std::string_view text, const Windows& windows,
                          std::vector<std::size_t>* encoded) {
  static const Classify classify_fast = classify();
  ++work_->searches;
  std::vector<Finding>& findings = work_->findings;
  std::vector<Finding> learned;
  if (learned_ != nullptr) learned_->find(text, learned);
  auto next_learned = learned.begin();
  Scan scan{text};
  const auto add = [&](const Finding& finding, std::size_t at) {
    findings.push_back(finding);
    findings.back().clue = at;
    scan.floor = finding.end;
  };
  const auto add_learned_until = [&](std::size_t at) {
    for (; next_learned != learned.end() && next_learned->begin <= at; ++next_learned) {
      if (next_learned->begin >= scan.floor) add(*next_learned, next_learned->begin);
    }
  };
  const auto visit = [&](std::size_t at, const Candidates& candidates, int bit) {
    add_learned_until(at);
    if (at < scan.floor) return;
    auto finding = find_at(scan, at, candidates, bit);
    if (finding && !leave_marker_whole(text, *finding)) finding.reset();
    if (finding) {
      add(*finding, at);
    } else if (encoded != nullptr && is_encoded_candidate(text, at, candidates, bit)) {
      encoded->push_back(at);
    }
  };
  for (const Windows::Window& window : windows) {
    for_each_candidate(text, window, classify_fast, visit);
  }
  add_learned_until(text.size());
}

void TextScrubber::search_decoded(std::string_view text, const Windows& windows) {
  std::vector<Finding>& findings = work_->findings;
  auto& layers = work_->layers;
  const Windows* searched = &windows;
  std::string_view current = text;
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    if (!layers[layer].decode(current, *searched)) break;
    current = layers[layer].text();
    searched = &layers[layer].windows();
    const std::size_t first = findings.size();
    search(current, *searched, nullptr);
    const auto found = std::span(findings).subspan(first);
    for (Finding& finding : found) finding.quote = {};
    for (std::size_t l = layer + 1; l-- > 0;) layers[l].to_source(found);
  }
  // Of several in one piece of base64, and of one that two layers show, the first is enough.
  std::ranges::stable_sort(findings, {}, &Finding::begin);
  std::size_t kept = 0;
  for (const Finding& finding : findings) {
    if (kept > 0 && finding.begin < findings[kept - 1].end) {
      findings[kept - 1].end = std::max(findings[kept - 1].end, finding.end);
    } else {
      findings[kept++] = finding;
    }
  }
  findings.erase(findings.begin() + static_cast<std::ptrdiff_t>(kept), findings.end());
}

bool TextScrubber::is_secret_key(std::string_view key) noexcept {
  return kind_of_name(key).has_value();
}

}  // namespace sotto::privacy
