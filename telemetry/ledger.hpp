#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "telemetry/report.hpp"

namespace sotto::telemetry {

/// What one session counted, and how much of it was handed on: to the store, or to a server.
///
/// A report covers everything that was not settled yet. When it cannot be delivered nothing has
/// to be put back: the next one covers the same counts and the new ones, under the same
/// session.id and with the same start, so that a receiver who got both can tell that the later
/// one contains the earlier.
///
/// Threads: any.
class Ledger {
 public:
  /// Counts from now: what the process counted before belongs to an earlier session, or to the
  /// parent of a fork.
  explicit Ledger(AppInfo app) : Ledger(std::move(app), read_totals()) {}
  /// Counts from the moment when `start` was read.
  Ledger(AppInfo app, Totals start);

  /// Everything since the session began, reported or not.
  Totals since_start() const { return read_totals().since(start_); }

  struct Draft {
    Report report;
    Counts counts;  // of which it is made
    Totals upto;    // all that was counted when it was made
  };
  /// The next report. Without metrics when there is nothing to report.
  Draft draft() const;

  /// The draft's counts are never reported again: they are in the store, were delivered, or given
  /// up.
  void settle(const Draft& draft);

  /// Nothing is reported any more.
  void discard() noexcept;

 private:
  const AppInfo app_;
  const Totals start_;

  mutable std::mutex mutex_;
  Totals settled_;                    // guarded by mutex_
  std::string report_id_;             // guarded by mutex_
  std::uint64_t next_start_unix_ns_;  // guarded by mutex_
  bool is_discarded_ = false;         // guarded by mutex_
};

}  // namespace sotto::telemetry
