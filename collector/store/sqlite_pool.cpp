#include "collector/store/sqlite_pool.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

namespace sotto::collector {
namespace {

void replaced_function(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto* reader = static_cast<const SegmentReader*>(sqlite3_user_data(context));
  TraceIdBytes id{};
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_value_blob(arguments[0]));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]));
  if (size == id.size()) std::copy_n(bytes, size, id.begin());
  const bool is_replaced = reader->replaced != nullptr && reader->replaced->contains(id);
  sqlite3_result_int(context, is_replaced ? 1 : 0);
}

Result<std::unique_ptr<SegmentReader>> open_reader(const SegmentFile& file) {
  auto database = Database::open(file.path, Database::Mode::read);
  if (!database) return database.error();
  const auto state = check_segment(database.value(), file);
  if (!state) return state.error();
  if (state.value() == SegmentState::unfinished) return std::unique_ptr<SegmentReader>();
  auto reader = std::make_unique<SegmentReader>(
      SegmentReader{file, state.value(), std::move(database).value()});
  reader->database.run("PRAGMA query_only = 1; PRAGMA cache_size = -2048;");
  sqlite3_create_function(reader->database.handle(), "replaced", 1, SQLITE_UTF8, reader.get(),
                          replaced_function, nullptr, nullptr);
  if (reader->database.has_failed()) return reader->database.take_failure();
  return reader;
}

}  // namespace

Result<ReaderPool::Lease> ReaderPool::take(const SegmentFile& file) {
  {
    const std::scoped_lock lock(mutex_);
    const auto found = std::find_if(idle_.rbegin(), idle_.rend(),
                                    [&](const auto& r) { return r->file.path == file.path; });
    if (found != idle_.rend()) {
      Lease lease(found->release(), Return{this});
      idle_.erase(std::next(found).base());
      return lease;
    }
  }
  auto reader = open_reader(file);
  if (reader) return Lease(reader.value().release(), Return{this});
  std::error_code failure;
  const bool is_gone = !std::filesystem::exists(file.path, failure);
  if (is_gone) return Lease(nullptr, Return{this});  // cleared since the folder was listed
  return reader.error();
}

void ReaderPool::give_back(SegmentReader* reader) noexcept {
  std::unique_ptr<SegmentReader> owned(reader);
  owned->replaced = nullptr;
  if (owned->database.has_failed()) return;
  std::unique_ptr<SegmentReader> surplus;  // closed outside the lock
  const std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(owned));
  if (idle_.size() <= most_idle) return;
  surplus = std::move(idle_.front());
  idle_.erase(idle_.begin());
}

void ReaderPool::close_idle(const SegmentFile& file) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(idle_, [&](const auto& reader) { return reader->file.path == file.path; });
}

void ReaderPool::close_idle() {
  const std::scoped_lock lock(mutex_);
  idle_.clear();
}

}  // namespace sotto::collector
