#pragma once

/// The extension point: how one backend wants its bytes. See docs/adding-a-provider.md.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sotto/attribute.hpp>
#include <sotto/config.hpp>
#include <sotto/export.hpp>
#include <sotto/ids.hpp>
#include <sotto/result.hpp>
#include <sotto/score.hpp>
#include <sotto/tracing.hpp>

namespace sotto {

/// One event of a span.
struct EventRecord {
  std::string_view name = {};
  std::int64_t unix_ns = 0;
  std::span<const Attribute> attributes = {};
};

/// What a span has to do with another one, beside its parent.
struct LinkRecord {
  TraceId trace_id;
  SpanId span_id;
  std::uint8_t flags = 0;  // W3C trace flags
  bool is_remote = false;
  std::string_view trace_state = {};
  std::span<const Attribute> attributes = {};
};

/// The trace-level values that were in force when a span ended.
struct TraceRecord {
  std::string_view name = {};
  std::string_view user_id = {};
  std::string_view session_id = {};
  std::string_view version = {};
  std::span<const std::string_view> tags = {};
  std::span<const Attribute> metadata = {};
  std::string_view trace_state = {};  // W3C tracestate, to be passed on
  bool is_public = false;
};

/// One finished span, sampled and scrubbed. All text is valid UTF-8; all views live until the
/// provider returns. Keys are unique within each list.
struct SpanRecord {
  TraceId trace_id;
  SpanId span_id;
  SpanId parent_span_id;  // not valid for a root
  bool is_local_root = false;
  bool parent_is_remote = false;
  std::uint8_t flags = 1;  // W3C trace flags
  ObservationType type = ObservationType::span;
  SpanStatus status = SpanStatus::unset;
  Level level = Level::normal;
  bool is_trace_left_out = false;  // kept for an error or its duration; others of its trace are not
  /// W3C tracestate of this span where it is not the trace's: with the threshold that it was
  /// sampled by, e.g. "ot=th:8" for one of two. See docs/sampling.md.
  std::string_view trace_state = {};
  std::string_view name = {};
  std::int64_t start_unix_ns = 0;
  std::int64_t end_unix_ns = 0;  // not before the start
  std::string_view status_message = {};
  std::string_view error_type = {};
  std::optional<std::string_view> input = {};  // plain or JSON text
  std::optional<std::string_view> output = {};
  std::span<const Attribute> attributes = {};
  std::span<const Attribute> metadata = {};
  std::span<const std::string_view> tags = {};
  std::span<const EventRecord> events = {};
  std::span<const LinkRecord> links = {};
  std::uint32_t dropped_attributes = 0;
  std::uint32_t dropped_events = 0;
  std::uint32_t dropped_links = 0;
  std::uint32_t cut_fields = 0;

  // Generations
  std::string_view model = {};           // asked for
  std::string_view response_model = {};  // answered, when known
  std::string_view model_provider = {};
  std::span<const Attribute> model_parameters = {};
  Usage usage;
  Cost cost;
  std::int64_t completion_start_unix_ns = 0;  // 0: not known
  std::string_view prompt_name = {};
  std::int64_t prompt_version = 0;

