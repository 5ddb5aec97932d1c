#include "observability/attribute_map.hpp"

#include <algorithm>
#include <type_traits>

#include "core/json_writer.hpp"
#include "core/short_text.hpp"
#include "observability/attribute_map_values.hpp"

namespace sotto::observability {
namespace {

constexpr std::uint8_t w3c_sampled = 0x01;

std::uint64_t unsigned_ns(std::int64_t unix_ns) noexcept {
  return unix_ns < 0 ? 0 : static_cast<std::uint64_t>(unix_ns);
}

WireSpan::Status status_of(SpanStatus status) noexcept {
  switch (status) {
    case SpanStatus::ok: return WireSpan::Status::ok;
    case SpanStatus::error: return WireSpan::Status::error;
    case SpanStatus::unset:
    case SpanStatus::cancelled: break;
  }
  return WireSpan::Status::unset;
}

Level level_of(const SpanRecord& span) noexcept {
  const bool is_failed = span.status == SpanStatus::error && span.level == Level::normal;
  return is_failed ? Level::error : span.level;
}

// Keys that Langfuse looks for by itself; it stores no other.
bool is_known_to_langfuse(std::string_view key) noexcept {
  return key.starts_with("gen_ai.") || key.starts_with("langfuse.") ||
         key.starts_with("openinference.") || key.starts_with("llm.") ||
         key.starts_with("input.") || key.starts_with("output.") || key == "user.id" ||
         key == "session.id" || key == "tag.tags";
}

bool has_key(std::span<const Attribute> attributes, std::string_view key) noexcept {
  return std::ranges::any_of(attributes, [&](const Attribute& a) { return a.key == key; });
}

}  // namespace

AttributeMap::AttributeMap(Dialect dialect, const Config& config)
    : dialect_(dialect),
      environment_(langfuse_environment(config.environment)),
      release_(config.release) {}

std::span<const WireSpan> AttributeMap::map(std::span<const SpanRecord> batch) {
  arena_.clear();
  attributes_.clear();
  ends_.clear();
  trace_ = nullptr;
  if (spans_.size() < batch.size()) spans_.resize(batch.size());
  const auto spans = std::span(spans_).first(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    map_span(batch[i], spans[i]);
    ends_.push_back(attributes_.size());
  }
  // Only now do the attributes stay where they are.
  std::size_t begin = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    spans[i].attributes = std::span(attributes_).subspan(begin, ends_[i] - begin);
    begin = ends_[i];
  }
  return spans;
}

/// Writes every member of `wire` but for its attributes.
void AttributeMap::map_span(const SpanRecord& span, WireSpan& wire) {
  map_own(span);
  map_kind(span);
  map_trace(span);
  map_tags(span);
  map_metadata(span);
  map_content(span);
  map_model(span);
  map_usage(span);
  map_outcome(span);

  wire.trace_id = span.trace_id;
  wire.span_id = span.span_id;
  wire.parent_span_id = span.parent_span_id;
  wire.flags = wire_flags(span.flags | w3c_sampled, span.parent_is_remote);
  const bool calls_a_model =
      span.type == ObservationType::generation || span.type == ObservationType::embedding;
  wire.kind = calls_a_model ? WireSpan::Kind::client : WireSpan::Kind::internal;
  wire.trace_state = span.trace_state;
  if (span.trace_state.empty() && span.trace != nullptr) {
    wire.trace_state = span.trace->trace_state;
  }
  wire.status = status_of(span.status);
  wire.status_message = span.status_message;
  wire.name = span.name;
  wire.start_unix_ns = unsigned_ns(span.start_unix_ns);
  wire.end_unix_ns = std::max(wire.start_unix_ns, unsigned_ns(span.end_unix_ns));
  wire.events = map_events(span);
  wire.dropped_attributes = span.dropped_attributes + refused_;
  wire.dropped_events = span.dropped_events;
  wire.links = map_links(span);
  wire.dropped_links = span.dropped_links;
}

void AttributeMap::map_own(const SpanRecord& span) {
  begin_ = own_end_ = attributes_.size();
  own_bits_ = 0;
  refused_ = 0;
  for (const auto& [key, value] : span.attributes) {
    const bool is_metadata =
        is_in(key::metadata_prefix) && !key.empty() && !is_known_to_langfuse(key);
    add_own(is_metadata ? joined(key::metadata_prefix, key) : key, value);
  }
  if (is_in(key::trace_metadata_prefix) && span.trace != nullptr) add_trace_metadata(span);
  if (is_in(key::metadata_prefix)) {
    for (const auto& [key, value] : span.metadata) {
      add_own(joined(key::metadata_prefix, key), value);
    }
  }
  if (is_in(key::parameter_prefix)) {
    for (const auto& [name, value] : span.model_parameters) {
      add_own(joined(key::parameter_prefix, name), value);
    }
  }
}

