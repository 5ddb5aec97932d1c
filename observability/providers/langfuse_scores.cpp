#include "observability/providers/langfuse_scores.hpp"

#include <algorithm>
#include <utility>

#include "core/json_reader.hpp"
#include "core/json_writer.hpp"
#include "observability/attribute_map_values.hpp"
#include "observability/otlp_answer.hpp"
#include "observability/otlp_provider.hpp"

namespace sotto::observability {
namespace {

using Type = AttributeValue::Type;

void write_subject(core::JsonWriter& json, const ScoreRecord& score) {
  if (score.subject == ScoreSubject::session) {
    json.field("sessionId", score.session_id);
    return;
  }
  json.field("traceId", score.trace_id.to_hex());
  if (score.subject == ScoreSubject::span) {
    json.field("observationId", score.parent_span_id.to_hex());
  }
}

void write_score(core::JsonWriter& json, const ScoreRecord& score, std::string_view environment) {
  json.begin_object().field("id", score.id);
  write_subject(json, score);
  json.field("name", score.name);
  switch (score.value.type()) {
    case Type::text:
      json.field("value", score.value.text()).field("dataType", "CATEGORICAL");
      break;
    case Type::boolean:  // as a number: Langfuse takes no other
      json.field("value", score.value.boolean() ? 1 : 0).field("dataType", "BOOLEAN");
      break;
    case Type::integer:
      json.field("value", score.value.integer()).field("dataType", "NUMERIC");
      break;
    case Type::real: json.field("value", score.value.real()).field("dataType", "NUMERIC"); break;
  }
  if (!score.comment.empty()) json.field("comment", score.comment);
  if (!environment.empty()) json.field("environment", environment);
  json.end();
}

}  // namespace

LangfuseScores::LangfuseScores(const Config& config, ProviderEndpoint traces)
    : route_(config.langfuse_score_route),
      environment_(langfuse_environment(config.environment)),
      endpoint_(std::move(traces)) {
  const bool is_batch = route_ == LangfuseScoreRoute::ingestion;
  endpoint_.url =
      join_url(config.langfuse_base_url, is_batch ? "api/public/ingestion" : "api/public/scores");
  endpoint_.content_type = "application/json";
  endpoint_.gzip = false;                       // only the endpoint for traces is known to take it
  endpoint_.most_records = is_batch ? 100 : 1;  // 100: what Langfuse's own clients send at once
}

Result<Done> LangfuseScores::encode(std::span<const ScoreRecord> batch, std::string& out) {
  if (batch.empty()) return Done{};
  const bool lacks_session = std::ranges::any_of(batch, [](const ScoreRecord& score) {
    return score.subject == ScoreSubject::session && score.session_id.empty();
  });
  if (lacks_session) {
    return Error{ErrorCode::rejected,
                 "SOTTO_CAPTURE_CONTENT=none leaves out the session that a score is for"};
  }
  core::JsonWriter json(out);
  if (route_ == LangfuseScoreRoute::scores) {
    for (const ScoreRecord& score : batch) write_score(json, score, environment_);
    return Done{};
  }
  json.begin_object().key("batch").begin_array();
  std::string time;
  for (const ScoreRecord& score : batch) {
    time.clear();
    append_iso8601(time, std::max<std::int64_t>(0, score.unix_ns));
    json.begin_object().field("id", score.id).field("type", "score-create");
    json.field("timestamp", time).key("body");
    write_score(json, score, environment_);
    json.end();
  }
  json.end().end();
  return Done{};
}

Answer LangfuseScores::read_answer(int status, std::string_view body) const {
  Answer answer = answer_of_status(status);
  if (status == 500) answer.outcome = Outcome::retry_later;
  if (status != 207) return answer;
  core::JsonReader reader;
  const auto said = reader.read(body);
  if (!said) return answer;
  answer.rejected_spans = said.value()["errors"].size();
  if (answer.rejected_spans != 0) {
    answer.message = "answered 207: it took a batch but refused some of its scores";
  }
  return answer;
}

}  // namespace sotto::observability
