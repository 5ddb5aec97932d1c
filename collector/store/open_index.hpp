#pragma once

#include <cstdint>
#include <cstring>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "collector/model/batch.hpp"

namespace sotto::collector {

struct TraceIdHash {
  std::size_t operator()(const TraceIdBytes& id) const noexcept {
    std::uint64_t halves[2];
    std::memcpy(halves, id.data(), sizeof(halves));
    return static_cast<std::size_t>((halves[0] ^ halves[1] * 0x9e3779b97f4a7c15U) >> 1);
  }
};

/// What the writer remembers of a trace's row.
struct OpenRow {
  std::int64_t row = 0;
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;
};

using OpenRows = std::unordered_map<TraceIdBytes, OpenRow, TraceIdHash>;

/// Where each trace of the open segment stands: that segment has no index of ids, because random
/// ids cost a third of the writing time. Readers of the same process ask here, others scan.
/// Threads: one writer, any readers.
class OpenIndex {
 public:
  /// The rows of another segment, from now on.
  void reset(std::int64_t segment, OpenRows rows) {
    const std::unique_lock lock(mutex_);
    segment_ = segment;
    rows_ = std::move(rows);
  }
  void set(const std::vector<std::pair<TraceIdBytes, OpenRow>>& rows) {
    const std::unique_lock lock(mutex_);
    for (const auto& [id, row] : rows) rows_.insert_or_assign(id, row);
  }
  void forget(const TraceIdBytes& id) {
    const std::unique_lock lock(mutex_);
    rows_.erase(id);
  }
  OpenRows take() {
    const std::unique_lock lock(mutex_);
    segment_ = 0;
    return std::exchange(rows_, {});
  }

  /// For the writer's thread, which is the only one that changes rows.
  const OpenRow* find(const TraceIdBytes& id) const {
    const auto found = rows_.find(id);
    return found == rows_.end() ? nullptr : &found->second;
  }

  /// The row, or 0 for none. Null when `segment` is not the open one.
  std::optional<std::int64_t> row_of(std::int64_t segment, const TraceIdBytes& id) const {
    const std::shared_lock lock(mutex_);
    if (segment != segment_) return std::nullopt;
    const OpenRow* row = find(id);
    return row == nullptr ? 0 : row->row;
  }

 private:
  mutable std::shared_mutex mutex_;  // guards both
  std::int64_t segment_ = 0;
  OpenRows rows_;
};

}  // namespace sotto::collector
