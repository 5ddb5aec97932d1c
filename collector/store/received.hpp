#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "collector/model/batch.hpp"
#include "collector/store/frame.hpp"
#include "collector/store/store.hpp"

namespace sotto::collector {

/// A batch on its way to the disk.
struct Received {
  std::variant<TraceBatch, MetricsBatch> batch;
  std::vector<Frame> frames;  // of a trace batch that is large enough for frames of its own
  Store::Stored stored;
  std::size_t bytes = 0;  // what it holds in memory, about

  std::uint64_t hash() const {
    return std::visit([](const auto& b) { return b.hash; }, batch);
  }
};

/// The requests that are stored, as far back as a client may still repeat one: those of the open
/// segment and of the one before.
class SeenRequests {
 public:
  bool has(std::uint64_t hash) const { return current_.contains(hash) || before_.contains(hash); }
  void add(std::uint64_t hash) { current_.insert(hash); }
  /// A new segment begins.
  void roll() {
    before_ = std::move(current_);
    current_.clear();
  }
  void clear() {
    current_.clear();
    before_.clear();
  }

 private:
  std::unordered_set<std::uint64_t> current_;
  std::unordered_set<std::uint64_t> before_;
};

}  // namespace sotto::collector
