#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sotto::observability {

/// How a backend likes its attributes. A bit each, so that a key can name the dialects it is in.
enum class Dialect : std::uint8_t {
  otlp = 1,       // OpenTelemetry's and OpenInference's conventions: any OTLP receiver
  langfuse = 2,   // Langfuse's own keys, and the standard ones that it reads as well
  langwatch = 4,  // LangWatch's own keys, and the standard ones that it reads as well
};

/// One of 64 bits for a key, to tell most keys apart without comparing them. `key` is not empty.
constexpr std::uint64_t bit_of(std::string_view key) noexcept {
  const std::size_t last = static_cast<unsigned char>(key.back());
  const std::size_t middle = static_cast<unsigned char>(key[key.size() / 2]);
  const std::size_t mix = key.size() + 7 * last + 11 * middle;
  return std::uint64_t{1} << (mix % 64);
}

/// One attribute that a span may carry.
struct Key {
  consteval Key(std::string_view key, std::uint8_t in) noexcept
      : text(key), dialects(in), bit(bit_of(key)) {}

  std::string_view text;
  std::uint8_t dialects;
  std::uint64_t bit;

  constexpr bool is_in(Dialect dialect) const noexcept {
    return (dialects & static_cast<std::uint8_t>(dialect)) != 0;
  }
};

/// The superset: every key that we write, and who gets it. A new dialect is a new bit in these
/// rows and rows for what only it reads; the code that fills them stays as it is.
///
/// A meaning that has no standard key goes under Langfuse's in every dialect. Content is the bulk
/// of what is sent, so no dialect gets it twice. Langfuse counts every number under gen_ai.usage as
/// tokens, so only names that the common backends know stand there.
namespace key {

inline constexpr std::uint8_t otlp = 1;
inline constexpr std::uint8_t langfuse = 2;
inline constexpr std::uint8_t langwatch = 4;
inline constexpr std::uint8_t all = otlp | langfuse | langwatch;

// Kind. Langfuse drops model, usage and cost of a span whose operation is invoke_agent; it has
// the kind from its own key anyway.
inline constexpr Key observation_type{"langfuse.observation.type", langfuse};
inline constexpr Key span_type{"langwatch.span.type", langwatch};
inline constexpr Key openinference_kind{"openinference.span.kind", otlp};
inline constexpr Key operation{"gen_ai.operation.name", all};
inline constexpr Key agent_operation{"gen_ai.operation.name", otlp | langwatch};
inline constexpr Key agent_name{"gen_ai.agent.name", otlp | langwatch};
inline constexpr Key tool_name{"gen_ai.tool.name", all};

// Trace
inline constexpr Key trace_name{"langfuse.trace.name", all};
inline constexpr Key trace_public{"langfuse.trace.public", langfuse};
inline constexpr Key user_id{"user.id", all};
inline constexpr Key session_id{"session.id", all};
inline constexpr Key conversation_id{"gen_ai.conversation.id", all};
inline constexpr Key version{"langfuse.version", all};
inline constexpr Key release{"langfuse.release", all};
inline constexpr Key environment{"langfuse.environment", langfuse};
inline constexpr Key is_app_root{"langfuse.internal.is_app_root", langfuse};
inline constexpr Key trace_tags{"langfuse.trace.tags", langfuse};
inline constexpr Key tags{"tag.tags", otlp | langwatch};

// Metadata: one JSON object, or one attribute per entry under a prefix
inline constexpr Key metadata{"metadata", otlp | langwatch};
inline constexpr Key trace_metadata_prefix{"langfuse.trace.metadata.", langfuse};
inline constexpr Key metadata_prefix{"langfuse.observation.metadata.", langfuse};

// Content
inline constexpr Key observation_input{"langfuse.observation.input", langfuse};
inline constexpr Key observation_output{"langfuse.observation.output", langfuse};
inline constexpr Key input_messages{"gen_ai.input.messages", otlp | langwatch};
inline constexpr Key output_messages{"gen_ai.output.messages", otlp | langwatch};
inline constexpr Key input_value{"input.value", otlp | langwatch};
inline constexpr Key output_value{"output.value", otlp | langwatch};
inline constexpr Key input_mime_type{"input.mime_type", otlp};
inline constexpr Key output_mime_type{"output.mime_type", otlp};

// Model
inline constexpr Key observation_model{"langfuse.observation.model.name", langfuse};
inline constexpr Key request_model{"gen_ai.request.model", all};
inline constexpr Key response_model{"gen_ai.response.model", all};
inline constexpr Key provider_name{"gen_ai.provider.name", all};
inline constexpr Key parameters{"langfuse.observation.model.parameters", langfuse};
inline constexpr Key parameter_prefix{"gen_ai.request.", otlp | langwatch};
inline constexpr Key prompt_name{"langfuse.observation.prompt.name", otlp | langfuse};
inline constexpr Key prompt_version{"langfuse.observation.prompt.version", otlp | langfuse};
inline constexpr Key prompt_handle{"langwatch.prompt.handle", langwatch};
inline constexpr Key prompt_version_number{"langwatch.prompt.version.number", langwatch};

// Tokens, cost, latency. LangWatch adds cached and audio tokens to the input tokens.
inline constexpr Key usage_details{"langfuse.observation.usage_details", langfuse};
inline constexpr Key input_tokens{"gen_ai.usage.input_tokens", otlp | langfuse};
inline constexpr Key fresh_input_tokens{"gen_ai.usage.input_tokens", langwatch};
inline constexpr Key output_tokens{"gen_ai.usage.output_tokens", all};
inline constexpr Key total_tokens{"gen_ai.usage.total_tokens", otlp | langfuse};
inline constexpr Key cache_read_tokens{"gen_ai.usage.cache_read.input_tokens", all};
inline constexpr Key cache_creation_tokens{"gen_ai.usage.cache_creation.input_tokens", all};
inline constexpr Key reasoning_tokens{"gen_ai.usage.reasoning.output_tokens", all};
inline constexpr Key input_audio_tokens{"gen_ai.usage.input_audio_tokens", all};
inline constexpr Key output_audio_tokens{"gen_ai.usage.output_audio_tokens", all};
inline constexpr Key cost_details{"langfuse.observation.cost_details", otlp | langfuse};
inline constexpr Key cost{"gen_ai.usage.cost", otlp | langfuse};
inline constexpr Key span_cost{"langwatch.span.cost", langwatch};
inline constexpr Key completion_start{"langfuse.observation.completion_start_time", langfuse};
inline constexpr Key time_to_first_chunk{"gen_ai.response.time_to_first_chunk", otlp | langwatch};

// Outcome. Langfuse ignores exception events, and shows our own marks only as metadata.
inline constexpr Key level{"langfuse.observation.level", all};
inline constexpr Key status_message{"langfuse.observation.status_message", langfuse};
inline constexpr Key error_type{"error.type", all};
inline constexpr Key exception_event{"exception", otlp | langwatch};
inline constexpr Key status{"sotto.status", all};
inline constexpr Key shown_status{"langfuse.observation.metadata.sotto.status", langfuse};
inline constexpr Key truncated_fields{"sotto.truncated_fields", all};
inline constexpr Key shown_truncated_fields{"langfuse.observation.metadata.sotto.truncated_fields",
                                            langfuse};
inline constexpr Key trace_left_out{"sotto.trace_left_out", all};
inline constexpr Key shown_trace_left_out{"langfuse.observation.metadata.sotto.trace_left_out",
                                          langfuse};

}  // namespace key
}  // namespace sotto::observability
