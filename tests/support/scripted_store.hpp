#pragma once

#include <condition_variable>
#include <mutex>
#include <vector>

#include "collector/store/store.hpp"

namespace sotto::test {

/// A Store in memory that does what the test says: for what the real one does rarely.
/// Threads: any.
class ScriptedStore final : public collector::Store {
 public:
  enum class Puts {
    stored,  // at once
    failed,  // at once
    full,    // not taken
    held,    // until release()
  };

  // Set before requests come.
  Puts puts = Puts::stored;
  TracePage page = {};     // for list()
  StoredTrace trace = {};  // for get(), under its own id
  StoreStats statistics = {};
  TraceQuery last_query = {};
  bool is_broken = false;   // everything but put() is an error
  bool lists_wait = false;  // list() waits for release()

  bool put(collector::TraceBatch batch, Stored stored) override;
  bool put(collector::MetricsBatch batch, Stored stored) override;
  Result<TracePage> list(const TraceQuery& query) override;
  Result<StoredTrace> get(std::string_view id) override;
  Result<StoreStats> stats() override;
  Result<Done> erase(std::string_view id) override;
  Result<Done> clear() override;

  /// Answers what is held, and holds nothing from now on.
  void release();
  /// Waits until so many batches are held, or lists wait.
  void wait_for_held(std::size_t count);

  std::size_t spans() const;
  bool is_cleared() const;

 private:
  bool take(std::size_t spans, Stored stored);

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::vector<Stored> held_;
  std::size_t waiting_lists_ = 0;
  std::size_t spans_ = 0;
  bool is_released_ = false;
  bool is_cleared_ = false;
};

}  // namespace sotto::test
