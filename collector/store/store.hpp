#pragma once

#include <functional>
#include <memory>
#include <string>

#include <sotto/collector.hpp>
#include <sotto/result.hpp>

#include "collector/model/batch.hpp"

namespace sotto::collector {

/// Where the observer keeps what it received. One interface, one contract test
/// (tests/collector_store_contract_test.cpp), one file per database.
///
/// Threads: any, all at once.
class Store {
 public:
  /// Called once, from the store's thread, when the batch is durable or could not be made so.
  using Stored = std::function<void(Result<Done>)>;

  virtual ~Store() = default;

  /// Queues a batch for the next commit and returns at once. False when the queue is full:
  /// nothing was taken, `stored` is not called.
  virtual bool put(TraceBatch batch, Stored stored) = 0;
  virtual bool put(MetricsBatch batch, Stored stored) = 0;

  virtual Result<TracePage> list(const TraceQuery& query) = 0;
  /// `id` is 1 to 32 hex digits. not_found: none, or (said in the detail) several.
  virtual Result<StoredTrace> get(std::string_view id) = 0;
  virtual Result<StoreStats> stats() = 0;

  /// not_found when there is no such trace. `id` is whole.
  virtual Result<Done> erase(std::string_view id) = 0;
  virtual Result<Done> clear() = 0;
};

struct SqliteStoreOptions {
  std::string folder;                  // made when missing
  std::size_t queue_bytes = 32 << 20;  // received and not yet stored
  std::int64_t segment_spans = 2'000'000;
  std::int64_t segment_bytes = 256 << 20;
};

/// Opens for writing; one process at a time. Errors (storage) say in one line what is wrong with
/// the folder: not writable, not ours, in use, made by a newer version.
Result<std::unique_ptr<Store>> open_sqlite_store(SqliteStoreOptions options);

/// Opens for reading, beside a writer or not. put, erase and clear are errors there.
Result<std::unique_ptr<Store>> open_sqlite_store_for_reading(const std::string& folder);

}  // namespace sotto::collector
