#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "pipeline/tick_task.hpp"
#include "telemetry/ledger.hpp"
#include "telemetry/store.hpp"
#include "transport/http_client.hpp"
#include "transport/retry.hpp"

namespace sotto::telemetry {

/// Hands what the ledger counted to the store, once a second, and sends the store's reports: at
/// most one per interval over all processes of the program, none because a process begins or ends.
///
/// A store of weekly answers (local_dp) is the only source: while it cannot be used nothing is
/// sent.
///
/// Without a store, and while it cannot be used, the ledger's own reports are sent: at most one per
/// interval and one on flush().
///
/// A report that could not be delivered (no connection, timeout, 429, 5xx) is tried again later
/// with the counts of then, so nothing is lost and nothing doubled. Only after a timeout may a
/// receiver hold both; they have the same session.id and start, and the later contains the
/// earlier. A report that the server refuses for good is given up and its counts are in given_up().
///
/// Threads: the pipeline's; the counters, warnings(), next_report() and end() from any.
class Reporter final : public pipeline::TickTask {
 public:
  /// What was counted is in the store after so long.
  static constexpr std::chrono::milliseconds store_interval{1000};

  /// `may_send` is asked before every report and every visit to the store; false discards. `store`
  /// may be null. Loop and ledger outlive this.
  Reporter(transport::EventLoop& loop, transport::Endpoint endpoint, transport::HttpOptions http,
           std::chrono::milliseconds interval, Ledger& ledger, std::function<bool()> may_send,
           std::unique_ptr<Store> store = nullptr);

  pipeline::Clock::time_point tick(pipeline::Clock::time_point now) override;

  /// Hands over what was counted, and sends what is due. Without a store all is due, unless the
  /// server asked to be left alone. One attempt: a program that ends does not wait for a telemetry
  /// server that is down.
  void flush(pipeline::Clock::time_point now) override;
  bool is_idle() const noexcept override;
  /// Deletes what is stored, too.
  void discard() noexcept override;
  void disconnect() noexcept override;

  /// The session ends: its last flush hands over and sends nothing from the store.
  void end() noexcept { is_ending_.store(true, std::memory_order_relaxed); }
  void close_in_child() noexcept {
    if (store_) store_->close_in_child();
  }

  /// What would be sent if a report were due now.
  Report next_report() const;

  /// Acknowledged reports, and the bytes of their bodies as sent.
  std::uint64_t reports_sent() const noexcept { return reports_sent_.load(); }
  std::uint64_t bytes_sent() const noexcept { return bytes_sent_.load(); }
  /// Events, or weekly answers, in reports that the server refused.
  std::uint64_t given_up() const noexcept { return given_up_.load(); }
  /// What is wrong with the store, and what went wrong with the last report: a sentence each.
  std::vector<std::string> warnings() const;

 private:
  /// An answer that the store has not taken down yet.
  struct Settlement {
    StoredReport sent;
    Body body;
    Store::Answer answer;
  };
  /// Whether the ledger's own counts may be sent.
  bool sends_drafts() const noexcept { return !(store_ && store_->is_weekly()); }
  bool is_under_way() const noexcept { return draft_under_way_ || stored_under_way_; }
  bool is_storing() const noexcept { return is_storing_.load(std::memory_order_relaxed); }
  void visit_store();
  bool settle_with_store();
  Store::State hand_over();
  void note_failed_visit(Store::State state);
  void send_draft();
  void send(const Report& report);
  void finish(Result<transport::HttpResponse> answer);
  Store::Answer judge(const Result<transport::HttpResponse>& answer, std::uint64_t weight);
  void settle(const Ledger::Draft& draft, const Store::Answer& answer);
  void warn(std::string what);

  const std::string origin_;
  const std::chrono::milliseconds interval_;
  Ledger& ledger_;
  const std::function<bool()> may_send_;
  const std::unique_ptr<Store> store_;

  core::FastRandom random_;
  transport::Backoff backoff_;
  pipeline::Clock::time_point now_{};         // of the last tick or flush
  pipeline::Clock::time_point due_{};         // the ledger's own report
  pipeline::Clock::time_point not_before_{};  // the server asked for that
  bool is_started_ = false;                   // due_ is set
  bool is_wanted_ = false;                    // by flush()
  bool is_discarded_ = false;
  std::optional<Ledger::Draft> draft_under_way_;
  std::optional<StoredReport> stored_under_way_;
  Body body_;  // of the report under way

  pipeline::Clock::time_point next_visit_{};  // to the store
  pipeline::Clock::time_point look_at_{};     // the store has news then, at the latest
  std::optional<pipeline::Clock::time_point> failing_since_;
  std::optional<Settlement> settlement_;
  std::atomic<bool> is_storing_;  // the store takes what is counted
  std::atomic<bool> is_ending_{false};
  std::atomic<bool> found_damage_{false};
  std::atomic<std::uint64_t> withheld_{0};        // events that no weekly question asks for
  std::atomic<std::uint64_t> weeks_given_up_{0};  // whose answers no server took

  std::atomic<std::uint64_t> reports_sent_{0};
  std::atomic<std::uint64_t> bytes_sent_{0};
  std::atomic<std::uint64_t> given_up_{0};
  mutable std::mutex
      handing_over_;  // what is counted is in the ledger or in the store, not in both
  mutable std::mutex mutex_;
  std::string warning_;  // guarded by mutex_

  transport::HttpClient client_;  // last: its destructor completes the exchange under way
};

}  // namespace sotto::telemetry
