#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/destination.hpp"
#include "pipeline/intake.hpp"
#include "pipeline/pace.hpp"
#include "pipeline/tick_task.hpp"
#include "transport/event_loop.hpp"

namespace sotto::pipeline {

/// Which layers may send now.
struct GateState {
  bool telemetry = true;
  bool observability = true;
};

/// What the pipeline thread shows of itself: a copy, taken once per round.
struct ThreadReport {
  struct Breaker {
    transport::CircuitBreaker::State state = transport::CircuitBreaker::State::closed;
    transport::CircuitBreaker::Counts counts;
  };
  std::map<std::string, Breaker> breakers;  // by destination
  std::vector<std::string> warnings;
  privacy::TextScrubber::Counts scrubber;
  double cpu_seconds = 0;
  std::size_t batch_bytes = 0;
};

/// The one thread: takes spans from all rings, batches them, feeds every destination and the
/// telemetry reporter, and sleeps when there is nothing to do.
///
/// Threads: made, flushed and stopped from any; everything inside runs on its own thread.
class PipelineThread {
 public:
  struct Parts {
    std::unique_ptr<transport::EventLoop> loop;
    std::unique_ptr<transport::Spool> spool;  // may be null
    std::vector<std::unique_ptr<Destination>> destinations;
    std::unique_ptr<TickTask> task;  // may be null
    BatchLimits batch_limits;
    SamplerOptions sampling;
    /// Asked every gate_interval and before every send. Once closed, a gate stays closed.
    std::function<GateState()> gates;
  };

  /// Opt-out files are looked for this often: a few system calls each time.
  static constexpr std::chrono::milliseconds gate_interval{500};

  PipelineThread(Parts parts, privacy::Scrubber scrubber);
  PipelineThread(const PipelineThread&) = delete;
  PipelineThread& operator=(const PipelineThread&) = delete;
  ~PipelineThread();  // as stop()

  /// `keeps_queued`: what is in the rings already is this session's. Otherwise it was left behind
  /// by spans that ended while the last session did. False when the system has no thread to give.
  bool start(bool keeps_queued);

  /// Everything recorded before the call is sent and answered, or `deadline` has passed, or no
  /// answer can come before it. Any thread.
  void flush(Clock::time_point deadline);

  /// The same for the last time: a backend that cannot be reached is not waited for.
  void flush_for_shutdown(Clock::time_point deadline);

  /// Ends the thread; what is still pending is dropped and counted, or stays in the spool. Blocks
  /// for milliseconds.
  void stop() noexcept;

  /// In the child of a fork, where the thread is not: the spool stays the parent's.
  void close_in_child() noexcept;

  const std::vector<std::unique_ptr<Destination>>& destinations() const noexcept {
    return parts_.destinations;  // fixed from the start; only counters() and name() from outside
  }
  const Intake& intake() const noexcept { return intake_; }
  ThreadReport report() const;

 private:
  struct FlushState {
    std::uint64_t number = 0;   // 0: none under way
    bool is_delivered = false;  // what was in the rings when it began is with the destinations
    std::vector<std::uint64_t> offered;  // by each destination then
    Clock::time_point deadline;
  };

  enum class Rings : std::uint8_t {
    empty,          // of what was there when the round began
    being_emptied,  // there is more
    held_back,      // no destination has room
  };

  void run();
  void open_spool();
  void take_over_spool(Clock::time_point now);
  bool is_taking_over() const noexcept;
  void step();
  QueueState queues() const noexcept;
  std::size_t room() const noexcept;
  void take_spans(Clock::time_point now);
  void check_gates(Clock::time_point now);
  void discard_spans();
  void begin_flush(Clock::time_point now);
  void continue_flush(Clock::time_point now);
  bool is_settled(const Destination& destination, std::uint64_t mark) const;
  void request_flush(Clock::time_point deadline, bool is_last);
  void save_rest();
  void publish();
  bool can_settle_nothing() const;
  std::chrono::nanoseconds wait_time(Clock::time_point now);

  Parts parts_;
  Intake intake_;
  std::thread thread_;

  // The pipeline thread's own
  FlushState flush_;
  Clock::time_point next_gate_check_{};
  Clock::time_point next_call_{};
  Clock::time_point next_publish_{};
  GateState gates_;
  Rings rings_ = Rings::empty;
  std::size_t batches_left_ = 0;  // of the round under way; 0: none is
  Pace pace_;

  mutable std::mutex mutex_;
  std::condition_variable flushed_;
  std::uint64_t flush_requested_ = 0;   // guarded by mutex_
  std::uint64_t flush_done_ = 0;        // guarded by mutex_
  Clock::time_point flush_deadline_{};  // guarded by mutex_
  bool is_ending_ = false;              // guarded by mutex_
  bool is_stopping_ = false;            // guarded by mutex_
  ThreadReport report_;                 // guarded by mutex_
};

}  // namespace sotto::pipeline