  const TraceRecord* trace = nullptr;  // null outside of a Trace
};

/// One score, scrubbed. Views live as those of a SpanRecord.
struct ScoreRecord {
  ScoreSubject subject = ScoreSubject::span;
  TraceId trace_id;       // of a session's score: one of its own
  SpanId span_id;         // one of its own, for backends that keep a score as a span
  SpanId parent_span_id;  // the span that is scored; of a trace's score the root, when known
  std::string_view session_id = {};  // of a session's score
  std::string_view id = {};          // never empty; the same for every try to deliver it
  std::string_view name = {};
  AttributeValue value;  // a finite real, a boolean, or text: a category
  std::string_view comment = {};
  std::int64_t unix_ns = 0;
  const TraceRecord* trace = nullptr;  // null when only ids were given
};

/// Where a provider's bytes go.
struct ProviderEndpoint {
  /// "https://host/path", "http://host:port/path", "file:path", "stderr:", or "memory:" for a
  /// provider that keeps what it is given: what encode() appends is then thrown away.
  std::string url = {};
  std::vector<std::pair<std::string, std::string>> headers = {};  // beside Content-Type and -Length
  std::string content_type = "application/x-protobuf";
  bool gzip = true;
  std::string ca_file = {};                  // PEM; empty: the system's
  std::string client_certificate_file = {};  // PEM, with its chain; empty: none
  std::string client_key_file = {};          // PEM; the key of that certificate
  /// For auth_check(): a GET here tells whether the keys are good. Empty: an empty body is posted
  /// to `url`.
  std::string check_url = {};
  /// For its messages: the settings that this is made from, "MINE_URL and MINE_KEY".
  std::string settings = {};
  std::size_t most_records = SIZE_MAX;  // of scores, in one request
};

/// What a backend's answer means for the batch that it answers.
enum class Outcome : std::uint8_t {
  accepted,     // done
  retry_later,  // 429, 502, 503, 504
  refused,      // this batch will never be taken
  bad_batch,    // one span spoils the batch: split it once, then refuse
  too_large,    // halve it
  locked_out,   // 401, 402, 403, 404: no batch will be taken until something changes
};

struct Answer {
  Outcome outcome = Outcome::accepted;
  std::uint64_t rejected_spans = 0;  // of an accepted batch: the server's partial success
  std::string message = {};          // one sentence for status().warnings; no content, no key
};

/// The same as Provider, for scores: they may have a format and a path of their own.
/// Threads: all calls come from one thread at a time.
class SOTTO_API ScoreProvider {
 public:
  virtual ~ScoreProvider() = default;

  /// Asked once, when the session starts. Of a provider that writes to a file or to stderr it is
  /// the provider's own.
  virtual ProviderEndpoint endpoint() const = 0;
  virtual Result<Done> encode(std::span<const ScoreRecord> batch, std::string& out) = 0;
  virtual Answer read_answer(int status, std::string_view body) const = 0;
};

/// Turns batches into one backend's format, and reads that backend's answers.
///
/// A provider opens no socket, starts no thread and keeps no queue: the pipeline does that, with
/// retries, deadlines and a circuit breaker, once for all providers. What is left is three
/// functions and the way for scores, so a provider is one file and its tests are golden files.
///
/// Threads: all calls come from one thread at a time.
class SOTTO_API Provider {
 public:
  virtual ~Provider() = default;

  /// Asked once, when the session starts.
  virtual ProviderEndpoint endpoint() const = 0;

  /// Appends `batch` to `out`, which is empty. On an error the batch is refused and counted.
  virtual Result<Done> encode(std::span<const SpanRecord> batch, std::string& out) = 0;

  /// `status` is the HTTP status, 100 to 599. The default fits OTLP backends.
  virtual Answer read_answer(int status, std::string_view body) const;

  /// Asked once; lives as long as this. Null when the backend takes no scores: they are then
  /// counted as failed, with a warning.
  virtual ScoreProvider* scores() noexcept { return nullptr; }
};

/// Makes a provider from the configuration, or says which setting is missing or wrong.
using ProviderFactory = std::function<Result<std::unique_ptr<Provider>>(const Config&)>;

/// Adds a provider under `name`, for Config::providers and SOTTO_PROVIDERS. Call before the
/// session starts. False when the name is taken. Any thread.
SOTTO_API bool register_provider(std::string name, ProviderFactory make);

/// Makes the provider called `name`, or that of the plug-in whose absolute path it is. Any thread.
SOTTO_API Result<std::unique_ptr<Provider>> make_provider(std::string_view name,
                                                          const Config& config);

/// Asks the backend whether it would take traces with the keys of `config`, without sending one: a
/// request of its own on the caller's thread, which waits at most `timeout`. A file is opened for
/// writing, and made when there is none.
///
/// Errors: gate_closed (nothing was opened; the detail names the rule), invalid_config, rejected,
/// unreachable, tls_failed, timeout, storage. The detail names settings and never a key or a URL.
/// Any thread.
SOTTO_API Result<Done> auth_check(std::string_view provider, const Config& config,
                                  std::chrono::milliseconds timeout = std::chrono::seconds(5));

/// The names known now, sorted. Any thread.
SOTTO_API std::vector<std::string> provider_names();

}  // namespace sotto
