#include "collector/store/sqlite_store.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "collector/store/sqlite_erase.hpp"
#include "collector/store/trace_id_range.hpp"
#include "core/clock.hpp"

namespace sotto::collector {
namespace {

/// A new segment at least this often, so that keeping data for a number of days can mean to drop
/// whole segments.
constexpr std::int64_t segment_age_ns = std::int64_t{24} * 3600 * 1'000'000'000;

/// Batches from this size on are compressed by the thread that brings them, in parallel; smaller
/// ones wait to share a frame.
constexpr std::size_t spans_for_own_frames = 256;

std::size_t memory_of(const TraceBatch& batch) {
  return batch.body.capacity() + batch.spans.capacity() * sizeof(SpanFacts);
}

}  // namespace

Result<std::unique_ptr<Store>> SqliteStore::open(SqliteStoreOptions options) {
  auto lock = FolderLock::take(options.folder);
  if (!lock) return lock.error();
  std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(options), std::move(lock).value()));
  if (const auto opened = store->open_segments(); !opened) return opened.error();
  try {
    store->thread_ = std::thread([store = store.get()] { store->run(); });
  } catch (const std::system_error&) {
    return Error{ErrorCode::storage, "the store's thread could not be started"};
  }
  return std::unique_ptr<Store>(std::move(store));
}

SqliteStore::~SqliteStore() {
  {
    const std::scoped_lock lock(mutex_);
    is_stopping_ = true;
  }
  work_came_.notify_one();
  if (thread_.joinable()) thread_.join();
  reads_.pool().close_idle();
  if (writer_) fold_journal(writer_->database());
}

bool SqliteStore::put(TraceBatch batch, Stored stored) {
  Received received;
  received.bytes = memory_of(batch);
  if (batch.spans.size() >= spans_for_own_frames) received.frames = make_frames(batch);
  for (const Frame& frame : received.frames) received.bytes += frame.body.bytes.size();
  received.batch = std::move(batch);
  received.stored = std::move(stored);
  return enqueue(std::move(received));
}

bool SqliteStore::put(MetricsBatch batch, Stored stored) {
  Received received;
  received.bytes = batch.body.capacity();
  received.batch = std::move(batch);
  received.stored = std::move(stored);
  return enqueue(std::move(received));
}

bool SqliteStore::enqueue(Received received) {
  {
    const std::scoped_lock lock(mutex_);
    // An empty queue takes a batch of any size, or a large one could never be stored.
    const bool is_full =
        queued_bytes_ != 0 && queued_bytes_ + received.bytes > options_.queue_bytes;
    if (is_full || is_stopping_) return false;
    queued_bytes_ += received.bytes;
    batches_.push_back(std::move(received));
  }
  work_came_.notify_one();
  return true;
}

Result<Done> SqliteStore::on_store_thread(std::function<Result<Done>()> work) {
  Command command(std::move(work));
  auto result = command.get_future();
  {
    const std::scoped_lock lock(mutex_);
    commands_.push_back(std::move(command));
  }
  work_came_.notify_one();
  return result.get();
}

void SqliteStore::run() {
  while (true) {
    std::vector<Received> batches;
    std::vector<Command> commands;
    {
      std::unique_lock lock(mutex_);
      work_came_.wait(lock,
                      [&] { return is_stopping_ || !batches_.empty() || !commands_.empty(); });
      if (batches_.empty() && commands_.empty()) return;
      batches.swap(batches_);
      commands.swap(commands_);
    }
    if (!batches.empty()) commit(batches);
    for (Command& command : commands) command();
  }
}

void SqliteStore::commit(const std::vector<Received>& batches) {
  const Result<Done> result = writer_->commit(batches);
  std::size_t bytes = 0;
  for (const Received& received : batches) bytes += received.bytes;
  {
    const std::scoped_lock lock(mutex_);
    queued_bytes_ -= bytes;
  }
  for (const Received& received : batches) {
    if (received.stored) received.stored(result);
  }
  if (result) roll_if_full();
}

Result<Done> SqliteStore::open_segments() {
  auto files = list_segments(options_.folder);
  if (!files) return files.error();
  std::optional<EarlierSegment> earlier;
  std::optional<SegmentFile> unsealed;
  for (const SegmentFile& file : files.value()) {
    auto opened = Database::open(file.path, Database::Mode::write);
    if (!opened) return opened.error();
    Database& database = opened.value();
    const auto state = check_segment(database, file);
    if (!state) return state.error();
    last_number_ = file.number;
    const bool is_newest = file.number == files.value().back().number;
    if (state.value() == SegmentState::sealed) {
      earlier = EarlierSegment{std::move(database), {}};
    } else if (is_newest) {
      unsealed = file;
    } else if (state.value() == SegmentState::open) {
      const auto sealed = seal_segment(database, core::unix_now_ns());
      if (!sealed) return sealed.error();
      earlier = EarlierSegment{std::move(database), {}};
    }
  }
  if (earlier) {
    earlier->rows = load_rows(earlier->database);
    load_requests(earlier->database, seen_);
    seen_.roll();
    if (earlier->database.has_failed()) return earlier->database.take_failure();
  }
  auto writer = unsealed ? SegmentWriter::open(*unsealed, index_, seen_) : new_segment();
  if (!writer) return writer.error();
  writer_ = std::move(writer).value();
  return writer_->start(std::move(earlier));
}

