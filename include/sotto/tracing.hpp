#pragma once

/// Layer 2, detailed observability: traces, spans, generations, tool calls.
///
/// A span is a RAII object. It starts when it is made, becomes the parent of the spans that the
/// same thread starts while it lives, and ends with its scope or with end(). Names and values are
/// copied at once: nothing that is passed in needs to live on.
///
/// Threads: one thread at a time per object; any thread may end it. Everything here is noexcept.
/// Cost:    no lock, no system call, no allocation for a small span (bench/). When tracing is off
///          a span is one relaxed load, and every call on it a branch.
/// Limits:  text longer than Config::max_field_bytes is cut on a UTF-8 boundary, marked and
///          counted; so are attributes, events and links beyond 128 of each.
/// Signals: a handler may record small spans on a thread that has recorded before; start_trace and
///          long texts need memory, which handlers must not ask for. Where the handler interrupts
///          a span call its spans are refused and counted.

#include <chrono>
#include <cstdint>
#include <exception>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sotto/attribute.hpp>
#include <sotto/context.hpp>
#include <sotto/detail/gate_word.hpp>
#include <sotto/detail/span_buffer.hpp>
#include <sotto/export.hpp>
#include <sotto/score.hpp>

namespace sotto {

/// What a span stands for. The words are those of Langfuse's observation types.
enum class ObservationType : std::uint8_t {
  span,
  generation,
  event,
  agent,
  tool,
  chain,
  retriever,
  embedding,
  evaluator,
  guardrail,
};

enum class Level : std::uint8_t { debug, normal, warning, error };

/// `cancelled` leaves OTLP's status unset and adds the attribute sotto.status = "cancelled".
enum class SpanStatus : std::uint8_t { unset, ok, error, cancelled };

/// Token counts of one generation, as the model's server reported or the caller counted them.
/// Absent means unknown. Input includes cached tokens, output includes reasoning tokens.
struct Usage {
  std::optional<std::int64_t> input_tokens = {};
  std::optional<std::int64_t> output_tokens = {};
  std::optional<std::int64_t> total_tokens = {};
  std::optional<std::int64_t> cache_read_tokens = {};
  std::optional<std::int64_t> cache_creation_tokens = {};
  std::optional<std::int64_t> reasoning_tokens = {};
  std::optional<std::int64_t> input_audio_tokens = {};
  std::optional<std::int64_t> output_audio_tokens = {};
};

/// Cost of one generation in US dollars. Absent means unknown; negative values are ignored.
struct Cost {
  std::optional<double> total = {};
  std::optional<double> input = {};
  std::optional<double> output = {};
};

struct TraceOptions {
  std::string_view name = "trace";
  std::string_view user_id = {};
  std::string_view session_id = {};
  std::vector<std::string> tags = {};
  std::vector<Attribute> metadata = {};
  std::string_view version = {};
  std::optional<Context> parent = {};  // continue a remote trace; absent: start a new one
};

struct GenerationOptions {
  std::string_view model = {};
  std::string_view provider = {};     // "openai", "anthropic": gen_ai.provider.name
  std::string_view prompt_name = {};  // with prompt_version, or neither
  std::int64_t prompt_version = 0;
};

using AttributeList = std::initializer_list<Attribute>;

class SOTTO_API Span {
 public:
  /// Records nothing; every call on it is a no-op.
  Span() noexcept = default;
  Span(Span&& other) noexcept { buffer_.take(other.buffer_); }
  Span& operator=(Span&& other) noexcept {
    if (this != &other) {
      end();
      buffer_.take(other.buffer_);
    }
    return *this;
  }
  ~Span() { end(); }

  /// False without a session, behind a closed gate, and after end().
  bool is_recording() const noexcept { return buffer_.is_open(); }

