#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include <sotto/result.hpp>

#include "collector/store/open_index.hpp"
#include "collector/store/sqlite_database.hpp"
#include "collector/store/sqlite_segment.hpp"

namespace sotto::collector {

using TraceIdSet = std::unordered_set<TraceIdBytes, TraceIdHash>;

/// A connection that reads one segment. Its SQL knows the function replaced(trace_id): whether
/// `replaced` holds the id.
struct SegmentReader {
  SegmentFile file;
  SegmentState state;
  Database database;
  const TraceIdSet* replaced = nullptr;
};

/// Keeps reading connections, because opening one takes longer than most queries.
/// Threads: any.
class ReaderPool {
 public:
  struct Return {
    ReaderPool* pool;
    void operator()(SegmentReader* reader) const noexcept { pool->give_back(reader); }
  };
  using Lease = std::unique_ptr<SegmentReader, Return>;

  /// A reader of the file; null when the file is gone or holds nothing yet.
  Result<Lease> take(const SegmentFile& file);

  /// Closes what no one uses of one segment, or of all.
  void close_idle(const SegmentFile& file);
  void close_idle();

 private:
  void give_back(SegmentReader* reader) noexcept;

  static constexpr std::size_t most_idle = 64;
  std::mutex mutex_;                                  // guards what is below
  std::vector<std::unique_ptr<SegmentReader>> idle_;  // least recently used first
};

}  // namespace sotto::collector
