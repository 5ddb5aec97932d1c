#include <functional>

#include <sotto/tracing.hpp>

#include "observability/trace_values.hpp"

namespace sotto {
namespace {

using observability::TraceValues;
using Values = TraceValues::Values;

/// What does not fit is counted at the trace's root span. By reference: a larger function object
/// would need memory.
template <typename Edit>
void change(detail::SpanHeader& header, Edit&& edit) {
  std::uint32_t cut_fields = 0;
  std::uint32_t left_out = 0;
  const auto apply = [&](Values& values) {
    TraceValues writer(values);
    edit(writer);
    cut_fields = writer.cut_fields();
    left_out = writer.left_out();
  };
  if (header.trace == nullptr || !header.trace->change(std::ref(apply))) {
    ++header.dropped_attributes;
    return;
  }
  header.cut_fields += cut_fields;
  header.dropped_attributes += left_out;
}

}  // namespace

void Trace::set_user(std::string_view user_id) noexcept {
  if (!is_recording()) return;
  change(buffer_.header, [=](TraceValues& values) { values.set(&Values::user_id, user_id); });
}

void Trace::set_session(std::string_view session_id) noexcept {
  if (!is_recording()) return;
  change(buffer_.header, [=](TraceValues& values) { values.set(&Values::session_id, session_id); });
}

void Trace::set_public(bool is_public) noexcept {
  if (!is_recording()) return;
  change(buffer_.header, [=](TraceValues& values) { values.set_public(is_public); });
}

void Trace::add_tag(std::string_view tag) noexcept {
  if (!is_recording()) return;
  change(buffer_.header, [=](TraceValues& values) { values.add_tag(tag); });
}

void Trace::set_metadata(std::string_view key, AttributeValue value) noexcept {
  if (!is_recording()) return;
  change(buffer_.header, [=](TraceValues& values) { values.set_metadata(key, value); });
}

}  // namespace sotto
