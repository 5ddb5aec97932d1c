#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <sotto/export.hpp>
#include <sotto/label.hpp>

namespace sotto {

/// How much content leaves with a trace. Applied by the scrubber to every text, for every provider.
enum class CaptureContent : std::uint8_t {
  none,      // structure, names, sizes, tokens and cost; no input, output, message or metadata
  redacted,  // secrets and personal data replaced by [KIND]
  full,      // as recorded
};

/// Whether anonymous telemetry needs a person's yes before any of it leaves; see consent.hpp.
enum class ConsentMode : std::uint8_t {
  opt_out,  // from the run after the one that showed its notice, until they say no
  opt_in,   // only after a yes
};

/// Whether telemetry is made of noisy answers, once a week, in place of exact counts; the number is
/// the epsilon of a week's answers together, see docs/local_dp.md.
enum class LocalDp : std::uint8_t { off = 0, epsilon_1 = 1, epsilon_2 = 2, epsilon_4 = 4 };

/// What a program with local_dp answers about each week. All of it is answered, also about what did
/// not happen: what is not here is not told at all. At most 100 in all; they share one epsilon.
struct WeeklyQuestions {
  std::vector<Label> features = {};  // was it used?
  std::vector<Label> errors = {};    // did one of this type occur?
  std::vector<Label> agents = {};    // how long did runs of this type take, at the median?
  std::vector<Label> timers = {};    // how long did what it timed take, at the median?

  friend bool operator==(const WeeklyQuestions&, const WeeklyQuestions&) = default;
};

/// How the provider otlp encodes its requests.
enum class OtlpProtocol : std::uint8_t { http_protobuf, http_json };

/// How scores reach Langfuse.
enum class LangfuseScoreRoute : std::uint8_t {
  scores,     // POST /api/public/scores, a request for each
  ingestion,  // POST /api/public/ingestion in batches; deprecated by Langfuse
};

/// Everything that can be set. Config::from_env() fills it from the environment, see
/// docs/settings.md; each comment names the variable.
///
/// The privacy gates read the environment themselves, always: no value here can open a gate that
/// the user closed.
struct Config {
  // Who is speaking
  std::string app_name = {};     // SOTTO_APP_NAME, OTEL_SERVICE_NAME; default "unknown_service"
  std::string app_version = {};  // SOTTO_APP_VERSION
  std::string environment =
      {};                    // SOTTO_ENVIRONMENT, LANGFUSE_TRACING_ENVIRONMENT; e.g. "production"
  std::string release = {};  // SOTTO_RELEASE, LANGFUSE_RELEASE
  /// What else OTEL_RESOURCE_ATTRIBUTES says; travels with every trace, and with no telemetry.
  std::vector<std::pair<std::string, std::string>> resource_attributes = {};
  /// Name of the embedding program in its own variables, e.g. "MYAPP" for
  /// MYAPP_DISABLE_ALL_TRACING. These can only close what is open.
  std::string env_prefix = {};

  // Switches of the embedding program; they can only close
  bool enabled = true;
  bool telemetry_enabled = true;
  bool observability_enabled = true;
  /// Variables that close a gate and that the gates do not read themselves: switches of a .env
  /// file, OTEL_TRACES_EXPORTER=none and OTEL_TRACES_SAMPLER=always_off.
  std::vector<std::string> closed_by = {};

  // Telemetry
  /// SOTTO_TELEMETRY_ENDPOINT: URL that takes OTLP metrics. Empty: none. One that stands here and
  /// not in the environment was not the user's choice: it needs a notice, see consent.hpp.
  std::string telemetry_endpoint = {};
  ConsentMode consent = ConsentMode::opt_out;
  std::chrono::milliseconds telemetry_interval =
      std::chrono::hours(24);  // SOTTO_TELEMETRY_INTERVAL
  /// SOTTO_LOCAL_DP. Needs ConsentMode::opt_in and questions; without them nothing is sent.
  LocalDp local_dp = LocalDp::off;
  WeeklyQuestions weekly_questions = {};

  // Observability: where to
  /// SOTTO_PROVIDERS, TRACING_MODE, OTEL_TRACES_EXPORTER: names, and paths of plug-ins (see
  /// plugin.hpp). Empty: those with keys.
  std::vector<std::string> providers = {};
  std::string langfuse_public_key = {};                          // LANGFUSE_PUBLIC_KEY
  std::string langfuse_secret_key = {};                          // LANGFUSE_SECRET_KEY
  std::string langfuse_base_url = "https://cloud.langfuse.com";  // LANGFUSE_BASE_URL, LANGFUSE_HOST
  LangfuseScoreRoute langfuse_score_route = LangfuseScoreRoute::scores;  // LANGFUSE_SCORE_ROUTE
  std::string langwatch_api_key = {};                                    // LANGWATCH_API_KEY
  std::string langwatch_endpoint = "https://app.langwatch.ai";           // LANGWATCH_ENDPOINT
  std::string langwatch_project_id = {};  // LANGWATCH_PROJECT_ID: for a key that is a user's
  std::string otlp_endpoint = {};         // OTEL_EXPORTER_OTLP_ENDPOINT; v1/traces is appended
  std::string otlp_traces_endpoint = {};  // OTEL_EXPORTER_OTLP_TRACES_ENDPOINT; taken as it is
  std::vector<std::pair<std::string, std::string>> otlp_headers = {};  // OTEL_EXPORTER_OTLP_HEADERS
  OtlpProtocol otlp_protocol = OtlpProtocol::http_protobuf;  // OTEL_EXPORTER_OTLP_PROTOCOL
  bool otlp_gzip = true;     // OTEL_EXPORTER_OTLP_COMPRESSION: gzip (default) or none
  std::string ca_file = {};  // OTEL_EXPORTER_OTLP_CERTIFICATE: PEM file. Empty: the system's
  std::string client_certificate_file = {};  // OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: PEM file
  std::string client_key_file = {};          // OTEL_EXPORTER_OTLP_CLIENT_KEY: PEM file
  std::string file_path = {};                // SOTTO_FILE: takes a line of OTLP/JSON for each batch
  std::size_t file_max_bytes = 64 << 20;     // SOTTO_FILE_MAX_BYTES: then a new file is begun
  std::vector<std::string> propagators = {"tracecontext"};  // OTEL_PROPAGATORS: also "baggage"

