#include "privacy/scrub/learned_index.hpp"

#include <algorithm>
#include <cstring>

namespace sotto::privacy {
namespace {

constexpr std::size_t gram_bytes = 4;
constexpr int filter_log = 15;  // 4 KiB: 300 values in all their forms fill an eighth of it

std::uint32_t gram_at(std::string_view text, std::size_t at) noexcept {
  std::uint32_t bytes = 0;
  std::memcpy(&bytes, text.data() + at, gram_bytes);
  return bytes;
}

std::size_t hash(std::uint32_t gram) noexcept {
  return (gram * 2654435761U) >> (32 - filter_log);  // Knuth's multiplicative hashing
}

}  // namespace

void LearnedIndex::add(std::string_view text, SecretKind kind, bool is_whole_word) {
  if (text.size() >= least_bytes) learned_.push_back({std::string(text), kind, is_whole_word});
}

void LearnedIndex::build() {
  if (learned_.empty()) return;
  const auto shortest = std::ranges::min_element(
      learned_, {}, [](const Learned& learned) { return learned.text.size(); });
  // Wherever a text stands, one of its first step_ grams is at a place that is looked up.
  step_ = shortest->text.size() - gram_bytes + 1;
  filter_.assign((std::size_t{1} << filter_log) / 64, 0);
  for (std::size_t i = 0; i < learned_.size(); ++i) {
    for (std::size_t offset = 0; offset < step_; ++offset) {
      const std::uint32_t gram = gram_at(learned_[i].text, offset);
      grams_.push_back({gram, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(offset)});
      filter_[hash(gram) / 64] |= std::uint64_t{1} << hash(gram) % 64;
    }
  }
  std::ranges::sort(grams_, {}, &Gram::bytes);
}

void LearnedIndex::find(std::string_view text, std::vector<Finding>& out) const {
  const std::size_t first = out.size();
  for (std::size_t at = 0; at + gram_bytes <= text.size(); at += step_) {
    const std::uint32_t gram = gram_at(text, at);
    if ((filter_[hash(gram) / 64] >> hash(gram) % 64 & 1U) == 0) continue;
    auto row = std::ranges::lower_bound(grams_, gram, {}, &Gram::bytes);
    for (; row != grams_.end() && row->bytes == gram; ++row) {
      const Learned& learned = learned_[row->learned];
      if (row->offset > at) continue;
      const std::size_t begin = at - row->offset;
      const std::size_t end = begin + learned.text.size();
      if (text.substr(begin, learned.text.size()) != learned.text) continue;
      const Scan scan{text};
      if (learned.is_whole_word && (is_word(scan.before(begin)) || is_word(scan.at(end)))) continue;
      out.push_back({begin, end, learned.kind});
    }
  }
  const auto found = out.begin() + static_cast<std::ptrdiff_t>(first);
  std::sort(found, out.end(), [](const Finding& a, const Finding& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::size_t floor = 0;
  out.erase(std::remove_if(found, out.end(),
                           [&floor](const Finding& finding) {
                             if (finding.begin < floor) return true;
                             floor = finding.end;
                             return false;
                           }),
            out.end());
}

}  // namespace sotto::privacy