void AttributeMap::add_trace_metadata(const SpanRecord& span) {
  const auto metadata = span.trace->metadata;
  if (span.trace != trace_) {
    trace_ = span.trace;
    trace_metadata_.clear();
    for (const Attribute& attribute : metadata) {
      // Text, as Langfuse's own clients send it: numbers are only known to work on observations.
      const auto text = made([&](std::string& out) { append_text(out, attribute.value); });
      trace_metadata_.push_back({joined(key::trace_metadata_prefix, attribute.key), text});
    }
  }
  for (std::size_t i = 0; i < metadata.size(); ++i) {
    if (has_key(span.metadata, metadata[i].key)) continue;
    if (!is_shareable(trace_metadata_[i].value.text())) continue;
    add_own(trace_metadata_[i].key, trace_metadata_[i].value);
  }
}

void AttributeMap::map_kind(const SpanRecord& span) {
  const TypeWords& words = words_of(span.type);
  put(key::observation_type, words.langfuse);
  put(key::span_type, words.langwatch);
  put_text(key::openinference_kind, words.openinference);
  switch (span.type) {
    case ObservationType::agent:
      put(key::agent_operation, words.operation);
      put_text(key::agent_name, span.name);
      break;
    case ObservationType::tool:
      put(key::operation, words.operation);
      put_text(key::tool_name, span.name);
      break;
    default: put_text(key::operation, words.operation); break;
  }
  if (span.is_local_root) put(key::is_app_root, true);
}

void AttributeMap::map_trace(const SpanRecord& span) {
  put_text(key::environment, environment_);
  put_text(key::release, release_);
  if (span.trace == nullptr) return;
  put_shared(key::trace_name, span.trace->name);
  put_shared(key::user_id, span.trace->user_id);
  if (put_shared(key::session_id, span.trace->session_id)) {
    put_text(key::conversation_id, span.trace->session_id);
  }
  put_shared(key::version, span.trace->version);
  if (span.trace->is_public) put(key::trace_public, true);
}

void AttributeMap::map_tags(const SpanRecord& span) {
  std::span<const std::string_view> tags = span.tags;
  if (span.trace != nullptr && !span.trace->tags.empty()) {
    tags = span.trace->tags;
    if (!span.tags.empty()) {
      const auto both = arena_.make_array<std::string_view>(tags.size() + span.tags.size());
      const auto own = std::ranges::copy(tags, both.begin()).out;
      const auto end = std::ranges::copy_if(span.tags, own, [&](std::string_view tag) {
                         return std::ranges::find(tags, tag) == tags.end();
                       }).out;
      tags = {both.begin(), end};
    }
  }
  if (limits_shared_values()) tags = shareable(tags);
  if (tags.empty()) return;
  for (const Key& key : {key::trace_tags, key::tags}) {
    if (is_free(key)) push(key.text, tags);
  }
}

void AttributeMap::map_metadata(const SpanRecord& span) {
  const auto of_trace = span.trace == nullptr ? std::span<const Attribute>() : span.trace->metadata;
  if (!is_in(key::metadata) || (of_trace.empty() && span.metadata.empty())) return;
  put(key::metadata, made([&](std::string& out) {
        core::JsonWriter json(out);
        json.begin_object();
        for (const Attribute& attribute : of_trace) {
          if (!has_key(span.metadata, attribute.key)) write_fields(json, {&attribute, 1});
        }
        write_fields(json, span.metadata);
        json.end();
      }));
}

void AttributeMap::map_content(const SpanRecord& span) {
  const auto put_content = [&](std::string_view text, const Key& observation, const Key& messages,
                               const Key& value, const Key& mime_type) {
    put(observation, text);
    if (is_in(messages) && span.type == ObservationType::generation && is_messages_json(text)) {
      put(messages, text);
    } else if (is_in(value)) {
      put(value, text);
      put(mime_type, mime_type_of(text));
    }
  };
  if (span.input) {
    put_content(*span.input, key::observation_input, key::input_messages, key::input_value,
                key::input_mime_type);
  }
  if (span.output) {
    put_content(*span.output, key::observation_output, key::output_messages, key::output_value,
                key::output_mime_type);
  }
}

void AttributeMap::map_model(const SpanRecord& span) {
  put_text(key::observation_model, span.response_model.empty() ? span.model : span.response_model);
  put_text(key::request_model, span.model);
  put_text(key::response_model, span.response_model);
  put_text(key::provider_name, span.model_provider);
  if (is_in(key::parameters) && !span.model_parameters.empty()) {
    put(key::parameters, made([&](std::string& out) {
          core::JsonWriter json(out);
          json.begin_object();
          write_fields(json, span.model_parameters);
          json.end();
        }));
  }
  // Langfuse and LangWatch link a prompt by name and version; Langfuse to generations only.
  const bool links_prompts =
      span.type == ObservationType::generation || dialect_ != Dialect::langfuse;
  if (links_prompts && !span.prompt_name.empty() && span.prompt_version > 0) {
    put(key::prompt_name, span.prompt_name);
    put(key::prompt_version, span.prompt_version);
    put(key::prompt_handle, span.prompt_name);
    put(key::prompt_version_number, span.prompt_version);
  }
}