  // Observability: how much
  CaptureContent capture_content = CaptureContent::redacted;  // SOTTO_CAPTURE_CONTENT
  /// SOTTO_SCRUB_RULES: names and patterns of RE2. What a pattern matches becomes [NAME], after the
  /// scrubber's own rules and wherever those run; see docs/scrubber.md.
  std::vector<std::pair<std::string, std::string>> scrub_rules = {};
  /// Called after them with every text, to change it in place. One text at a time, on sotto's
  /// thread. A text on which it throws, or that it makes longer than 4 times and 32 bytes, becomes
  /// [SCRUB_FAILED] and is counted.
  void (*scrub_callback)(std::string& text, void* context) = nullptr;
  void* scrub_context = nullptr;
  /// SOTTO_SCRUB_TAGS: [KIND#a1b2] in place of [KIND]. Equal texts have equal tags in this process,
  /// and a tag means nothing in another.
  bool scrub_tags = false;
  double sampling_rate = 1.0;        // SOTTO_SAMPLING_RATE, OTEL_TRACES_SAMPLER: 0 to 1; errors and
                                     // slow spans are kept
  std::size_t spans_per_second = 0;  // SOTTO_SPANS_PER_SECOND: budget of ordinary spans; 0: none
  std::chrono::milliseconds slow_threshold = std::chrono::seconds(1);  // SOTTO_SLOW_THRESHOLD
  std::size_t max_field_bytes = 128 << 10;  // SOTTO_MAX_FIELD_BYTES: longest text of one value
  std::size_t max_span_bytes = 1 << 20;     // SOTTO_MAX_SPAN_BYTES: all values of one span

  // The way to the network, for traces and telemetry: URLs of HTTP proxies. Never used for this
  // machine itself
  std::string https_proxy = {};  // https_proxy, HTTPS_PROXY: for https:// endpoints
  std::string http_proxy = {};   // http_proxy, in lower case only: for http:// endpoints
  std::string all_proxy = {};    // all_proxy, ALL_PROXY: where the one above is not set
  std::string no_proxy = {};     // no_proxy, NO_PROXY: names and addresses that need none

  // Pipeline
  std::size_t ring_bytes = 2 << 20;           // SOTTO_RING_BYTES: queue of each recording thread
  std::size_t memory_limit_bytes = 32 << 20;  // SOTTO_MEMORY_LIMIT: all rings and large spans
  std::size_t queue_size = 16384;      // SOTTO_TRACE_QUEUE_SIZE: spans waiting per destination
  std::size_t queue_bytes = 32 << 20;  // SOTTO_TRACE_QUEUE_BYTES: their memory, per destination
  std::size_t batch_size = 512;        // SOTTO_TRACE_BATCH_SIZE: spans per request, at most
  std::size_t batch_bytes = 1 << 20;   // SOTTO_TRACE_BATCH_BYTES: recorded bytes per request
  std::chrono::milliseconds flush_interval = std::chrono::seconds(1);    // SOTTO_FLUSH_INTERVAL_MS
  std::chrono::milliseconds max_age = std::chrono::minutes(5);           // SOTTO_MAX_AGE
  std::chrono::milliseconds export_timeout = std::chrono::seconds(10);   // SOTTO_EXPORT_TIMEOUT
  std::chrono::milliseconds shutdown_timeout = std::chrono::seconds(3);  // SOTTO_SHUTDOWN_TIMEOUT

  std::string spool_dir = {};  // SOTTO_SPOOL_DIR: keeps what waits over restarts. Empty: in memory
  std::size_t spool_max_bytes = 128 << 20;  // SOTTO_SPOOL_MAX_BYTES: on disk, per process
  std::chrono::milliseconds spool_max_age = std::chrono::hours(72);  // SOTTO_SPOOL_MAX_AGE

  /// What could not be read: one sentence each, naming the setting and never its value.
  std::vector<std::string> warnings = {};

  /// From the process's environment. Never fails: a bad value gives its default and a warning.
  SOTTO_API static Config from_env();

  /// The same, with the lines NAME=VALUE of a file for the variables that the environment lacks.
  /// Its switches can only close, and it names no plug-in; docs/settings.md has its format. An
  /// unreadable file is a warning.
  SOTTO_API static Config from_dotenv(const std::string& path = ".env");
};

}  // namespace sotto
