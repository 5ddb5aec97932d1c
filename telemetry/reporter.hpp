#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "core/random.hpp"
#include "pipeline/tick_task.hpp"
#include "telemetry/ledger.hpp"
#include "transport/http_client.hpp"
#include "transport/retry.hpp"

namespace sotto::telemetry {

/// Sends the ledger's reports: at most one per interval, one at a time, and one on flush().
///
/// A report that could not be delivered (no connection, timeout, 429, 5xx) is tried again later
/// with the counts of then, so nothing is lost and nothing doubled. Only after a timeout may a
/// receiver hold both; see Ledger for how it tells. A report that the server refuses for good is
/// given up and its counts are in given_up().
///
/// Threads: the pipeline's; the counters and warning() from any.
class Reporter final : public pipeline::TickTask {
 public:
  /// `may_send` is asked before every report; false discards. Loop and ledger outlive this.
  Reporter(transport::EventLoop& loop, transport::Endpoint endpoint, transport::HttpOptions http,
           std::chrono::milliseconds interval, Ledger& ledger, std::function<bool()> may_send);

  pipeline::Clock::time_point tick(pipeline::Clock::time_point now) override;

  /// One attempt, unless the server asked to be left alone: a program that ends does not wait for
  /// a telemetry server that is down.
  void flush(pipeline::Clock::time_point now) override;
  bool is_idle() const noexcept override { return !is_wanted_ && !under_way_; }
  void discard() noexcept override;
  void disconnect() noexcept override { client_.cancel(); }

  /// Acknowledged reports, and the bytes of their bodies as sent.
  std::uint64_t reports_sent() const noexcept { return reports_sent_.load(); }
  std::uint64_t bytes_sent() const noexcept { return bytes_sent_.load(); }
  /// Events in reports that the server refused.
  std::uint64_t given_up() const noexcept { return given_up_.load(); }
  /// What went wrong last, one sentence; empty when the last report arrived.
  std::string warning() const;

 private:
  void send();
  void finish(Result<transport::HttpResponse> answer);
  void retry_after(std::optional<std::chrono::seconds> asked_wait);
  void warn(std::string what);
  std::chrono::milliseconds jittered_interval() noexcept;

  const std::string origin_;
  const std::chrono::milliseconds interval_;
  Ledger& ledger_;
  const std::function<bool()> may_send_;

  core::FastRandom random_;
  transport::Backoff backoff_;
  pipeline::Clock::time_point now_{};  // of the last tick or flush
  pipeline::Clock::time_point due_{};
  pipeline::Clock::time_point not_before_{};  // the server asked for that
  bool is_started_ = false;                   // due_ is set
  bool is_wanted_ = false;                    // flush() asked for a report
  bool is_discarded_ = false;
  std::optional<Ledger::Draft> under_way_;
  std::size_t body_bytes_ = 0;  // of the report under way

  std::atomic<std::uint64_t> reports_sent_{0};
  std::atomic<std::uint64_t> bytes_sent_{0};
  std::atomic<std::uint64_t> given_up_{0};
  mutable std::mutex mutex_;
  std::string warning_;  // guarded by mutex_

  transport::HttpClient client_;  // last: its destructor completes the exchange under way
};

}  // namespace sotto::telemetry
