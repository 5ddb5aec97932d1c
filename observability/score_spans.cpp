#include "observability/score_spans.hpp"

#include <algorithm>
#include <new>

#include "core/json_writer.hpp"

namespace sotto::observability {
namespace {

using Type = AttributeValue::Type;

/// LangWatch's evaluation, the JSON text of its event's one attribute.
void append_langwatch_evaluation(std::string& out, const ScoreRecord& score) {
  const std::int64_t ms = std::max<std::int64_t>(0, score.unix_ns) / 1'000'000;
  core::JsonWriter json(out);
  json.begin_object();
  json.field("evaluation_id", score.id);
  if (score.subject == ScoreSubject::span) json.field("span_id", score.parent_span_id.to_hex());
  json.field("name", score.name).field("status", "processed");
  switch (score.value.type()) {
    case Type::text: json.field("label", score.value.text()); break;
    case Type::boolean: json.field("passed", score.value.boolean()); break;
    case Type::integer: json.field("score", score.value.integer()); break;
    case Type::real: json.field("score", score.value.real()); break;
  }
  if (!score.comment.empty()) json.field("details", score.comment);
  json.key("timestamps").begin_object().field("started_at", ms).field("finished_at", ms).end();
  json.end();
}

/// The attributes of gen_ai.evaluation.result. A category is a label; a truth value is both.
class ResultAttributes {
 public:
  explicit ResultAttributes(core::Arena& arena) : items_(arena.make_array<Attribute>(5)) {}

  void add(std::string_view key, AttributeValue value) noexcept { items_[count_++] = {key, value}; }
  std::span<const Attribute> items() const noexcept { return items_.first(count_); }

 private:
  std::span<Attribute> items_;
  std::size_t count_ = 0;
};

std::span<const Attribute> result_attributes(const ScoreRecord& score, core::Arena& arena) {
  ResultAttributes attributes(arena);
  attributes.add("gen_ai.evaluation.name", score.name);
  switch (score.value.type()) {
    case Type::text: attributes.add("gen_ai.evaluation.score.label", score.value.text()); break;
    case Type::boolean:
      attributes.add("gen_ai.evaluation.score.value", score.value.boolean() ? 1.0 : 0.0);
      attributes.add("gen_ai.evaluation.score.label", score.value.boolean() ? "true" : "false");
      break;
    case Type::integer:
    case Type::real: attributes.add("gen_ai.evaluation.score.value", score.value); break;
  }
  if (!score.comment.empty()) attributes.add("gen_ai.evaluation.explanation", score.comment);
  attributes.add("sotto.score.id", score.id);
  return attributes.items();
}

/// The trace's values; of a session's score, the session.
const TraceRecord* trace_of(const ScoreRecord& score, core::Arena& arena) {
  if (score.session_id.empty()) return score.trace;
  auto* const trace = new (arena.allocate(sizeof(TraceRecord), alignof(TraceRecord))) TraceRecord;
  trace->session_id = score.session_id;
  return trace;
}

}  // namespace

std::span<const EventRecord> ScoreSpans::events_of(const ScoreRecord& score) {
  const bool is_langwatch = dialect_ == Dialect::langwatch;
  const auto events = arena_.make_array<EventRecord>(is_langwatch ? 2 : 1);
  events[0] = {"gen_ai.evaluation.result", score.unix_ns, result_attributes(score, arena_)};
  if (is_langwatch) {
    text_.clear();
    append_langwatch_evaluation(text_, score);
    const auto attributes = arena_.make_array<Attribute>(1);
    attributes[0] = {"json_encoded_event", arena_.copy(text_)};
    events[1] = {"langwatch.evaluation.custom", score.unix_ns, attributes};
  }
  return events;
}

std::span<const SpanRecord> ScoreSpans::make(std::span<const ScoreRecord> scores) {
  arena_.clear();
  spans_.clear();
  for (const ScoreRecord& score : scores) {
    SpanRecord& span = spans_.emplace_back();
    span.trace_id = score.trace_id;
    span.span_id = score.span_id;
    span.parent_span_id = score.parent_span_id;
    span.type = ObservationType::evaluator;
    span.name = score.name;
    span.start_unix_ns = span.end_unix_ns = score.unix_ns;
    span.events = events_of(score);
    span.trace = trace_of(score, arena_);
  }
  return spans_;
}

}  // namespace sotto::observability
