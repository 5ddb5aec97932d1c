#pragma once

/// The observer in your own process: receives OTLP, stores it, answers the REST API.
/// Link sotto::collector.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sotto/export.hpp>
#include <sotto/result.hpp>

namespace sotto {

/// One line of a list of traces. Times are Unix nanoseconds.
struct TraceSummary {
  std::string trace_id;  // 32 lowercase hex digits
  std::int64_t start_time = 0;
  std::int64_t end_time = 0;
  std::int64_t span_count = 0;
  std::int64_t error_count = 0;
  std::string service_name;
  std::string
      workflow_name;  // the root's attribute workflow.name or langfuse.trace.name, or its name
  std::string root_span_name;  // empty while the root has not arrived
  std::string user_id;
  std::string session_id;
  std::string model;  // of the first generation
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  std::optional<double> cost_usd = {};  // null: not known

  double duration_ms() const noexcept { return static_cast<double>(end_time - start_time) / 1e6; }
};

struct StoredEvent {
  std::string name;
  std::int64_t timestamp = 0;
  std::string attributes_json;  // an object
};

/// One stored span, as it was sent.
struct StoredSpan {
  std::string span_id;  // 16 lowercase hex digits
  std::string trace_id;
  std::string parent_span_id;  // empty for a root
  std::string name;
  std::string kind;  // "INTERNAL", "CLIENT", ...
  std::int64_t start_time = 0;
  std::int64_t end_time = 0;
  std::string status_code;  // "UNSET", "OK", "ERROR"
  std::string status_message;
  std::string attributes_json;           // an object
  std::string resource_attributes_json;  // an object
  std::string scope_name;
  std::string scope_version;
  std::string trace_state;
  std::string links_json;  // an array
  std::vector<StoredEvent> events;
  std::uint32_t flags = 0;

  // Read from the attributes, for display
  std::string observation_type;  // "generation", "tool", "span", ...
  std::string model;
  std::optional<std::int64_t> input_tokens = {};
  std::optional<std::int64_t> output_tokens = {};
  std::optional<double> cost_usd = {};

  double duration_ms() const noexcept { return static_cast<double>(end_time - start_time) / 1e6; }
  bool is_error() const noexcept { return status_code == "ERROR"; }
};

struct StoredTrace {
  TraceSummary summary;
  std::vector<StoredSpan> spans;  // by start time
};

/// Which traces to list. Absent means any. Newest arrival first.
struct TraceQuery {
  std::optional<std::string> service_name = {};
  std::optional<std::string> workflow_name = {};
  std::optional<double> min_duration_ms = {};
  std::optional<double> max_duration_ms = {};
  std::optional<bool> has_errors = {};
  std::optional<std::int64_t> start_time = {};  // Unix ns: started at or after
  std::optional<std::int64_t> end_time = {};    // Unix ns: started before
  std::optional<std::string> session_id = {};
  std::optional<std::string> user_id = {};
  std::optional<std::string> model = {};
  std::size_t limit = 100;  // at most 1,000
  std::size_t offset = 0;
};

struct TracePage {
  std::vector<TraceSummary> traces;
  std::int64_t total = 0;  // all that match
};

struct StoreStats {
  std::int64_t total_traces = 0;
  std::int64_t traces_with_errors = 0;
  std::int64_t total_spans = 0;
  std::int64_t metric_points = 0;
  std::int64_t database_bytes = 0;
  double error_rate() const noexcept {
    return total_traces == 0
               ? 0.0
               : static_cast<double>(traces_with_errors) / static_cast<double>(total_traces);
  }
};

/// A span and what happened inside it. A tree has several roots when spans without a parent or
/// with a parent that is not stored exist: none vanishes.
struct SpanNode {
  const StoredSpan* span = nullptr;  // points into the trace that the tree was built from
  bool is_orphan = false;            // its parent is not in the trace
  std::vector<SpanNode> children;    // by start time
};

/// Linear in the number of spans; cycles are broken at their earliest span. What is nested deeper
/// than 1,000 levels stands beside its ancestor on that level.
SOTTO_API std::vector<SpanNode> build_span_tree(const StoredTrace& trace);

/// The stored traces of one folder, for reading. Works beside a running observer.
/// Threads: one at a time per object.
class SOTTO_API TraceStore {
 public:
  /// The folder must exist and be ours; nothing in it is changed.
  static Result<TraceStore> open(const std::string& db_path);
  TraceStore(TraceStore&&) noexcept;
  TraceStore& operator=(TraceStore&&) noexcept;
  ~TraceStore();

  Result<TracePage> list(const TraceQuery& query = {}) const;
  /// `id` may be shortened as long as it names one trace. not_found when there is none or several.
  Result<StoredTrace> get(std::string_view id) const;
  Result<StoreStats> stats() const;

 private:
  struct Impl;
  explicit TraceStore(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

struct ObserverConfig {
  std::string host = "127.0.0.1";  // other than loopback is refused until a token protects it
  std::uint16_t port = 4321;       // 0: any free port, see Observer::url()
  std::string db_path = "./sotto.db";
  std::size_t max_body_bytes = 64 << 20;  // of a request, also after expansion
  std::size_t max_connections = 1024;
  std::size_t queue_bytes = 32 << 20;  // received and not yet stored; beyond: 429
};

/// The observer. start() returns when the port is open; stop() when everything received is stored.
/// Threads: start and stop from one thread; url() from any.
class SOTTO_API Observer {
 public:
  explicit Observer(ObserverConfig config = {});
  Observer(Observer&&) noexcept;
  Observer& operator=(Observer&&) noexcept;
  ~Observer();  // stops

  Result<Done> start();
  void stop() noexcept;
  std::string url() const;  // "http://127.0.0.1:4321"; empty when not running
  /// Why the last start() failed; nothing when it did not.
  std::optional<Error> error() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Starts an observer in one line, storing to ./sotto.db. When it could not be started, its url()
/// is empty and its error() says why.
SOTTO_API Observer quick_start(std::uint16_t port = 4321);

}  // namespace sotto
