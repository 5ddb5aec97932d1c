#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <sotto/session.hpp>

#include "pipeline/thread.hpp"
#include "privacy/environment.hpp"
#include "privacy/gate.hpp"
#include "runtime/span_totals.hpp"
#include "telemetry/ledger.hpp"
#include "telemetry/reporter.hpp"

namespace sotto::runtime {

/// What a session begins with.
struct InstanceStart {
  Config config;
  const privacy::Environment* environment;  // outlives the session
  SpanTotals spans;                         // counted before it
  telemetry::Totals counts;                 // likewise
  bool keeps_queued = false;                // spans in the rings are its own already
};

/// One session from start to shutdown: judges the gates, makes the destinations, runs the
/// pipeline thread and answers what became of everything.
///
/// A gate that is closed at start makes nothing: no socket, no thread, no file.
///
/// Threads: made by one; everything else from any.
class Instance {
 public:
  /// From now. `environment` outlives the instance.
  Instance(Config config, const privacy::Environment& environment);
  explicit Instance(InstanceStart start);
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  ~Instance();  // as stop(0)

  FlushResult flush(std::chrono::milliseconds timeout);

  /// Closes the gates, flushes and ends the thread. The second call does nothing.
  FlushResult stop(std::chrono::milliseconds timeout);

  /// The user said no in this process: closes the gates for what their files say now, and waits
  /// until what was pending is dropped, at most `timeout`. Where the no could not be kept in a file
  /// telemetry is closed all the same.
  void obey_refusal(std::chrono::milliseconds timeout);

  /// In the child of a fork, where this instance's thread and sockets are not: what a session of
  /// the child's own begins with. Takes no lock: another thread may have held one.
  InstanceStart for_child() const;

  /// There, too: gives back what the child must not hold for the parent. The instance is not used
  /// after that.
  void close_in_child() noexcept;

  Metrics metrics() const;
  Status status() const;
  /// Settings that could not be used, and what the system did not give.
  const std::vector<std::string>& warnings_at_start() const noexcept { return warnings_; }
  /// See sotto::telemetry_preview().
  std::string telemetry_preview() const;
  const std::string& app_name() const noexcept { return config_.app_name; }
  std::chrono::milliseconds shutdown_timeout() const noexcept { return config_.shutdown_timeout; }

 private:
  /// One reading of all destinations' counters.
  struct Delivered {
    std::uint64_t processed = 0;
    std::uint64_t failed = 0;
    std::uint64_t retried = 0;
    std::uint64_t queued = 0;
    std::uint64_t left_out = 0;  // by the sampler, after the rings
    std::uint64_t spooled = 0;
    std::uint64_t adopted = 0;
    std::array<std::uint64_t, pipeline::drop_reasons> dropped{};

    std::uint64_t settled() const noexcept;
  };
  /// What became of every span, counted once per destination. The fields are those of
  /// Metrics::Tracer, which needs memory.
  struct SpanSums {
    Delivered delivered;
    std::array<std::uint64_t, pipeline::drop_reasons> dropped{};
    std::uint64_t submitted = 0;
    std::uint64_t sampled_out = 0;
    std::uint64_t pending = 0;
    std::uint64_t spooled = 0;  // of pending
    std::uint64_t cut_fields = 0;

    std::uint64_t dropped_sum() const noexcept;
  };
  void open_telemetry(pipeline::PipelineThread::Parts& parts);
  void open_observability(pipeline::PipelineThread::Parts& parts, privacy::Scrubber& scrubber);
  void start_thread(pipeline::PipelineThread::Parts parts, privacy::Scrubber scrubber,
                    bool keeps_queued);
  pipeline::GateState ask_gates();
  std::uint64_t destinations() const noexcept;
  Delivered read_destinations() const noexcept;
  SpanSums read_spans() const noexcept;
  FlushResult since(const SpanSums& before) const noexcept;
  void fill(Metrics::Tracer& tracer) const;
  bool has_ended() const noexcept { return has_ended_.load(std::memory_order_acquire); }

  const Config config_;
  const privacy::Environment& environment_;
  std::string session_id_;
  SpanTotals spans_before_;
  telemetry::Ledger ledger_;
  std::vector<std::string> warnings_;                 // fixed after the constructor
  std::unique_ptr<pipeline::PipelineThread> thread_;  // fixed after the constructor; may be null
  telemetry::Reporter* reporter_ = nullptr;           // owned by thread_

  std::atomic<bool> has_ended_{false};  // the thread is gone: what was pending is lost

  mutable std::mutex mutex_;
  privacy::Verdicts verdicts_;  // guarded by mutex_
  bool is_refused_ = false;     // guarded by mutex_: by obey_refusal
  bool counts_ = false;         // guarded by mutex_: telemetry is recorded, if only in memory
  bool is_stopped_ = false;     // guarded by mutex_
};

}  // namespace sotto::runtime
