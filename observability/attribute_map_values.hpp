#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <sotto/provider.hpp>

#include "core/json_writer.hpp"

namespace sotto::observability {

/// The words for a kind of span; empty where a vocabulary has none.
struct TypeWords {
  std::string_view langfuse;       // "generation"
  std::string_view langwatch;      // "llm"
  std::string_view openinference;  // "LLM"
  std::string_view operation;      // gen_ai.operation.name: "chat"
};
const TypeWords& words_of(ObservationType type) noexcept;

/// "DEBUG", "DEFAULT", "WARNING", "ERROR"
std::string_view word_of(Level level) noexcept;

/// Appends "2026-11-16T08:30:00.125Z": UTC, milliseconds. `unix_ns` is not negative.
void append_iso8601(std::string& out, std::int64_t unix_ns);

/// Numbers and truth values as text, as JSON writes them; NaN and infinities are "null".
void append_text(std::string& out, const AttributeValue& value);

/// Adds `"key": value` for each attribute to the object that `json` has open.
void write_fields(core::JsonWriter& json, std::span<const Attribute> attributes);

/// Whether `text` is an array of messages as OpenTelemetry's conventions for generative AI define
/// them: its first element is an object with "role" and "parts". The rest is not looked at.
bool is_messages_json(std::string_view text) noexcept;

/// Whether `text`, which is UTF-8, has more characters (code points) than that.
bool is_longer_than(std::string_view text, std::size_t characters) noexcept;

/// Whether it is the real number 0, of either sign.
bool is_zero_real(const AttributeValue& value) noexcept;

/// "application/json" for what stands in braces or brackets, else "text/plain".
std::string_view mime_type_of(std::string_view text) noexcept;

/// Input tokens without the cached and the audio ones. If those are more than the whole, the whole
/// did not include them and stays.
std::optional<std::int64_t> fresh_input_tokens(const Usage& usage);

/// Appends Langfuse's usage_details: JSON with buckets that do not overlap, so that their sum is
/// the total. Input loses its cached and audio tokens, output its reasoning and audio tokens; if
/// those are more than the whole, the whole did not include them and stays. A total is only
/// written when it is all that is known. Nothing is appended when nothing is known.
void append_usage_details(std::string& out, const Usage& usage);

/// Appends Langfuse's cost_details as JSON, in US dollars. Nothing when no cost is known.
void append_cost_details(std::string& out, const Cost& cost);

/// The total, or the sum of input and output when both are known.
std::optional<double> total_cost(const Cost& cost) noexcept;

/// `environment` by Langfuse's rule: lower case, no leading "langfuse-" or "langfuse_", at most
/// 40 bytes of [a-z0-9_-]. Empty when it cannot be one.
std::string langfuse_environment(std::string_view environment);

}  // namespace sotto::observability
