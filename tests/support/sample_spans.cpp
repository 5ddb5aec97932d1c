#include "tests/support/sample_spans.hpp"

#include <array>

namespace sotto::test {
namespace {

constexpr std::int64_t start_ns = 1'794'816'000'000'000'000;  // 2026-11-16T08:00:00Z
constexpr std::int64_t ms = 1'000'000;

constexpr TraceId trace_id{{0x0a, 0xf7, 0x65, 0x19, 0x16, 0xcd, 0x43, 0xdd, 0x84, 0x48, 0xeb, 0x21,
                            0x1c, 0x80, 0x31, 0x9c}};
constexpr TraceId other_trace_id{{0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92,
                                  0x9d, 0x0e, 0x0e, 0x47, 0x36}};

constexpr SpanId span_id(std::uint8_t last) {
  return SpanId{{0xb7, 0xad, 0x6b, 0x71, 0x69, 0x20, 0x33, last}};
}

constexpr std::array<std::string_view, 2> trace_tags{"production", "weather"};
constexpr std::array<Attribute, 3> trace_metadata{{
    {"tenant", "acme"},
    {"beta", true},
    {"shard", 7},
}};

const TraceRecord& trace() {
  static constexpr TraceRecord record{.name = "api-request",
                                      .user_id = "user123",
                                      .session_id = "session456",
                                      .version = "v7",
                                      .tags = trace_tags,
                                      .metadata = trace_metadata,
                                      .is_public = true};
  return record;
}

SpanRecord span_of_trace(std::uint8_t id, std::uint8_t parent, ObservationType type,
                         std::string_view name, std::int64_t from_ms, std::int64_t to_ms) {
  SpanRecord span;
  span.trace_id = trace_id;
  span.span_id = span_id(id);
  if (parent != 0) span.parent_span_id = span_id(parent);
  span.flags = 3;
  span.type = type;
  span.name = name;
  span.start_unix_ns = start_ns + from_ms * ms;
  span.end_unix_ns = start_ns + to_ms * ms;
  span.trace = &trace();
  return span;
}

SpanRecord full_generation() {
  static constexpr std::array<Attribute, 4> parameters{
      {{"temperature", 0.7}, {"max_tokens", 128}, {"stream", true}, {"stop", "END"}}};
  SpanRecord span = span_of_trace(2, 1, ObservationType::generation, "llm-completion", 10, 900);
  span.status = SpanStatus::ok;
  span.input = R"([{"role":"user","parts":[{"type":"text","content":"Rain in Oslo?"}]}])";
  span.output = "Bring an umbrella.";
  span.model = "gpt-4o";
  span.response_model = "gpt-4o-2024-08-06";
  span.model_provider = "openai";
  span.model_parameters = parameters;
  span.usage = {.input_tokens = 120,
                .output_tokens = 50,
                .total_tokens = 170,
                .cache_read_tokens = 64,
                .cache_creation_tokens = 8,
                .reasoning_tokens = 20,
                .input_audio_tokens = 4,
                .output_audio_tokens = 2};
  span.cost = {.total = {}, .input = 0.25, .output = 0.5};
  span.completion_start_unix_ns = span.start_unix_ns + 125 * ms;
  span.prompt_name = "weather-answer";
  span.prompt_version = 3;
  return span;
}

SpanRecord failed_tool() {
  static constexpr std::array<Attribute, 5> attributes{{
      {"gen_ai.tool.call.id", "call_1"},
      {"retries", 2},
      {"cached", false},
      {"score", 0.5},
      {"", "a key without a name"},
  }};
  static constexpr std::array<Attribute, 2> metadata{{{"tenant", "acme-eu"}, {"attempt", 3}}};
  static constexpr std::array<std::string_view, 2> tags{"slow", "weather"};
  static constexpr std::array<Attribute, 1> event_attributes{{{"delay_ms", 250}}};
  static const std::array<EventRecord, 1> events{
      {{"retry", start_ns + 930 * ms, event_attributes}}};
  static constexpr std::array<Attribute, 2> link_attributes{{{"reason", "retry"}, {"delay", 0.0}}};
  static const std::array<LinkRecord, 2> links{{
      {other_trace_id, span_id(0x41), 1, true, "vendor=x", link_attributes},
      {trace_id, span_id(2), 3, false, {}, {}},
  }};
  SpanRecord span = span_of_trace(3, 1, ObservationType::tool, "get_forecast", 910, 1200);
  span.status = SpanStatus::error;
  span.status_message = "no answer within 250 ms";
  span.error_type = "TimeoutError";
  span.input = R"({"city":"Oslo"})";
  span.attributes = attributes;
  span.metadata = metadata;
  span.tags = tags;
  span.events = events;
  span.dropped_attributes = 4;
  span.dropped_events = 1;
  span.links = links;
  span.dropped_links = 3;
  span.cut_fields = 2;
  return span;
}

}  // namespace

SpanRecord a_span() {
  SpanRecord span;
  span.trace_id = other_trace_id;
  span.span_id = span_id(0x31);
  span.is_local_root = true;
  span.name = "work";
  span.start_unix_ns = start_ns;
  span.end_unix_ns = start_ns + ms;
  return span;
}

std::vector<SpanRecord> sample_spans() {
  SpanRecord step = span_of_trace(4, 1, ObservationType::chain, "rank", 1200, 1250);
  step.status = SpanStatus::cancelled;
  step.level = Level::warning;
  SpanRecord embedding = span_of_trace(5, 4, ObservationType::embedding, "embed", 1210, 1220);
  embedding.model = "text-embedding-3-small";
  embedding.usage.input_tokens = 9;
  SpanRecord note = span_of_trace(6, 1, ObservationType::event, "cache-miss", 1, 1);
  note.level = Level::debug;

  SpanRecord root = span_of_trace(1, 0, ObservationType::agent, "api-request", 0, 1300);
  root.is_local_root = true;
  root.input = "Rain in Oslo?";
  root.output = R"({"answer":"Bring an umbrella."})";

  SpanRecord remote = a_span();
  remote.parent_span_id = span_id(0x77);
  remote.parent_is_remote = true;
  return {full_generation(), failed_tool(), embedding, step, note, root, remote};
}

std::vector<ScoreRecord> sample_scores() {
  ScoreRecord helpful;
  helpful.subject = ScoreSubject::span;
  helpful.trace_id = trace_id;
  helpful.span_id = span_id(0x51);
  helpful.parent_span_id = span_id(2);
  helpful.id = "score-1";
  helpful.name = "helpful";
  helpful.value = true;
  helpful.unix_ns = start_ns + 2000 * ms;
  helpful.trace = &trace();

  ScoreRecord quality = helpful;
  quality.subject = ScoreSubject::trace;
  quality.span_id = span_id(0x52);
  quality.parent_span_id = span_id(1);
  quality.id = "score-2";
  quality.name = "quality";
  quality.value = 0.0;
  quality.comment = "names no source";

  ScoreRecord resolved;
  resolved.subject = ScoreSubject::session;
  resolved.trace_id = other_trace_id;
  resolved.span_id = span_id(0x53);
  resolved.session_id = "session456";
  resolved.id = "score-3";
  resolved.name = "outcome";
  resolved.value = "resolved";
  resolved.unix_ns = start_ns + 3000 * ms;
  return {helpful, quality, resolved};
}

Config sample_config() {
  Config config;
  config.app_name = "weather-agent";
  config.app_version = "1.4.0";
  config.environment = "Staging";
  config.release = "9f2c1d";
  config.langfuse_public_key = "pk-lf-1";
  config.langfuse_secret_key = "sk-lf-2";
  config.langwatch_api_key = "sk-lw-3";
  config.file_path = "traces.jsonl";
  config.otlp_endpoint = "http://127.0.0.1:4318";
  return config;
}

}  // namespace sotto::test
