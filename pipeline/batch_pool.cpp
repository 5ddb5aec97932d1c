#include "pipeline/batch_pool.hpp"

#include <mutex>
#include <vector>

namespace sotto::pipeline {
namespace {

// Four batches of 512 spans with texts of 1 MiB, BatchLimits; of ordinary spans eight.
constexpr std::size_t most_spare_bytes = 4 << 20;
constexpr std::size_t most_spare_batches = 16;

}  // namespace

class BatchPool::Spares {
 public:
  Spares() { batches_.reserve(most_spare_batches); }

  /// Null when there is none.
  std::unique_ptr<Batch> take() noexcept {
    const std::lock_guard lock(mutex_);
    if (batches_.empty()) return nullptr;
    std::unique_ptr<Batch> batch = std::move(batches_.back());
    batches_.pop_back();
    bytes_ -= batch->memory_bytes();
    return batch;
  }

  void put_back(std::unique_ptr<Batch> batch) noexcept {
    batch->begin_anew({});
    const std::lock_guard lock(mutex_);
    const std::size_t bytes = bytes_ + batch->memory_bytes();
    if (bytes > most_spare_bytes || batches_.size() == most_spare_batches) return;
    bytes_ = bytes;
    batches_.push_back(std::move(batch));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Batch>> batches_;  // guarded by mutex_
  std::size_t bytes_ = 0;                        // of them; guarded by mutex_
};

BatchPool::BatchPool() : spares_(std::make_shared<Spares>()) {}

std::shared_ptr<Batch> BatchPool::take(Clock::time_point now) {
  std::unique_ptr<Batch> batch = spares_->take();
  if (batch == nullptr) batch = std::make_unique<Batch>(now);
  batch->begin_anew(now);
  return {batch.release(),
          [spares = spares_](Batch* done) { spares->put_back(std::unique_ptr<Batch>(done)); }};
}

}  // namespace sotto::pipeline
