#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sotto/result.hpp>

#include "collector/store/open_index.hpp"
#include "collector/store/received.hpp"
#include "collector/store/sqlite_database.hpp"
#include "collector/store/sqlite_segment.hpp"
#include "collector/store/trace_delta.hpp"

namespace sotto::collector {

/// The segment before the open one, for spans that come late: it tells what their trace had.
struct EarlierSegment {
  Database database;
  OpenRows rows;
};

OpenRows load_rows(Database& database);
void load_requests(Database& database, SeenRequests& seen);

/// Ids of the texts of one segment.
class StringTable {
 public:
  /// Reads what the segment has.
  void load(Database& database);
  /// The id of `text`, which may be new; null for empty text.
  std::optional<std::int64_t> intern(Database& database, std::string_view text);
  void keep_new() noexcept { added_.clear(); }
  void drop_new();

 private:
  std::unordered_map<std::string, std::int64_t> ids_;
  std::vector<std::string> added_;  // since the last commit
  std::int64_t next_ = 1;
};

/// Writes the open segment.
/// Threads: the store's.
class SegmentWriter {
 public:
  /// Makes the file a segment, or opens one that was not sealed.
  static Result<std::unique_ptr<SegmentWriter>> open(SegmentFile file, OpenIndex& index,
                                                     SeenRequests& seen);

  /// Call once, before commit: from here on `index` and `seen` are of this segment too.
  Result<Done> start(std::optional<EarlierSegment> earlier);

  /// Stores the batches durably, all or none; those whose hash was seen count as stored. After an
  /// error everything is as it was before.
  Result<Done> commit(std::span<const Received> batches);

  const SegmentFile& file() const noexcept { return file_; }
  std::int64_t created_ns() const noexcept { return created_ns_; }
  std::int64_t spans() const noexcept { return counters_.spans; }
  std::int64_t bytes();
  Database& database() noexcept { return database_; }
  /// Ends this writer: only the connection lives on.
  Database release() && { return std::move(database_); }

  /// After rows and texts were erased from the database.
  void forget(const TraceIdBytes& id);

 private:
  struct Counters {
    std::int64_t next_trace = 1;
    std::int64_t next_frame = 1;
    std::int64_t next_metric = 1;
    std::int64_t spans = 0;
  };

  SegmentWriter(SegmentFile file, Database database, OpenIndex& index, SeenRequests& seen)
      : file_(std::move(file)), database_(std::move(database)), index_(index), seen_(seen) {}

  void write_traces(const Received& received, TraceDeltas& deltas);
  void write_small_frame();
  void write_frame(std::int64_t id, const Frame& frame);
  void write_metrics(const MetricsBatch& batch);
  void write_row(TraceDelta& delta);
  void insert_row(TraceDelta& delta);
  void update_row(const OpenRow& known, const TraceDelta& delta);
  void add_earlier(TraceDelta& delta);

  SegmentFile file_;
  Database database_;
  OpenIndex& index_;
  SeenRequests& seen_;
  std::optional<EarlierSegment> earlier_;
  StringTable strings_;
  Counters counters_;
  std::int64_t created_ns_ = 0;

  // Of the commit that is under way
  FrameAssembler small_batches_;
  std::int64_t small_frame_ = 0;  // its id, given when its first batch comes
  std::vector<std::uint64_t> new_requests_;
  std::vector<std::pair<TraceIdBytes, OpenRow>> new_rows_;
  std::deque<std::string> texts_;  // that deltas point to
};

}  // namespace sotto::collector
