#include <memory>
#include <utility>

#include <sotto/collector.hpp>

#include "collector/store/store.hpp"

namespace sotto {

struct TraceStore::Impl {
  std::unique_ptr<collector::Store> store;
};

Result<TraceStore> TraceStore::open(const std::string& db_path) {
  auto store = collector::open_sqlite_store_for_reading(db_path);
  if (!store) return store.error();
  return TraceStore(std::make_unique<Impl>(Impl{std::move(store).value()}));
}

TraceStore::TraceStore(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
TraceStore::TraceStore(TraceStore&&) noexcept = default;
TraceStore& TraceStore::operator=(TraceStore&&) noexcept = default;
TraceStore::~TraceStore() = default;

Result<TracePage> TraceStore::list(const TraceQuery& query) const {
  return impl_->store->list(query);
}
Result<StoredTrace> TraceStore::get(std::string_view id) const {
  return impl_->store->get(id);
}
Result<StoreStats> TraceStore::stats() const {
  return impl_->store->stats();
}

}  // namespace sotto
