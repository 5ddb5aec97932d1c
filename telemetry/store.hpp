#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/os_folder.hpp"
#include "core/random.hpp"
#include "telemetry/history.hpp"
#include "telemetry/store_file.hpp"

namespace sotto::telemetry {

std::int64_t unix_now_s() noexcept;

struct StoreOptions {
  std::string folder;  // of this program alone; made when there is something to keep
  AppInfo app;
  std::chrono::milliseconds interval{std::chrono::hours(24)};  // between two reports
  std::chrono::milliseconds send_timeout{10'000};              // a lease lasts 30 s longer
  std::optional<WeeklyPlan> weekly = {};  // local_dp: answers leave, once a week, and no counts
  std::function<std::int64_t()> now_s = unix_now_s;
};

/// What all processes of a program counted and no server has acknowledged yet, in a folder that
/// they share; docs/telemetry.md describes its files.
///
///   folder/counts           the next report in the making
///   folder/weekly           the same with local_dp; there is one of the two at a time
///   folder/history          the last reports that were sent
///   folder/counts.damaged   a file `counts` that could not be read
///
/// Each change reads the file, changes it and puts a new one in its place, while the process holds
/// the folder (core::HeldFolder). So counts are exact however many processes there are and whenever
/// they are killed. Nothing is synced: a file in the system's cache survives the process.
///
/// With local_dp the first visit in a new week draws the answers about the week that was counted,
/// once, and forgets its counts. A report leaves also when nothing was counted: that none came
/// would tell something. It is due on the first day after the draw.
///
/// Nothing here waits: when another process holds the folder, or the disk takes nothing, a call
/// says that it did nothing, and is made again.
///
/// Threads: one at a time; read() from any; close_in_child() in the child of a fork.
class Store {
 public:
  explicit Store(StoreOptions options);

  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  enum class State {
    done,
    busy,      // another process holds the store
    unusable,  // the folder cannot be made, or the disk takes nothing
  };
  struct Visit {
    State state = State::done;           // done: `counted` is in the store now
    std::int64_t due_s = never;          // when the next report can be sent; Unix time
    std::optional<StoredReport> report;  // to be sent now by this process, which has the lease
    std::uint64_t withheld = 0;          // events of `counted` that no question asks for
    bool gave_up_answers = false;        // no server took them before those of a later week
  };
  /// Adds `counted`, whose counting began at `since_s`. `may_send`: takes the lease of a report
  /// that is due. Makes no folder as long as nothing was counted, but with local_dp.
  Visit visit(const Counts& counted, std::int64_t since_s, bool may_send);

  enum class Outcome {
    acknowledged,  // it is history
    refused,       // the server does not want it: its counts are given up
    failed,        // it is due again after a while
  };
  struct Answer {
    Outcome outcome = Outcome::failed;
    std::optional<std::chrono::seconds> asked_wait = {};  // by the server, when it failed
  };
  /// What became of a report that visit() gave. False when that could not be kept: to be tried
  /// again. Otherwise the lease runs out, and the report is sent once more.
  bool settle(const StoredReport& sent, const Body& body, const Answer& answer);

  /// What is stored now, if anything. Any thread.
  std::optional<StoredReport> read() const;

  /// Adds counts to a report as visit() does, without the files: for previews. Any thread.
  void add(std::optional<StoredReport>& stored, const Counts& counted, std::int64_t since_s) const;

  /// Deletes everything that is stored; also while other processes use it, which see the same gate
  /// and delete what they wrote meanwhile.
  void clear();

  std::int64_t now_s() const { return options_.now_s(); }

  void close_in_child() noexcept { held_.close_in_child(); }

  /// Whether a file was found that could not be read, and put aside.
  bool found_damage() const noexcept { return found_damage_; }
  /// Whether answers leave in place of counts.
  bool is_weekly() const noexcept { return options_.weekly.has_value(); }

 private:
  class Holding;

  std::string_view file_name() const noexcept;
  void remove_other_file();
  void describe(StoredReport& stored, std::int64_t now_s) const;
  bool add_to_week(std::optional<StoredReport>& stored, const Counts& counted, Visit& visit);
  void close_week(StoredReport& stored, std::int64_t now_s);
  bool load(std::optional<StoredReport>& stored);
  bool save(const StoredReport& stored);
  void remember(const Body& body);
  bool repair_times(StoredReport& stored, std::int64_t now_s);
  std::int64_t next_due(std::int64_t now_s) noexcept;
  std::int64_t retry_at(const StoredReport& stored, const Answer& answer, std::int64_t now_s);

  const StoreOptions options_;
  const core::OsInfo os_;
  core::FastRandom random_;
  core::HeldFolder held_;
  bool found_damage_ = false;
  bool has_removed_other_file_ = false;
};

/// The same for those who only look: the program `sotto`. Of either file.
std::optional<StoredReport> read_store(const std::string& folder);
std::vector<SentReport> read_history(const std::string& folder);

/// Deletes what is stored in `folder`, and the folder when nothing else is in it. True when there
/// was anything. Makes nothing.
bool clear_store(const std::string& folder);

/// Whether there is a file `counts` or `weekly`, readable or not.
bool has_stored_report(const std::string& folder);

/// Whether the folder has anything of a store in it.
bool is_store(const std::string& folder);

}  // namespace sotto::telemetry
