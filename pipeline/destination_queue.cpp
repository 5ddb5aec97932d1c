// What waits for one backend, in memory and on disk, and what became of it.

#include <algorithm>
#include <utility>

#include "core/clock.hpp"
#include "pipeline/destination.hpp"

namespace sotto::pipeline {
namespace {

/// What of a limit every span may use; the rest is for spans with an error and slow ones.
constexpr std::size_t ordinary_part(std::size_t limit) noexcept {
  return limit - limit / 10;
}

}  // namespace

std::size_t Destination::room() const noexcept {
  if (has_spool() && options_.spool->has_room()) return SIZE_MAX;
  if (memory_bytes_ >= ordinary_part(options_.queue_bytes)) return 0;
  const std::size_t spans = ordinary_part(options_.queue_spans);
  return spans - std::min(spans, memory_spans_);
}

double Destination::level() const noexcept {
  if (has_spool() && options_.spool->has_room()) return 0;
  const auto share = [](std::size_t used, std::size_t limit) {
    return used >= limit ? 1.0 : static_cast<double>(used) / static_cast<double>(limit);
  };
  return std::max(share(memory_spans_, ordinary_part(options_.queue_spans)),
                  share(memory_bytes_, ordinary_part(options_.queue_bytes)));
}

bool Destination::has_reserve() const noexcept {
  return memory_bytes_ < options_.queue_bytes && memory_spans_ < options_.queue_spans;
}

bool Destination::is_priority(const SpanRecord& span) const noexcept {
  return span.status == SpanStatus::error || span.level == Level::error ||
         span.end_unix_ns - span.start_unix_ns >= options_.slow.count();
}

void Destination::offer(const SharedBatch& batch) {
  offered_ += batch->size();
  if (!batch->spans().empty()) offer_spans(batch);
  if (!batch->scores().empty()) offer_scores(batch);
}

void Destination::offer_spans(const SharedBatch& batch) {
  Piece piece{.batch = batch,
              .begin = 0,
              .end = batch->spans().size(),
              .expires_at = batch->oldest() + options_.max_age,
              .held_bytes = batch->memory_bytes()};
  if (!try_queue(piece, batch->oldest(), has_room())) offer_priority(batch);
}

/// Scores are few, and each was asked for: the reserve is for them as well.
void Destination::offer_scores(const SharedBatch& batch) {
  const std::size_t scores = batch->scores().size();
  const std::size_t most = std::max<std::size_t>(1, score_endpoint_.most_records);
  for (std::size_t begin = 0; begin < scores;) {
    const std::size_t end = begin + std::min(most, scores - begin);
    Piece piece{.batch = batch,
                .begin = begin,
                .end = end,
                .is_of_scores = true,
                .expires_at = batch->oldest() + options_.max_age,
                // The last one keeps the batch in memory when its spans are settled.
                .held_bytes = end == scores ? batch->memory_bytes() : 0};
    if (!try_queue(piece, batch->oldest(), has_reserve())) {
      count_dropped(DropReason::queue_full, end - begin);
    }
    begin = end;
  }
}

/// Queues a piece, on disk as well when that has room. False when there is room for it nowhere.
bool Destination::try_queue(Piece& piece, Clock::time_point oldest, bool has_memory) {
  keep_on_disk(piece, oldest);
  if (!piece.stored && !has_memory) return false;
  // What is safe on disk stays in memory as well, ready to be sent and split, while there is
  // plenty.
  if (piece.stored && memory_bytes_ + piece.held_bytes > options_.queue_bytes / 2) {
    piece.batch = nullptr;
    piece.body = nullptr;
    piece.held_bytes = 0;
  }
  push_back(std::move(piece));
  return true;
}

/// Keeps what matters most of a batch that has no room: encoded at once, so that a few spans do not
/// hold the memory of all.
void Destination::offer_priority(const SharedBatch& batch) {
  std::vector<SpanRecord> chosen;
  if (has_reserve()) {
    std::ranges::copy_if(batch->spans(), std::back_inserter(chosen),
                         [this](const SpanRecord& span) { return is_priority(span); });
  }
  Piece piece{.begin = 0, .end = chosen.size(), .expires_at = batch->oldest() + options_.max_age};
  count_dropped(DropReason::queue_full, batch->spans().size() - chosen.size());
  if (chosen.empty()) return;
  if (!encode(chosen, piece)) {
    counters_.failed.fetch_add(chosen.size(), std::memory_order_release);
    return;
  }
  piece.held_bytes = piece.body->size();
  push_back(std::move(piece));
}

/// Writes a piece to the spool, if there is one with room.
void Destination::keep_on_disk(Piece& piece, Clock::time_point oldest) {
  if (!has_spool()) return;
  if (!options_.spool->has_room()) return options_.spool->count_without_room();
  if (!encode(piece)) return;  // pump() will find the same, and count it
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - oldest);
  const transport::SpoolHead head{
      .destination = piece.is_of_scores ? score_spool_key() : spool_key(),
      .written_unix_ms = core::unix_now_ns() / 1'000'000 - age.count(),
      .spans = static_cast<std::uint32_t>(piece.spans()),
      .is_gzip = piece.is_gzip};
  piece.held_bytes += piece.body->size();
  piece.stored = options_.spool->store(head, *piece.body);
  if (piece.stored) piece.expires_at = oldest + options_.spool->max_age();
}

