#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <sotto/config.hpp>
#include <sotto/export.hpp>
#include <sotto/result.hpp>

namespace sotto {

/// What became of the spans, counted once per destination. See Metrics::Tracer for the words.
struct FlushResult {
  std::uint64_t delivered = 0;  // acknowledged by a server during this call
  std::uint64_t failed = 0;     // refused during this call
  std::uint64_t dropped = 0;    // dropped during this call
  std::uint64_t pending = 0;    // still on their way when the call returned
  std::uint64_t spooled = 0;    // of pending: safe in SOTTO_SPOOL_DIR, also for the next session
  bool complete() const noexcept { return pending == 0; }
};

/// Why a layer records, or does not.
struct GateStatus {
  bool open = false;
  std::string reason;  // one word, e.g. "open", "opt_out_file", "do_not_track", "ci"
  std::string detail;  // what decided: the variable's or the file's name, never its value
};

struct Status {
  bool running = false;
  GateStatus telemetry;
  GateStatus observability;
  std::vector<std::string> providers;  // the destinations of spans
  std::vector<std::string> warnings;   // settings that could not be used, destinations that refuse
};

/// The names and nesting are those of get_metrics_json(), and stay.
struct Metrics {
  struct Telemetry {
    bool enabled = false;
    std::string reason;
    std::map<std::string, std::uint64_t> feature_usage;  // by feature, all categories together
    std::map<std::string, std::uint64_t> errors;         // by type
    std::map<std::string, std::uint64_t> agent_runs;     // by agent type
    std::uint64_t reports_sent = 0;
    std::uint64_t bytes_sent = 0;
  };
  /// Spans, counted once per destination. At every moment
  /// submitted = processed + dropped + sampled_out + failed + pending.
  struct Tracer {
    std::uint64_t submitted = 0;  // ended while recording, or taken over from a session before
    std::uint64_t processed = 0;  // acknowledged by a server, or written
    std::uint64_t dropped = 0;    // given up, see dropped_by_reason
    std::uint64_t sampled_out = 0;
    double sampling_rate = 1;      // share of the traces beginning now that is kept; not a count
    std::uint64_t failed = 0;      // refused by a server for good
    std::uint64_t pending = 0;     // everything else
    std::uint64_t spooled = 0;     // of pending: on disk, in SOTTO_SPOOL_DIR
    std::uint64_t queued = 0;      // of pending: in batches, waiting or under way
    std::uint64_t queue_size = 0;  // the limit of queued
    std::uint64_t retried = 0;     // sent again; not part of the sum
    std::uint64_t truncated_fields = 0;
    std::map<std::string, std::uint64_t> dropped_by_reason;  // ring_full, oversize, reentrant,
                                                             // no_memory, queue_full, expired,
                                                             // opted_out, shutdown, spool_lost
  };
  struct Breaker {
    std::string state = "closed";  // "closed", "open", "half_open"
    std::uint64_t failure_count = 0;
    std::uint64_t total_calls = 0;
    std::uint64_t successful_calls = 0;
    std::uint64_t failed_calls = 0;
    std::uint64_t rejected_calls = 0;
    double success_rate = 1.0;
  };
  struct Overhead {
    double cpu_seconds = 0;          // of the pipeline thread
    std::uint64_t memory_bytes = 0;  // rings, shards, large spans and batches
    // What the end of a span costs its thread, from reading the clock until it is queued. One span
    // in 256, picked at random, is measured; 0 until one was.
    double submit_ns_p50 = 0;
    double submit_ns_p99 = 0;
  };
  struct Scrubber {
    std::uint64_t fields = 0;  // texts looked at
    std::map<std::string, std::uint64_t> replaced_by_kind;
    std::uint64_t failed = 0;  // texts dropped because they could not be scrubbed
  };

  std::string session_id;  // random, in memory only, new for every session
  Telemetry telemetry;
  Tracer tracer;
  std::map<std::string, Breaker> circuit_breaker;  // by destination
  Overhead overhead;
  Scrubber scrubber;
};

/// The running instance: one per process at a time. Make it first thing in main.
///
/// Its destructor shuts down within Config::shutdown_timeout. A Session made while another runs
/// does nothing and says so in status().warnings.
///
/// The constructor never fails: what is misconfigured is left out and stands in
/// status().warnings. start_strict() is for a program that would rather not start.
class SOTTO_API Session {
 public:
  explicit Session(Config config = Config::from_env()) noexcept;

  /// A session in which everything that `config` asks for works, or all that is wrong with it: one
  /// line each, naming settings and never their values. Looks for values that could not be read,
  /// half a pair of keys, URLs, files of certificates, providers that are unknown or cannot be
  /// made, and a session that runs already. Opens no connection: for keys see auth_check(). A gate
  /// that is closed is the user's choice and no error; status() names it. After an error nothing
  /// runs.
  static Result<Session> start_strict(Config config = Config::from_env()) noexcept;

  Session(Session&& other) noexcept;
  Session& operator=(Session&& other) noexcept;
  ~Session();

 private:
  explicit Session(bool owns) noexcept : owns_(owns) {}

  bool owns_ = false;  // whether this object stops the instance
};

/// Sends what was recorded before the call and waits for the answers, at most `timeout`.
/// Any thread. Without a session: all zero, at once.
SOTTO_API FlushResult flush(std::chrono::milliseconds timeout = std::chrono::seconds(5)) noexcept;

/// Flushes, then stops recording and the pipeline thread. What is pending then is dropped and
/// counted, unless it is spooled: that stays pending, for a later session. Returns within
/// `timeout`. A second call returns at once.
SOTTO_API FlushResult
shutdown(std::chrono::milliseconds timeout = std::chrono::seconds(5)) noexcept;

/// Shuts down also in std::quick_exit(), within Config::shutdown_timeout. Never installed by itself,
/// since who calls quick_exit wants out quickly. Any thread, once; false when the system has no room
/// for another handler. (exit() and the end of main need no call. After abort() and in an uncaught
/// exception nothing runs: what must not be lost is flushed before, or in std::set_terminate.)
SOTTO_API bool flush_at_quick_exit() noexcept;

/// Numbers of the running session; of the last one after shutdown. Any thread.
SOTTO_API Metrics get_metrics();
SOTTO_API std::string get_metrics_json();
SOTTO_API Status status();

}  // namespace sotto