void AttributeMap::map_usage(const SpanRecord& span) {
  const Usage& usage = span.usage;
  put_count(key::input_tokens, usage.input_tokens);
  if (is_in(key::fresh_input_tokens)) {
    put_count(key::fresh_input_tokens, fresh_input_tokens(usage));
  }
  put_count(key::output_tokens, usage.output_tokens);
  put_count(key::total_tokens, usage.total_tokens);
  put_count(key::cache_read_tokens, usage.cache_read_tokens);
  put_count(key::cache_creation_tokens, usage.cache_creation_tokens);
  put_count(key::reasoning_tokens, usage.reasoning_tokens);
  put_count(key::input_audio_tokens, usage.input_audio_tokens);
  put_count(key::output_audio_tokens, usage.output_audio_tokens);
  if (is_in(key::usage_details)) {
    put_text(key::usage_details, made([&](std::string& out) { append_usage_details(out, usage); }));
  }
  if (span.cost.total || span.cost.input || span.cost.output) map_cost(span.cost);

  const std::int64_t started = std::max<std::int64_t>(0, span.start_unix_ns);
  const std::int64_t answered = span.completion_start_unix_ns;
  if (answered <= 0 || answered < started) return;
  put(key::completion_start, made([&](std::string& out) { append_iso8601(out, answered); }));
  put(key::time_to_first_chunk, static_cast<double>(answered - started) / 1e9);
}

void AttributeMap::map_cost(const Cost& cost) {
  if (const auto total = total_cost(cost)) {
    put(key::cost, *total);
    put(key::span_cost, *total);
  }
  put_text(key::cost_details, made([&](std::string& out) { append_cost_details(out, cost); }));
}

void AttributeMap::map_outcome(const SpanRecord& span) {
  // Langfuse would guess the level from the status; elsewhere only what is unusual is worth a key.
  if (dialect_ == Dialect::langfuse || span.level != Level::normal) {
    put(key::level, word_of(level_of(span)));
  }
  put_text(key::status_message,
           span.status_message.empty() ? span.error_type : span.status_message);
  put_text(key::error_type, span.error_type);
  if (span.status == SpanStatus::cancelled) {
    put(key::status, "cancelled");
    put(key::shown_status, "cancelled");
  }
  if (span.cut_fields != 0) {
    put(key::truncated_fields, span.cut_fields);
    put(key::shown_truncated_fields, span.cut_fields);
  }
  if (span.is_trace_left_out) {
    put(key::trace_left_out, true);
    put(key::shown_trace_left_out, true);
  }
}

bool AttributeMap::is_set_by_program(std::string_view key, std::uint64_t bit) const noexcept {
  if ((own_bits_ & bit) == 0) return false;
  const auto own = std::span(attributes_).subspan(begin_, own_end_ - begin_);
  return std::ranges::any_of(
      own, [&](const WireAttribute& a) { return core::equals_short(a.key, key); });
}

void AttributeMap::add_own(std::string_view key, const AttributeValue& value) {
  const std::uint64_t bit = key.empty() ? 0 : bit_of(key);
  if (key.empty() || is_set_by_program(key, bit)) {
    ++refused_;
    return;
  }
  push(key, value);
  own_end_ = attributes_.size();
  own_bits_ |= bit;
}

void AttributeMap::put(const Key& key, const AttributeValue& value) {
  if (is_free(key)) push(key.text, value);
}

// In place: a temporary of this size would be written and read again at once.
template <typename Value>
void AttributeMap::push(std::string_view key, const Value& value) {
  WireAttribute& attribute = attributes_.emplace_back();
  attribute.key = key;
  attribute.value = value;
  if constexpr (std::is_same_v<Value, AttributeValue>) {
    if (loses_zeros() && is_zero_real(value)) attribute.value = AttributeValue(0);
  }
}

void AttributeMap::put_text(const Key& key, std::string_view text) {
  if (!text.empty()) put(key, text);
}

bool AttributeMap::is_shareable(std::string_view text) {
  if (!limits_shared_values() || !is_longer_than(text, max_shared_characters)) return true;
  ++refused_;
  ++left_out_;
  return false;
}

bool AttributeMap::put_shared(const Key& key, std::string_view text) {
  if (!is_shareable(text)) return false;
  put_text(key, text);
  return true;
}

std::span<const std::string_view> AttributeMap::shareable(std::span<const std::string_view> tags) {
  const auto kept = arena_.make_array<std::string_view>(tags.size());
  const auto end = std::ranges::copy_if(tags, kept.begin(), [this](std::string_view tag) {
                     return is_shareable(tag);
                   }).out;
  return {kept.begin(), end};
}

void AttributeMap::put_count(const Key& key, const std::optional<std::int64_t>& count) {
  if (count && *count >= 0) put(key, *count);
}

std::string_view AttributeMap::joined(const Key& prefix, std::string_view name) {
  const auto text = arena_.make_array<char>(prefix.text.size() + name.size());
  std::ranges::copy(name, std::ranges::copy(prefix.text, text.begin()).out);
  return {text.data(), text.size()};
}

template <typename Append>
std::string_view AttributeMap::made(const Append& append) {
  text_.clear();
  append(text_);
  return arena_.copy(text_);
}

}  // namespace sotto::observability