std::uint64_t Destination::spool_key() const noexcept {
  return transport::destination_key(name_, endpoint_.url, endpoint_.content_type);
}

std::uint64_t Destination::score_spool_key() const noexcept {
  if (!score_http_) return spool_key();
  return transport::destination_key(name_, score_endpoint_.url, score_endpoint_.content_type);
}

void Destination::adopt_spooled() {
  if (!has_spool()) return;
  adopt_spooled(spool_key(), false);
  if (score_http_) adopt_spooled(score_spool_key(), true);
}

void Destination::adopt_spooled(std::uint64_t key, bool are_scores) {
  for (const transport::SpoolEntry& entry : options_.spool->take_found(key)) {
    Piece piece{.end = entry.head.spans,
                .is_of_scores = are_scores,
                .expires_at = Clock::now() + (options_.spool->max_age() - entry.head.age()),
                .is_gzip = entry.head.is_gzip,
                .stored = entry};
    offered_ += piece.spans();
    counters_.adopted.fetch_add(piece.spans(), std::memory_order_relaxed);
    push_back(std::move(piece));
  }
}

void Destination::push_back(Piece piece) {
  const std::size_t spans = piece.spans();
  queue_.push_back(std::move(piece));
  hold(queue_.back());
  counters_.queued.fetch_add(spans, std::memory_order_relaxed);
}

void Destination::hold(const Piece& piece) noexcept {
  memory_bytes_ += piece.held_bytes;
  if (piece.stored) {
    counters_.spooled.fetch_add(piece.spans(), std::memory_order_relaxed);
  } else {
    memory_spans_ += piece.spans();
  }
}

/// The opposite of hold(); its file is removed.
void Destination::let_go(const Piece& piece) noexcept {
  memory_bytes_ -= piece.held_bytes;
  if (piece.stored) {
    counters_.spooled.fetch_sub(piece.spans(), std::memory_order_relaxed);
    options_.spool->remove(*piece.stored);
  } else {
    memory_spans_ -= piece.spans();
  }
}

/// Reads the front piece back from disk when it is nowhere else. False: it is lost.
bool Destination::load_front() {
  Piece& piece = queue_.front();
  if (piece.body || piece.batch) return true;
  auto body = options_.spool->read(*piece.stored);
  if (!body) return false;
  piece.body = std::make_shared<const std::string>(*std::move(body));
  return true;
}

/// Two requests instead of one; `is_last_time` for what is refused otherwise. The halves are on
/// disk before the whole is removed, so that an end of the process in between loses nothing.
void Destination::split_front(bool is_last_time) {
  Piece whole = std::move(queue_.front());
  queue_.pop_front();
  const std::size_t middle = whole.begin + whole.spans() / 2;
  Piece first{.batch = whole.batch,
              .begin = whole.begin,
              .end = middle,
              .is_of_scores = whole.is_of_scores,
              .expires_at = whole.expires_at,
              .was_split = is_last_time};
  Piece second = first;
  second.begin = middle;
  second.end = whole.end;
  second.held_bytes = whole.batch->memory_bytes();  // until the last of it is settled
  keep_on_disk(first, whole.batch->oldest());
  keep_on_disk(second, whole.batch->oldest());
  let_go(whole);
  for (Piece* const half : {&second, &first}) {
    hold(*half);
    queue_.push_front(std::move(*half));
  }
}

void Destination::settle_front(std::atomic<std::uint64_t>& counter) {
  settle_front(counter, queue_.front().spans());
}

void Destination::settle_front(std::atomic<std::uint64_t>& counter, std::uint64_t counted) {
  const Piece& front = queue_.front();
  let_go(front);
  counter.fetch_add(counted, std::memory_order_release);  // the reader then sees it accepted
  counters_.queued.fetch_sub(front.spans(), std::memory_order_relaxed);
  queue_.pop_front();
}

void Destination::drop_all(DropReason reason) noexcept {
  while (!queue_.empty()) settle_front(dropped(reason));
  if (http_) http_->cancel();
  if (score_http_) score_http_->cancel();
}

void Destination::end() noexcept {
  for (const Piece& piece : queue_) {
    if (piece.stored) continue;
    dropped(DropReason::shutdown).fetch_add(piece.spans(), std::memory_order_release);
    counters_.queued.fetch_sub(piece.spans(), std::memory_order_relaxed);
  }
  queue_.clear();
  if (http_) http_->cancel();
  if (score_http_) score_http_->cancel();
}

}  // namespace sotto::pipeline
