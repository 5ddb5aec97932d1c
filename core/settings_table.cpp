#include "core/settings.hpp"

namespace sotto::core {
namespace {

using namespace std::chrono_literals;
using namespace setting;
using std::chrono::milliseconds;

constexpr std::uint64_t kib = 1 << 10;
constexpr std::uint64_t mib = 1 << 20;
constexpr std::uint64_t gib = 1 << 30;
constexpr milliseconds day = 24h;

constexpr Setting table[] = {
    // What closes the gates, in the order of the rules
    {"SOTTO_DISABLE_ALL_TRACING", "SOTTO_DISABLE_ALL", ClosingSwitch{}, "no",
     "Turns telemetry and observability off"},
    {"OTEL_SDK_DISABLED", "", ClosingSwitch{}, "no", "Turns telemetry and observability off"},
    {"DO_NOT_TRACK", "", ClosingSwitch{}, "no",
     "Turns telemetry off, and observability unless SOTTO_OBSERVABILITY_ENABLED is yes"},
    {"SOTTO_ENABLED", "", OpeningSwitch{}, "yes", "Turns both off when it is not yes"},
    {"SOTTO_TELEMETRY_ENABLED", "", OpeningSwitch{}, "yes",
     "Turns telemetry off when it is not yes"},
    {"SOTTO_OBSERVABILITY_ENABLED", "", OpeningSwitch{}, "yes",
     "Turns observability off when it is not yes"},
    {"SOTTO_ENABLE_TRACING_IN_CI", "SOTTO_ENABLE_IN_CI", OpeningSwitch{}, "no",
     "Lets both run on build servers, where they are off"},

    // Who is speaking
    {"SOTTO_APP_NAME", "OTEL_SERVICE_NAME", Text{&Config::app_name}, "",
     "Name of the program; \"unknown_service\" when nothing names it"},
    {"SOTTO_APP_VERSION", "LANGFUSE_VERSION", Text{&Config::app_version}, "",
     "Version of the program"},
    {"SOTTO_ENVIRONMENT", "LANGFUSE_TRACING_ENVIRONMENT, LANGFUSE_ENV", Text{&Config::environment},
     "", "Where the program runs, such as production"},
    {"SOTTO_RELEASE", "LANGFUSE_RELEASE", Text{&Config::release}, "", "Release of the program"},
    {"OTEL_RESOURCE_ATTRIBUTES", "", Resource{}, "",
     "Its service.name, service.version and deployment.environment.name count where the settings "
     "above are not set; the others travel with every trace, scrubbed. One bad pair spoils it all"},

    // Telemetry
    {"SOTTO_TELEMETRY_ENDPOINT", "", Text{&Config::telemetry_endpoint}, "",
     "URL that takes the telemetry report as OTLP metrics; without it nothing is sent"},
    {"SOTTO_TELEMETRY_INTERVAL", "", Time{&Config::telemetry_interval, 100ms, 31 * day}, "24h",
     "Least time between two telemetry reports"},
    {"SOTTO_LOCAL_DP", "", Epsilon{&Config::local_dp}, "off",
     "Noisy answers once a week in place of exact counts: the epsilon of a week; needs a program "
     "that "
     "asks for consent and names its questions, else nothing is sent"},

    // Observability: where to
    {"SOTTO_PROVIDERS", "", Words{&Config::providers}, "",
     "Providers that take the traces, by name, and plug-ins by their absolute path; without it "
     "TRACING_MODE counts, then OTEL_TRACES_EXPORTER, then every provider whose settings are "
     "complete"},
    {"SOTTO_TRACING_MODE", "TRACING_MODE", Modes{}, "",
     "Providers by everyday words; none and noop turn telemetry and observability off"},
    {"LANGFUSE_PUBLIC_KEY", "", Text{&Config::langfuse_public_key}, "",
     "Public key of the Langfuse project", true},
    {"LANGFUSE_SECRET_KEY", "", Text{&Config::langfuse_secret_key}, "",
     "Secret key of the Langfuse project", true},
    {"LANGFUSE_BASE_URL", "LANGFUSE_HOST, LANGFUSE_URL", Text{&Config::langfuse_base_url},
     "https://cloud.langfuse.com", "Address of the Langfuse server"},
    {"LANGFUSE_SCORE_ROUTE", "", ScoreRoute{&Config::langfuse_score_route}, "scores",
     "How scores reach Langfuse: one request for each, or in batches by the older endpoint"},
    {"LANGWATCH_API_KEY", "", Text{&Config::langwatch_api_key}, "", "Key for LangWatch", true},
    {"LANGWATCH_ENDPOINT", "", Text{&Config::langwatch_endpoint}, "https://app.langwatch.ai",
     "Address of the LangWatch server"},
    {"LANGWATCH_PROJECT_ID", "", Text{&Config::langwatch_project_id}, "",
     "Project that the LangWatch key is used for; a project's own key needs none"},
    {"OTEL_EXPORTER_OTLP_ENDPOINT", "", Text{&Config::otlp_endpoint}, "",
     "URL of an OTLP/HTTP receiver; v1/traces is appended"},
    {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "", Text{&Config::otlp_traces_endpoint}, "",
     "URL of an OTLP/HTTP receiver for traces, taken as it is"},
    {"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS",
     Pairs{&Config::otlp_headers}, "",
     "Header fields of requests to the OTLP receiver, values percent-encoded", true},
    {"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL",
     Protocol{&Config::otlp_protocol}, "http/protobuf",
     "Encoding of requests to the OTLP receiver"},
    {"OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "OTEL_EXPORTER_OTLP_COMPRESSION",
     Compression{&Config::otlp_gzip}, "gzip", "Compression of requests to the OTLP receiver"},
    {"OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "OTEL_EXPORTER_OTLP_CERTIFICATE",
     Text{&Config::ca_file}, "",
     "PEM file of the certificates to trust; without it those of the system"},
    {"OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
     Text{&Config::client_certificate_file}, "",
     "PEM file of the certificate, with its chain, that the OTLP receiver is shown "
     "(client_certificate_file)"},
    {"OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", "OTEL_EXPORTER_OTLP_CLIENT_KEY",
     Text{&Config::client_key_file}, "",
     "PEM file of the key of that certificate, without a passphrase (client_key_file)"},
    {"OTEL_TRACES_EXPORTER", "", Exporters{}, "",
     "Providers in OpenTelemetry's words, where neither SOTTO_PROVIDERS nor TRACING_MODE is set; "
     "otlp without an endpoint sends to http://localhost:4318, none turns observability off"},
    {"SOTTO_FILE", "", Text{&Config::file_path}, "",
     "File that traces are appended to, a line of OTLP/JSON for each batch"},
    {"SOTTO_FILE_MAX_BYTES", "", Bytes{&Config::file_max_bytes, 64 * kib, 16 * gib}, "64MiB",
     "Size from which a new file is begun; the five before it are kept as SOTTO_FILE.1 to .5"},
    {"OTEL_PROPAGATORS", "", Words{&Config::propagators}, "tracecontext",
     "Headers that inject writes and extract reads: tracecontext, baggage; any other word is none"},

    // Observability: how much
    {"SOTTO_CAPTURE_CONTENT", "", Capture{&Config::capture_content}, "redacted",
     "Content of traces: as recorded, without secrets and personal data, or none of it"},
    {"SOTTO_SCRUB_RULES", "", Rules{&Config::scrub_rules}, "",
     "More that the scrubber replaces by [NAME]: patterns of RE2"},
    {"SOTTO_SCRUB_TAGS", "", YesNo{&Config::scrub_tags}, "no",
     "Marks what is replaced as in [EMAIL#a1b2], so that equal secrets of one process can be told "
     "to be equal"},
    {"SOTTO_SAMPLING_RATE", "", Ratio{&Config::sampling_rate}, "1",
     "Share of the traces that is kept; traces with errors and slow spans are kept always"},
    {"OTEL_TRACES_SAMPLER", "", Sampler{}, "",
     "The same in OpenTelemetry's words, where SOTTO_SAMPLING_RATE is not set; a caller's choice "
     "for its trace is always followed, and always_off turns observability off"},
    {"OTEL_TRACES_SAMPLER_ARG", "", SamplerArgument{}, "", "Share of the sampler traceidratio"},
    {"SOTTO_SPANS_PER_SECOND", "", Count{&Config::spans_per_second, 0, 1'000'000'000}, "0",
     "Spans that are kept each second, errors and slow ones not counted: traces are left out to "
     "hold it; 0 is no limit"},
    {"SOTTO_SLOW_THRESHOLD", "SOTTO_SLOW_THRESHOLD_MS", Time{&Config::slow_threshold, 0ms, day},
     "1s", "Duration from which a span is slow"},
    {"SOTTO_MAX_FIELD_BYTES",
     "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT, OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
     Bytes{&Config::max_field_bytes, 64, 16 * mib}, "128KiB",
     "Longest text of one value; what is longer is cut and marked"},
    {"SOTTO_MAX_SPAN_BYTES", "", Bytes{&Config::max_span_bytes, kib, 64 * mib}, "1MiB",
     "All values of one span together"},

    // The way to the network
    {"https_proxy", "HTTPS_PROXY", Text{&Config::https_proxy}, "",
     "URL of the HTTP proxy for https endpoints, http://user:password@host:port; the connection "
     "through it is encrypted as without it"},
    {"http_proxy", "", Text{&Config::http_proxy}, "",
     "The same for http endpoints; never HTTP_PROXY, which in a CGI program is text of the client"},
    {"all_proxy", "ALL_PROXY", Text{&Config::all_proxy}, "",
     "The same for both, where the one above is not set"},
    {"no_proxy", "NO_PROXY", Text{&Config::no_proxy}, "",
     "Endpoints that are reached without a proxy, as this machine always is: names with all names "
     "below them, addresses, networks such as 10.0.0.0/8, each also with a port; * for all"},

    // Pipeline
    {"SOTTO_RING_BYTES", "", Bytes{&Config::ring_bytes, 4 * kib, 64 * mib}, "2MiB",
     "Queue of each recording thread, at most: it begins with 256 KiB"},
    {"SOTTO_MEMORY_LIMIT", "", Bytes{&Config::memory_limit_bytes, 64 * kib, 16 * gib}, "32MiB",
     "All queues of threads and large spans together"},
    {"SOTTO_TRACE_QUEUE_SIZE", "OTEL_BSP_MAX_QUEUE_SIZE", Count{&Config::queue_size, 1, 10'000'000},
     "16384", "Spans that may wait for each destination"},
    {"SOTTO_TRACE_QUEUE_BYTES", "", Bytes{&Config::queue_bytes, 64 * kib, 16 * gib}, "32MiB",
     "Memory of the spans that may wait for each destination; of both limits the last tenth is for "
     "errors and slow spans"},
    {"SOTTO_TRACE_BATCH_SIZE", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
     Count{&Config::batch_size, 1, 65'536}, "512", "Most spans in one request"},
    {"SOTTO_TRACE_BATCH_BYTES", "", Bytes{&Config::batch_bytes, kib, 64 * mib}, "1MiB",
     "Most recorded bytes in one request"},
    {"SOTTO_FLUSH_INTERVAL_MS",
     "SOTTO_FLUSH_INTERVAL, SOTTO_TRACE_FLUSH_INTERVAL_MS, OTEL_BSP_SCHEDULE_DELAY",
     Time{&Config::flush_interval, 1ms, 1h}, "1s", "Longest time that a span waits for others"},
    {"SOTTO_MAX_AGE", "", Time{&Config::max_age, 1s, 7 * day}, "5min",
     "Age at which a span that could not be delivered is given up"},
    {"SOTTO_SPOOL_DIR", "", Text{&Config::spool_dir}, "",
     "Folder that keeps scrubbed batches until they are delivered, over outages and restarts; "
     "without it they wait in memory"},
    {"SOTTO_SPOOL_MAX_BYTES", "", Bytes{&Config::spool_max_bytes, 64 * kib, 1024 * gib}, "128MiB",
     "Disk space that one process may use in SOTTO_SPOOL_DIR; what does not fit waits in memory"},
    {"SOTTO_SPOOL_MAX_AGE", "", Time{&Config::spool_max_age, 1s, 31 * day}, "72h",
     "Age at which a batch in SOTTO_SPOOL_DIR is given up; it stands in place of SOTTO_MAX_AGE"},
    {"SOTTO_EXPORT_TIMEOUT",
     "SOTTO_EXPORT_TIMEOUT_MS, OTEL_EXPORTER_OTLP_TRACES_TIMEOUT, OTEL_EXPORTER_OTLP_TIMEOUT, "
     "OTEL_BSP_EXPORT_TIMEOUT",
     Time{&Config::export_timeout, 10ms, 10min}, "10s", "Longest time for one request"},
    {"SOTTO_SHUTDOWN_TIMEOUT", "SOTTO_SHUTDOWN_TIMEOUT_MS",
     Time{&Config::shutdown_timeout, 0ms, 10min}, "3s",
     "Longest time that the end of the session waits for delivery"},

    // The program sotto
    {"SOTTO_SERVER_HOST", "", CommandOption{"start --host"}, "127.0.0.1",
     "Loopback address that the observer listens on"},
    {"SOTTO_SERVER_PORT", "", CommandOption{"start --port"}, "4321",
     "Port that the observer listens on"},
    {"SOTTO_SERVER_DB_PATH", "", CommandOption{"start --db-path"}, "./sotto.db",
     "Folder of the observer's database, for all commands"},
};

}  // namespace

std::span<const Setting> settings() noexcept {
  return table;
}

}  // namespace sotto::core
