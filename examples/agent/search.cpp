#include "examples/agent/search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "examples/agent/tokens.hpp"

namespace agent {
namespace {

constexpr std::size_t max_passage_lines = 12;
constexpr std::size_t max_passages_per_file = 2;  // so that one long file does not answer alone

bool is_blank(const std::string& line) {
  return line.find_first_not_of(" \t\r") == std::string::npos;
}

std::vector<Excerpt> split_into_passages(const Excerpt& file) {
  std::vector<Excerpt> passages;
  Excerpt passage{file.path, 0, {}};
  const auto finish = [&] {
    if (!passage.lines.empty()) passages.push_back(passage);
    passage.lines.clear();
  };
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    if (is_blank(file.lines[i])) {
      finish();
      continue;
    }
    if (passage.lines.empty()) passage.first_line = file.first_line + i;
    passage.lines.push_back(file.lines[i]);
    if (passage.lines.size() == max_passage_lines) finish();
  }
  finish();
  return passages;
}

}  // namespace

Searcher::Searcher(const std::vector<Excerpt>& files) {
  for (const Excerpt& file : files) {
    for (Excerpt& passage : split_into_passages(file)) {
      std::unordered_map<std::string, double> counts;
      double length = 0;
      for (const std::string& line : passage.lines) {
        for (std::string& term : search_terms(line)) {
          ++counts[std::move(term)];
          ++length;
        }
      }
      for (const auto& [term, count] : counts) {
        postings_[term].push_back({passages_.size(), count});
      }
      lengths_.push_back(length);
      passages_.push_back(std::move(passage));
    }
  }
  if (!lengths_.empty()) {
    const double sum = std::accumulate(lengths_.begin(), lengths_.end(), 0.0);
    average_length_ = std::max(1.0, sum / static_cast<double>(lengths_.size()));
  }
}

double Searcher::weight_of(std::size_t passages_with_term) const {
  const auto with = static_cast<double>(passages_with_term);
  const auto all = static_cast<double>(passages_.size());
  return std::log(1 + (all - with + 0.5) / (with + 0.5));
}

std::vector<Hit> Searcher::search(std::string_view query, std::size_t limit) const {
  // The usual constants of BM25 (Robertson and Zaragoza, 2009, section 3.5).
  constexpr double saturation = 1.2;
  constexpr double length_share = 0.75;

  std::vector<double> scores(passages_.size(), 0);
  const std::vector<std::string> terms = search_terms(query);
  for (const std::string& term : std::set<std::string>(terms.begin(), terms.end())) {
    const auto found = postings_.find(term);
    if (found == postings_.end()) continue;
    const double weight = weight_of(found->second.size());
    for (const auto& [passage, count] : found->second) {
      const double relative_length = lengths_[passage] / average_length_;
      const double norm = saturation * (1 - length_share + length_share * relative_length);
      scores[passage] += weight * count * (saturation + 1) / (count + norm);
    }
  }

  std::vector<std::size_t> order(passages_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  std::vector<Hit> hits;
  std::unordered_map<std::string_view, std::size_t> taken;
  for (const std::size_t i : order) {
    if (hits.size() == limit || scores[i] <= 0) break;
    if (++taken[passages_[i].path] > max_passages_per_file) continue;
    hits.push_back({passages_[i], scores[i]});
  }
  return hits;
}

}  // namespace agent