  /// The last value given for a key counts.
  void set_attribute(std::string_view key, AttributeValue value) noexcept {
    if (is_recording()) append(detail::Field::attribute, key, value);
  }
  void set_metadata(std::string_view key, AttributeValue value) noexcept {
    if (is_recording()) append(detail::Field::metadata, key, value);
  }
  void add_tag(std::string_view tag) noexcept {
    if (is_recording()) add_text(detail::Field::tag, tag);
  }
  /// Plain text, or JSON text for structured values.
  void set_input(std::string_view text) noexcept {
    if (is_recording()) add_text(detail::Field::input, text);
  }
  void set_output(std::string_view text) noexcept {
    if (is_recording()) add_text(detail::Field::output, text);
  }
  void add_event(std::string_view name, AttributeList attributes = {}) noexcept {
    if (is_recording()) append_event(name, attributes);
  }
  /// Says that this span has to do with another that is not its parent: the request that queued
  /// this work, the runs that a summary is made of. An invalid context adds nothing.
  void add_link(const Context& to, AttributeList attributes = {}) noexcept {
    if (is_recording()) append_link(to, attributes);
  }
  void set_level(Level level) noexcept {
    if (is_recording()) buffer_.header.level = static_cast<std::uint8_t>(level);
  }
  void set_status(SpanStatus status, std::string_view message = {}) noexcept {
    if (is_recording()) write_status(status, message);
  }
  /// Marks the span failed: the dynamic type's name, and what() under the content policy.
  void record_error(const std::exception& error) noexcept {
    if (is_recording()) write_exception(error);
  }
  /// Marks the span failed. `type` is a short name, e.g. "TimeoutError".
  void set_error(std::string_view type, std::string_view message = {}) noexcept {
    if (is_recording()) write_error(type, message);
  }

  /// Scores this span; see score.hpp. After its end: sotto::score() with its context() or ids.
  bool score(std::string_view name, AttributeValue value,
             const ScoreOptions& options = {}) const noexcept {
    return is_recording() && write_score(ScoreSubject::span, name, value, options);
  }

  /// Stops being the calling thread's current span, and stays open: before it is handed to another
  /// thread, so that this thread's next spans are not its children. On the thread that started it.
  void detach() noexcept {
    if (is_recording()) leave_thread();
  }

  /// Ends the span now; later calls are no-ops. Called by the destructor.
  void end() noexcept {
    if (is_recording()) finish();
  }

  /// To make other threads' spans its children (see attach), with the calling thread's baggage.
  /// Invalid when not recording.
  Context context() const noexcept;
  std::string trace_id() const;  // 32 lowercase hex digits, or empty when not recording
  std::string span_id() const;   // 16 lowercase hex digits, or empty when not recording

 protected:
  friend struct detail::SpanAccess;
  SOTTO_ALWAYS_INLINE void append(detail::Field field, std::string_view key,
                                  AttributeValue value) noexcept {
    if (!buffer_.append_known(field, key, value)) add_keyed(field, key, value);
  }
  void add_keyed(detail::Field field, std::string_view key, AttributeValue value) noexcept;
  void add_text(detail::Field field, std::string_view text) noexcept;
  void add_number(detail::Field field, AttributeValue value) noexcept;
  bool write_score(ScoreSubject subject, std::string_view name, AttributeValue value,
                   const ScoreOptions& options) const noexcept;

  detail::SpanBuffer buffer_;

 private:
  void append_event(std::string_view name, AttributeList attributes) noexcept;
  void append_link(const Context& to, AttributeList attributes) noexcept;
  void append_list(detail::Field field, AttributeList attributes) noexcept;
  void write_status(SpanStatus status, std::string_view message) noexcept;
  void write_exception(const std::exception& error) noexcept;
  void write_error(std::string_view type, std::string_view message) noexcept;
  void finish() noexcept;
  void leave_thread() noexcept;
};

/// One call of a language model.
class SOTTO_API Generation : public Span {
 public:
  Generation() noexcept = default;

  /// The model that answered, when it differs from or was not known at the start.
  void set_model(std::string_view model) noexcept {
    if (is_recording()) add_text(detail::Field::response_model, model);
  }
  /// e.g. set_model_parameter("temperature", 0.7)
  void set_model_parameter(std::string_view name, AttributeValue value) noexcept {
    if (is_recording()) append(detail::Field::model_parameter, name, value);
  }
  /// Negative counts are ignored. A later call overwrites what it names.
  void set_usage(const Usage& usage) noexcept {
    if (is_recording()) write_usage(usage);
  }
  void set_cost(const Cost& cost) noexcept {
    if (is_recording()) write_cost(cost);
  }
  void set_cost(double total_usd) noexcept {
    set_cost(Cost{.total = total_usd, .input = {}, .output = {}});
  }
  /// The first token arrived now: time to first token is taken from the span's start.
  void set_completion_start() noexcept {
    if (is_recording()) write_completion_start();
  }
  void set_prompt(std::string_view name, std::int64_t version) noexcept {
    if (is_recording()) write_prompt(name, version);
  }

