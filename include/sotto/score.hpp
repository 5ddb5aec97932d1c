#pragma once

/// Scores: what a person, a test or a model thought of a span, a trace or a session.
///
///   generation.score("helpful", true);
///   trace.score("quality", 0.92, {.comment = "cites two sources"});
///   sotto::score({.trace_id = kept_id}, "feedback", "thumbs-up");  // next week, elsewhere
///
/// A value is a number, true or false, or a category. Scores are scrubbed, batched, retried and
/// counted as spans are, and are not sampled: a score whose trace was sampled out is sent.
///
/// Threads: any.  Cost: that of a small span.

#include <cstdint>
#include <string_view>

#include <sotto/attribute.hpp>
#include <sotto/context.hpp>
#include <sotto/detail/gate_word.hpp>
#include <sotto/export.hpp>

namespace sotto {

enum class ScoreSubject : std::uint8_t { span, trace, session };

/// What is scored, by ids that were kept from Span::trace_id() and Span::span_id().
struct ScoreTarget {
  std::string_view trace_id = {};    // 32 lowercase hex digits
  std::string_view span_id = {};     // 16 lowercase hex digits; empty: the trace as a whole
  std::string_view session_id = {};  // instead of both: a session, for backends that know them
};

struct ScoreOptions {
  std::string_view comment = {};  // why; content, as inputs and outputs are
  /// A score that is sent again under its id replaces the first, where the backend can do that.
  /// Empty: one is made up.
  std::string_view id = {};
};

namespace detail {
SOTTO_API bool submit_score(const ScoreTarget& target, std::string_view name, AttributeValue value,
                            const ScoreOptions& options) noexcept;
SOTTO_API bool submit_score(const Context& subject, ScoreSubject kind, std::string_view name,
                            AttributeValue value, const ScoreOptions& options) noexcept;
}  // namespace detail

/// True when the score was submitted: get_metrics() then says what became of it. False when tracing
/// is off, an id is not well formed, the target names both a session and a trace or neither, the
/// name is empty, or the number is not finite.
inline bool score(const ScoreTarget& target, std::string_view name, AttributeValue value,
                  const ScoreOptions& options = {}) noexcept {
  return detail::is_on(detail::tracing_bit) && detail::submit_score(target, name, value, options);
}

/// Scores the span that `span` names: one that has ended, or that another thread or process has.
inline bool score(const Context& span, std::string_view name, AttributeValue value,
                  const ScoreOptions& options = {}) noexcept {
  return detail::is_on(detail::tracing_bit) &&
         detail::submit_score(span, ScoreSubject::span, name, value, options);
}

}  // namespace sotto
