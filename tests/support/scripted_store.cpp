#include "tests/support/scripted_store.hpp"

#include <utility>

namespace sotto::test {
namespace {

Error broken() {
  return {ErrorCode::storage, "the disk is broken"};
}

}  // namespace

bool ScriptedStore::take(std::size_t spans, Stored stored) {
  if (puts == Puts::full) return false;
  {
    const std::lock_guard lock(mutex_);
    if (puts == Puts::held && !is_released_) {
      held_.push_back(std::move(stored));
      changed_.notify_all();
      return true;
    }
    if (puts != Puts::failed) spans_ += spans;
  }
  stored(puts == Puts::failed ? Result<Done>(broken()) : Result<Done>(Done{}));
  return true;
}

bool ScriptedStore::put(collector::TraceBatch batch, Stored stored) {
  return take(batch.spans.size(), std::move(stored));
}

bool ScriptedStore::put(collector::MetricsBatch, Stored stored) {
  return take(0, std::move(stored));
}

Result<TracePage> ScriptedStore::list(const TraceQuery& query) {
  std::unique_lock lock(mutex_);
  if (lists_wait) {
    ++waiting_lists_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return is_released_; });
  }
  last_query = query;
  if (is_broken) return broken();
  return page;
}

Result<StoredTrace> ScriptedStore::get(std::string_view id) {
  if (is_broken) return broken();
  if (id != trace.summary.trace_id) return Error{ErrorCode::not_found, "no trace has this id"};
  return trace;
}

Result<StoreStats> ScriptedStore::stats() {
  if (is_broken) return broken();
  return statistics;
}

Result<Done> ScriptedStore::erase(std::string_view id) {
  if (id != trace.summary.trace_id) return Error{ErrorCode::not_found, "no trace has this id"};
  return Done{};
}

Result<Done> ScriptedStore::clear() {
  const std::lock_guard lock(mutex_);
  is_cleared_ = true;
  return Done{};
}

void ScriptedStore::release() {
  std::vector<Stored> held;
  {
    const std::lock_guard lock(mutex_);
    is_released_ = true;
    held.swap(held_);
    changed_.notify_all();
  }
  for (const Stored& stored : held) stored(Done{});
}

void ScriptedStore::wait_for_held(std::size_t count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return held_.size() + waiting_lists_ >= count; });
}

std::size_t ScriptedStore::spans() const {
  const std::lock_guard lock(mutex_);
  return spans_;
}

bool ScriptedStore::is_cleared() const {
  const std::lock_guard lock(mutex_);
  return is_cleared_;
}

}  // namespace sotto::test
