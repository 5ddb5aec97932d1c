#include <cmath>
#include <span>

#include <sotto/score.hpp>
#include <sotto/tracing.hpp>

#include "core/text.hpp"
#include "observability/span_access.hpp"
#include "pipeline/trace_state.hpp"

namespace sotto {
namespace {

using detail::Field;
using detail::SpanAccess;
using detail::SpanBuffer;

bool is_lower_hex(char c) noexcept {
  return core::is_digit(c) || (c >= 'a' && c <= 'f');
}

/// False, and `id` not to be used, unless `text` has exactly its digits and is not all zero.
template <typename Id>
bool read_id(std::string_view text, Id& id) noexcept {
  if (text.size() != 2 * id.bytes.size()) return false;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    const char high = text[2 * i];
    const char low = text[2 * i + 1];
    if (!is_lower_hex(high) || !is_lower_hex(low)) return false;
    id.bytes[i] = static_cast<std::uint8_t>(core::hex_value(high) << 4 | core::hex_value(low));
  }
  return id.is_valid();
}

bool is_score(std::string_view name, const AttributeValue& value) noexcept {
  return !name.empty() &&
         (value.type() != AttributeValue::Type::real || std::isfinite(value.real()));
}

/// Opens `buffer` as a score of that kind.
void open(SpanBuffer& buffer, ScoreSubject subject, std::string_view name) noexcept {
  buffer.header = {};
  buffer.header.is_score = true;
  buffer.header.type = static_cast<std::uint8_t>(subject);
  SpanAccess::open(buffer, name);
}

void submit(SpanBuffer& buffer, std::string_view session, const AttributeValue& value,
            const ScoreOptions& options) noexcept {
  bool is_whole = buffer.header.name_bytes != 0;
  const auto add = [&](Field field, const AttributeValue& item) {
    is_whole = is_whole && SpanAccess::append(buffer, field, {}, item);
  };
  if (value.type() == AttributeValue::Type::integer) {
    add(Field::score_value, static_cast<double>(value.integer()));
  } else {
    add(Field::score_value, value);
  }
  if (!session.empty()) add(Field::score_session, session);
  if (!options.id.empty()) add(Field::score_id, options.id);
  if (!options.comment.empty()) add(Field::score_comment, options.comment);
  SpanAccess::submit_score(buffer, is_whole);
}

}  // namespace

bool detail::submit_score(const ScoreTarget& target, std::string_view name, AttributeValue value,
                          const ScoreOptions& options) noexcept {
  const bool is_of_session = !target.session_id.empty();
  if (!is_score(name, value)) return false;
  if (is_of_session && !(target.trace_id.empty() && target.span_id.empty())) return false;
  TraceId trace_id;
  SpanId span_id;
  if (!is_of_session && !read_id(target.trace_id, trace_id)) return false;
  if (!target.span_id.empty() && !read_id(target.span_id, span_id)) return false;

  SpanBuffer buffer;
  open(buffer,
       is_of_session        ? ScoreSubject::session
       : span_id.is_valid() ? ScoreSubject::span
                            : ScoreSubject::trace,
       name);
  buffer.header.trace_id = trace_id;
  buffer.header.parent_span_id = span_id;
  submit(buffer, target.session_id, value, options);
  return true;
}

bool detail::submit_score(const Context& subject, ScoreSubject kind, std::string_view name,
                          AttributeValue value, const ScoreOptions& options) noexcept {
  if (!is_score(name, value) || !subject.is_valid()) return false;
  SpanBuffer buffer;
  open(buffer, kind, name);
  buffer.header.trace_id = subject.trace_id();
  buffer.header.parent_span_id = subject.span_id();
  if (TraceState* const trace = ContextAccess::trace(subject)) {
    trace->retain();
    buffer.header.trace = trace;
  }
  submit(buffer, {}, value, options);
  return true;
}

bool Span::write_score(ScoreSubject subject, std::string_view name, AttributeValue value,
                       const ScoreOptions& options) const noexcept {
  return detail::submit_score(context(), subject, name, value, options);
}

}  // namespace sotto