 private:
  void write_usage(const Usage& usage) noexcept;
  void write_cost(const Cost& cost) noexcept;
  void write_completion_start() noexcept;
  void write_prompt(std::string_view name, std::int64_t version) noexcept;
};

/// The root span of a trace and the values that all its spans share. A value set here reaches
/// every span of the trace that ends afterwards.
class SOTTO_API Trace : public Span {
 public:
  Trace() noexcept = default;

  void set_user(std::string_view user_id) noexcept;
  void set_session(std::string_view session_id) noexcept;
  /// Metadata and tags of a Trace are the trace's own.
  void set_metadata(std::string_view key, AttributeValue value) noexcept;
  void add_tag(std::string_view tag) noexcept;
  /// Lets anyone with the link read the trace, on backends that know this. Never set by itself.
  void set_public(bool is_public = true) noexcept;
  /// Scores the trace as a whole.
  bool score(std::string_view name, AttributeValue value,
             const ScoreOptions& options = {}) const noexcept {
    return is_recording() && write_score(ScoreSubject::trace, name, value, options);
  }
};

namespace detail {
SOTTO_API void open_trace(Span& span, const TraceOptions& options) noexcept;
SOTTO_API void open_span(Span& span, std::string_view name, ObservationType type) noexcept;
SOTTO_API void open_generation(Span& span, std::string_view name,
                               const GenerationOptions& options) noexcept;
SOTTO_API void open_model_call(Span& span, const GenerationOptions& options) noexcept;
SOTTO_API void open_prompt(Span& span, std::string_view name, std::int64_t version) noexcept;
}  // namespace detail

/// Starts a new trace, whatever span is current, and makes its root the current span.
[[nodiscard]] inline Trace start_trace(const TraceOptions& options = {}) noexcept {
  Trace trace;
  if (detail::is_on(detail::tracing_bit)) detail::open_trace(trace, options);
  return trace;
}

/// Starts a span of the given type under the current one; without one, as a trace of its own.
[[nodiscard]] inline Span start_observation(ObservationType type, std::string_view name,
                                            AttributeList attributes = {}) noexcept {
  Span span;
  if (detail::is_on(detail::tracing_bit)) {
    detail::open_span(span, name, type);
    for (const Attribute& attribute : attributes)
      span.set_attribute(attribute.key, attribute.value);
  }
  return span;
}

[[nodiscard]] inline Span start_span(std::string_view name,
                                     AttributeList attributes = {}) noexcept {
  return start_observation(ObservationType::span, name, attributes);
}

/// auto generation = sotto::start_generation("llm-completion", {.model = "gpt-4o"});
[[nodiscard]] inline Generation start_generation(std::string_view name,
                                                 const GenerationOptions& options = {}) noexcept {
  Generation generation;
  if (detail::is_on(detail::tracing_bit)) detail::open_generation(generation, name, options);
  return generation;
}

/// A generation called after its model: start_model_call("gpt-4o") is "model:gpt-4o".
[[nodiscard]] inline Generation start_model_call(std::string_view model,
                                                 GenerationOptions options = {}) noexcept {
  Generation generation;
  options.model = model;
  if (detail::is_on(detail::tracing_bit)) detail::open_model_call(generation, options);
  return generation;
}

/// The run of a managed prompt, from filling it in to reading the answer: a span called
/// "prompt:<name>", whose model calls are its children.
[[nodiscard]] inline Span start_prompt(std::string_view name, std::int64_t version = 0) noexcept {
  Span span;
  if (detail::is_on(detail::tracing_bit)) detail::open_prompt(span, name, version);
  return span;
}

/// One node of an agent's graph, or the agent as a whole.
[[nodiscard]] inline Span start_agent(std::string_view name,
                                      AttributeList attributes = {}) noexcept {
  return start_observation(ObservationType::agent, name, attributes);
}

/// One call of a tool.
[[nodiscard]] inline Span start_tool(std::string_view name,
                                     AttributeList attributes = {}) noexcept {
  return start_observation(ObservationType::tool, name, attributes);
}

}  // namespace sotto
