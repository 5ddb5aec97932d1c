#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/collector.hpp>
#include <sotto/result.hpp>

#include "collector/store/open_index.hpp"
#include "collector/store/sqlite_pool.hpp"

namespace sotto::collector {

/// Answers questions over all segments of a folder, beside a writer in this process, in another,
/// or none. A trace whose spans came while one segment ended and the next began has a row in both:
/// the newer one then includes and replaces the older.
/// Threads: any.
class SqliteReads {
 public:
  /// `open_index` may be null: the writer is elsewhere. It must outlive this.
  SqliteReads(std::string folder, const OpenIndex* open_index)
      : folder_(std::move(folder)), open_index_(open_index) {}

  Result<TracePage> list(const TraceQuery& query);
  Result<StoredTrace> get(std::string_view id);
  Result<StoreStats> stats();

  ReaderPool& pool() noexcept { return pool_; }

 private:
  /// Every segment that holds something, newest first.
  Result<std::vector<ReaderPool::Lease>> readers();

  std::string folder_;
  const OpenIndex* open_index_;
  ReaderPool pool_;
};

}  // namespace sotto::collector
