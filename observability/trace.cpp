#include <new>

#include <sotto/tracing.hpp>

#include "core/utf8.hpp"
#include "observability/recording.hpp"
#include "pipeline/trace_state.hpp"

namespace sotto {
namespace {

using detail::TraceState;

std::string shortened(std::string_view text) {
  const std::size_t limit = observability::limits.field_bytes.load(std::memory_order_relaxed);
  return std::string(text.substr(0, core::utf8_cut(text, limit)));
}

/// What does not fit is counted at the trace's root span.
void change(detail::SpanHeader& header, const std::function<void(TraceState::Values&)>& edit) {
  if (header.trace == nullptr || !header.trace->change(edit)) ++header.dropped_attributes;
}

}  // namespace

void Trace::set_user(std::string_view user_id) noexcept {
  if (!is_recording()) return;
  change(buffer_.header, [&](TraceState::Values& values) { values.user_id = shortened(user_id); });
}

void Trace::set_session(std::string_view session_id) noexcept {
  if (!is_recording()) return;
  change(buffer_.header,
         [&](TraceState::Values& values) { values.session_id = shortened(session_id); });
}

void Trace::set_public(bool is_public) noexcept {
  if (!is_recording()) return;
  change(buffer_.header, [&](TraceState::Values& values) { values.is_public = is_public; });
}

void Trace::add_tag(std::string_view tag) noexcept {
  if (!is_recording()) return;
  change(buffer_.header, [&](TraceState::Values& values) {
    if (values.tags.size() < observability::max_attributes) values.tags.push_back(shortened(tag));
  });
}

void Trace::set_metadata(std::string_view key, AttributeValue value) noexcept {
  if (!is_recording()) return;
  change(buffer_.header, [&](TraceState::Values& values) {
    const std::string name(key.substr(0, core::utf8_cut(key, observability::max_key_bytes)));
    std::erase_if(values.metadata, [&](const auto& attribute) { return attribute.key == name; });
    if (values.metadata.size() < observability::max_attributes) {
      values.metadata.emplace_back(name, value);
    }
  });
}

}  // namespace sotto