Result<std::unique_ptr<SegmentWriter>> SqliteStore::new_segment() {
  const SegmentFile file = name_segment(options_.folder, ++last_number_, core::unix_now_ns());
  return SegmentWriter::open(file, index_, seen_);
}

void SqliteStore::roll_if_full() {
  const bool is_full = writer_->spans() >= options_.segment_spans ||
                       writer_->bytes() >= options_.segment_bytes ||
                       core::unix_now_ns() - writer_->created_ns() >= segment_age_ns;
  if (!is_full) return;
  auto next = new_segment();
  if (!next) return;  // the full one goes on; the next commit tries again
  reads_.pool().close_idle(writer_->file());
  // Not sealed, a segment is slower to search and nothing else; the next start seals it.
  (void)seal_segment(writer_->database(), core::unix_now_ns());
  seen_.roll();
  EarlierSegment earlier{std::move(*writer_).release(), index_.take()};
  writer_ = std::move(next).value();
  (void)writer_->start(std::move(earlier));  // an empty segment has nothing that could not be read
}

Result<Done> SqliteStore::erase(std::string_view id) {
  const auto range = trace_ids_from(id);
  if (!range || !range->is_one()) {
    return Error{ErrorCode::not_found, "a whole id is 32 hex digits"};
  }
  return on_store_thread([this, trace_id = range->first] { return erase_everywhere(trace_id); });
}

Result<Done> SqliteStore::erase_everywhere(const TraceIdBytes& id) {
  auto files = list_segments(options_.folder);
  if (!files) return files.error();
  bool is_found = false;
  for (const SegmentFile& file : files.value()) {
    if (file.number == writer_->file().number) continue;
    auto database = Database::open(file.path, Database::Mode::write);
    if (!database) return database.error();
    const auto erased = erase_trace(database.value(), id);
    if (!erased) return erased.error();
    is_found = is_found || erased.value();
  }
  const auto erased = erase_trace(writer_->database(), id);
  if (!erased) return erased.error();
  writer_->forget(id);
  if (!is_found && !erased.value()) return Error{ErrorCode::not_found, "no trace has this id"};
  return Done{};
}

Result<Done> SqliteStore::clear() {
  return on_store_thread([this] { return clear_everything(); });
}

Result<Done> SqliteStore::clear_everything() {
  auto files = list_segments(options_.folder);
  if (!files) return files.error();
  auto next = new_segment();
  if (!next) return next.error();
  writer_ = std::move(next).value();
  seen_.clear();
  const auto started = writer_->start(std::nullopt);
  if (!started) return started.error();
  reads_.pool().close_idle();
  for (const SegmentFile& file : files.value()) {
    if (!remove_segment(file)) {
      return Error{ErrorCode::storage, "db-path: a segment cannot be removed"};
    }
  }
  return Done{};
}

namespace {

/// The store of another process, or of none.
class SqliteReadingStore final : public Store {
 public:
  explicit SqliteReadingStore(const std::string& folder) : reads_(folder, nullptr) {}

  bool put(TraceBatch, Stored stored) override { return refuse(stored); }
  bool put(MetricsBatch, Stored stored) override { return refuse(stored); }
  Result<TracePage> list(const TraceQuery& query) override { return reads_.list(query); }
  Result<StoredTrace> get(std::string_view id) override { return reads_.get(id); }
  Result<StoreStats> stats() override { return reads_.stats(); }
  Result<Done> erase(std::string_view) override { return refusal(); }
  Result<Done> clear() override { return refusal(); }

 private:
  static Error refusal() { return {ErrorCode::storage, "the store is open for reading only"}; }
  static bool refuse(const Stored& stored) {
    if (stored) stored(refusal());
    return true;
  }

  SqliteReads reads_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(SqliteStoreOptions options) {
  return SqliteStore::open(std::move(options));
}

Result<std::unique_ptr<Store>> open_sqlite_store_for_reading(const std::string& folder) {
  std::error_code failure;
  if (!std::filesystem::is_directory(folder, failure)) {
    return Error{ErrorCode::storage, "db-path: there is no such folder"};
  }
  if (!std::filesystem::exists(folder + "/lock", failure)) {
    return Error{ErrorCode::storage, "db-path: no observer has stored to this folder"};
  }
  auto store = std::make_unique<SqliteReadingStore>(folder);
  // Segments that are not ours are told now rather than with the first question.
  const auto page = store->list({.limit = 0});
  if (!page) return page.error();
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace sotto::collector
