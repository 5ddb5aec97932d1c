#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <sotto/provider.hpp>

#include "core/random.hpp"
#include "pipeline/batch.hpp"
#include "pipeline/body_pool.hpp"
#include "pipeline/local_sink.hpp"
#include "pipeline/thread_slot.hpp"
#include "transport/event_loop.hpp"
#include "transport/gzip.hpp"
#include "transport/http_client.hpp"
#include "transport/retry.hpp"
#include "transport/spool.hpp"

namespace sotto::pipeline {

struct DestinationOptions {
  std::size_t queue_spans = 16384;
  std::size_t queue_bytes = 32 << 20;                       // of memory that the queue keeps alive
  std::chrono::nanoseconds slow = std::chrono::seconds(1);  // duration from which a span is slow
  std::chrono::milliseconds max_age{300'000};
  std::chrono::milliseconds timeout{10'000};
  std::uint64_t file_bytes = 64 << 20;  // of one file, for a provider that writes to one
  transport::Spool* spool = nullptr;    // outlives the destination; null: memory only
  transport::ProxySettings proxies = {};
};

/// What became of the spans offered to one destination. Written by the pipeline thread, read by
/// any; every span ends in exactly one of delivered, failed and dropped, or stays in the spool.
struct DestinationCounters {
  std::atomic<std::uint64_t> delivered{0};
  std::atomic<std::uint64_t> failed{0};
  std::atomic<std::uint64_t> retried{0};
  std::atomic<std::uint64_t> queued{0};   // now
  std::atomic<std::uint64_t> spooled{0};  // of them, on disk
  std::atomic<std::uint64_t> adopted{0};  // taken over from sessions that are gone
  std::array<std::atomic<std::uint64_t>, drop_reasons> dropped{};
};

/// One backend: its queue, its connection, its breaker. A dead one delays no other.
///
/// Batches leave in order, one request at a time; the next one is encoded meanwhile. A batch is
/// dropped when the queue is full, when it has grown too old, or when the session ends; it fails
/// when the backend refuses it for good.
///
/// The last tenth of the queue is for spans with an error and slow ones: of a batch that comes when
/// the rest is taken only these are kept.
///
/// With a spool a batch is written there, encoded, before its first attempt, and removed when it is
/// settled. It then takes no room in the queue, has the spool's limit of age, and stays for a later
/// session when this one ends. What the spool has no room for waits in memory as without it.
///
/// Threads: the pipeline's; name() and counters() are for any.
class Destination {
 public:
  /// `loop` outlives the destination. Errors: the provider's URL, or the proxy's, cannot be used.
  static Result<std::unique_ptr<Destination>> make(std::string name,
                                                   std::unique_ptr<Provider> provider,
                                                   transport::EventLoop& loop,
                                                   DestinationOptions options);
  ~Destination();
  Destination(const Destination&) = delete;
  Destination& operator=(const Destination&) = delete;

  const std::string& name() const noexcept { return name_; }
  const DestinationCounters& counters() const noexcept { return counters_; }

  /// For how many more spans there is room, whatever they are; a batch is taken whole while it is
  /// not 0.
  std::size_t room() const noexcept;
  bool has_room() const noexcept { return room() != 0; }
  /// How full the queue is for ordinary spans, in number or in memory: 0 to 1.
  double level() const noexcept;
  void offer(const SharedBatch& batch);

  /// Names this destination in the spool; the second is the same where scores go where spans go.
  std::uint64_t spool_key() const noexcept;
  std::uint64_t score_spool_key() const noexcept;
  /// Queues what the spool took over for this destination.
  void adopt_spooled();

  /// Starts what may start now; `may_send` is asked before anything leaves. Returns when to call
  /// again at the latest.
  Clock::time_point pump(Clock::time_point now, const std::function<bool()>& may_send);

  /// Spans offered since the start, and those of them that are settled: in order.
  std::uint64_t offered() const noexcept { return offered_; }
  std::uint64_t settled() const noexcept { return offered_ - queued(); }
  /// When the next attempt can be made at the earliest; `now` or earlier when one is under way.
  Clock::time_point next_attempt() const noexcept;

  /// The session is ending: a backend that cannot be reached is not waited for.
  void begin_shutdown() noexcept { is_ending_ = true; }
  bool is_given_up() const noexcept { return is_given_up_; }

  /// Drops everything that is queued or under way, on disk as well.
  void drop_all(DropReason reason) noexcept;

  /// The session has ended: what is on disk stays, everything else is dropped.
  void end() noexcept;

  /// Spans that never got here.
  void count_dropped(DropReason reason, std::uint64_t spans) noexcept {
    dropped(reason).fetch_add(spans, std::memory_order_release);
  }

  const transport::CircuitBreaker& breaker() const noexcept { return breaker_; }
  /// Why the backend refuses or cannot be reached, for status().warnings; empty when all is well.
  const std::string& warning() const noexcept { return warning_; }

 private:
  /// A part of a batch that is sent in one request: some of its spans, or some of its scores.
  struct Piece {
    SharedBatch batch = nullptr;  // null: only the encoded bytes are left, it cannot be split
    std::size_t begin = 0;
    std::size_t end = 0;
    bool is_of_scores = false;
    Clock::time_point expires_at{};
    bool was_split = false;
    bool is_gzip = false;                                        // `body`, and its copy on disk
    std::shared_ptr<const std::string> body = nullptr;           // encoded, kept for another try
    std::optional<transport::SpoolEntry> stored = std::nullopt;  // its copy on disk
    std::size_t held_bytes = 0;                                  // of memory, for the queue's limit

    std::size_t spans() const noexcept { return end - begin; }  // or scores
  };

  Destination(std::string name, std::unique_ptr<Provider> provider, DestinationOptions options);

  const ProviderEndpoint& endpoint_of(const Piece& piece) const noexcept {
    return piece.is_of_scores ? score_endpoint_ : endpoint_;
  }
  std::uint64_t queued() const noexcept { return counters_.queued.load(std::memory_order_relaxed); }
  bool has_reserve() const noexcept;
  bool has_spool() const noexcept { return options_.spool != nullptr && http_ != nullptr; }
  bool is_priority(const SpanRecord& span) const noexcept;
  void offer_spans(const SharedBatch& batch);
  void offer_priority(const SharedBatch& batch);
  void offer_scores(const SharedBatch& batch);
  bool try_queue(Piece& piece, Clock::time_point oldest, bool has_memory);
  void adopt_spooled(std::uint64_t key, bool are_scores);
  void keep_on_disk(Piece& piece, Clock::time_point oldest);
  void push_back(Piece piece);
  void hold(const Piece& piece) noexcept;
  void let_go(const Piece& piece) noexcept;
  bool load_front();
  bool encode(Piece& piece);
  bool encode(std::span<const SpanRecord> spans, Piece& piece);
  bool keep_body(const Result<Done>& encoded, std::shared_ptr<std::string> body, Piece& piece);
  bool encode_front();
  void encode_next();
  void send_front();
  void write_front();
  void on_response(const Result<transport::HttpResponse>& response);
  void on_error(const Error& error);
  void on_answer(const Answer& answer, std::optional<std::chrono::seconds> retry_after);
  void retry(std::optional<std::chrono::seconds> retry_after);
  void split_front(bool is_last_time);
  /// The front piece is done: all its spans, or `counted` of them, go to `counter`.
  void settle_front(std::atomic<std::uint64_t>& counter);
  void settle_front(std::atomic<std::uint64_t>& counter, std::uint64_t counted);
  std::atomic<std::uint64_t>& dropped(DropReason reason) noexcept {
    return counters_.dropped[static_cast<std::size_t>(reason)];
  }

  const std::string name_;
  const std::unique_ptr<Provider> provider_;
  ScoreProvider* const scores_;  // the provider's; null when the backend takes no scores
  const DestinationOptions options_;
  ProviderEndpoint endpoint_;
  ProviderEndpoint score_endpoint_;
  std::unique_ptr<LocalSink> sink_;  // null: the bytes go to http_
  std::unique_ptr<transport::HttpClient> http_;
  std::unique_ptr<transport::HttpClient> score_http_;  // null: scores go where spans go
  BodyPool bodies_;
  transport::Gzip gzip_;
  transport::CircuitBreaker breaker_;
  transport::Backoff backoff_;
  core::FastRandom random_;

  std::deque<Piece> queue_;       // the front one may be under way
  std::size_t memory_spans_ = 0;  // queued and not on disk
  std::size_t memory_bytes_ = 0;  // held by the queue
  bool is_under_way_ = false;
  Clock::time_point not_before_{};  // of the next attempt, after a failed one
  std::uint64_t offered_ = 0;
  bool is_ending_ = false;
  bool is_given_up_ = false;
  std::string warning_;
  DestinationCounters counters_;
};

}  // namespace sotto::pipeline
