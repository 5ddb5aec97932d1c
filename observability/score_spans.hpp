#pragma once

#include <span>
#include <string>
#include <vector>

#include <sotto/provider.hpp>

#include "core/arena.hpp"
#include "observability/attribute_map_keys.hpp"

namespace sotto::observability {

/// Scores as OTLP can carry them: a span of type evaluator that starts and ends with the score,
/// under the span that is scored, with the event gen_ai.evaluation.result of OpenTelemetry's
/// conventions. LangWatch reads the same from an event of its own, which it gets beside it.
///
/// Threads: one at a time.
class ScoreSpans {
 public:
  explicit ScoreSpans(Dialect dialect) noexcept : dialect_(dialect) {}

  /// One span for each score, in order. The result lives until the next call, and only as long as
  /// what the scores point to.
  std::span<const SpanRecord> make(std::span<const ScoreRecord> scores);

 private:
  std::span<const EventRecord> events_of(const ScoreRecord& score);

  const Dialect dialect_;
  core::Arena arena_;
  std::string text_;
  std::vector<SpanRecord> spans_;
};

}  // namespace sotto::observability
