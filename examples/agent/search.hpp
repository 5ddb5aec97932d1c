#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "examples/agent/index.hpp"

namespace agent {

struct Hit {
  Excerpt excerpt;
  double score = 0;
};

/// Finds passages by their words (Okapi BM25). A passage is a paragraph of at most 12 lines.
/// Threads: search from any, once made.
class Searcher {
 public:
  explicit Searcher(const std::vector<Excerpt>& files);

  /// The best passages, best first, at most two of one file; equal scores in the order of the
  /// files.
  std::vector<Hit> search(std::string_view query, std::size_t limit) const;

  std::size_t passage_count() const noexcept { return passages_.size(); }

 private:
  struct Posting {
    std::size_t passage;
    double count;
  };
  double weight_of(std::size_t passages_with_term) const;

  std::vector<Excerpt> passages_;
  std::vector<double> lengths_;  // in terms, by passage
  double average_length_ = 1;
  std::unordered_map<std::string, std::vector<Posting>> postings_;
};

}  // namespace agent
