#pragma once

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "collector/store/folder_lock.hpp"
#include "collector/store/open_index.hpp"
#include "collector/store/received.hpp"
#include "collector/store/sqlite_reads.hpp"
#include "collector/store/sqlite_writer.hpp"
#include "collector/store/store.hpp"

namespace sotto::collector {

/// The store that writes. One thread of its own commits what came while it committed before: the
/// busier the store, the larger the commits, and no timer. Destruction stores what is queued.
class SqliteStore final : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(SqliteStoreOptions options);
  ~SqliteStore() override;

  bool put(TraceBatch batch, Stored stored) override;
  bool put(MetricsBatch batch, Stored stored) override;
  Result<TracePage> list(const TraceQuery& query) override { return reads_.list(query); }
  Result<StoredTrace> get(std::string_view id) override { return reads_.get(id); }
  Result<StoreStats> stats() override { return reads_.stats(); }
  Result<Done> erase(std::string_view id) override;
  Result<Done> clear() override;

 private:
  using Command = std::packaged_task<Result<Done>()>;

  SqliteStore(SqliteStoreOptions options, FolderLock lock)
      : options_(std::move(options)), lock_(std::move(lock)), reads_(options_.folder, &index_) {}

  bool enqueue(Received received);
  Result<Done> on_store_thread(std::function<Result<Done>()> work);

  // On the store's thread
  void run();
  void commit(const std::vector<Received>& batches);
  void roll_if_full();
  Result<std::unique_ptr<SegmentWriter>> new_segment();
  Result<Done> open_segments();
  Result<Done> open_newest(const SegmentFile& file, std::optional<EarlierSegment> earlier);
  Result<Done> erase_everywhere(const TraceIdBytes& id);
  Result<Done> clear_everything();

  const SqliteStoreOptions options_;
  FolderLock lock_;
  OpenIndex index_;
  SqliteReads reads_;

  // Of the store's thread
  SeenRequests seen_;
  std::unique_ptr<SegmentWriter> writer_;
  std::int64_t last_number_ = 0;

  std::mutex mutex_;  // guards what is below
  std::condition_variable work_came_;
  std::vector<Received> batches_;
  std::vector<Command> commands_;
  std::size_t queued_bytes_ = 0;  // also of what is being committed
  bool is_stopping_ = false;

  std::thread thread_;
};

}  // namespace sotto::collector
