#include <typeinfo>

#include <sotto/tracing.hpp>

#include "core/clock.hpp"
#include "core/type_name.hpp"
#include "observability/recording.hpp"
#include "observability/span_access.hpp"
#include "pipeline/thread_slot.hpp"
#include "pipeline/trace_state.hpp"

namespace sotto {

using detail::Field;
using detail::SpanAccess;

namespace {

/// Two bytes are enough to say that far too many came.
void count_dropped(std::uint16_t& counter) noexcept {
  if (counter != UINT16_MAX) ++counter;
}

}  // namespace

void Span::append_event(std::string_view name, AttributeList attributes) noexcept {
  detail::SpanHeader& header = buffer_.header;
  const auto now = static_cast<std::int64_t>(core::now_ticks());
  if (header.events >= observability::max_events ||
      !SpanAccess::append(buffer_, Field::event, name, now)) {
    count_dropped(header.dropped_events);
    return;
  }
  ++header.events;
  append_list(Field::event_attribute, attributes);
}

void Span::append_link(const Context& to, AttributeList attributes) noexcept {
  if (!to.is_valid()) return;
  detail::SpanHeader& header = buffer_.header;
  const detail::LinkIds ids{to.trace_id(), to.span_id(), detail::ContextAccess::flags(to),
                            to.is_remote()};
  const std::string_view key(reinterpret_cast<const char*>(&ids), sizeof(ids));
  const detail::TraceState* const trace = detail::ContextAccess::trace(to);
  const std::string_view state =
      trace == nullptr ? std::string_view() : std::string_view(trace->values()->trace_state);
  if (header.links >= observability::max_links ||
      !SpanAccess::append(buffer_, Field::link, key, state)) {
    count_dropped(header.dropped_links);
    return;
  }
  ++header.links;
  append_list(Field::link_attribute, attributes);
}

/// The attributes of the event or link that was appended last.
void Span::append_list(Field field, AttributeList attributes) noexcept {
  std::size_t taken = 0;
  for (const Attribute& attribute : attributes) {
    if (taken == observability::max_attributes ||
        !SpanAccess::append(buffer_, field, attribute.key, attribute.value)) {
      ++buffer_.header.dropped_attributes;
      continue;
    }
    ++taken;
  }
}

void Span::write_status(SpanStatus status, std::string_view message) noexcept {
  buffer_.header.status = static_cast<std::uint8_t>(status);
  if (!message.empty()) add_text(Field::status_message, message);
}

void Span::write_error(std::string_view type, std::string_view message) noexcept {
  write_status(SpanStatus::error, message);
  if (buffer_.header.level < static_cast<std::uint8_t>(Level::error)) set_level(Level::error);
  add_text(Field::error_type, type);
}

void Span::write_exception(const std::exception& error) noexcept {
  try {
    write_error(core::type_name(typeid(error)), error.what());
  } catch (const std::bad_alloc&) {
    write_error("exception", error.what());
  }
}

Context Span::context() const noexcept {
  if (!is_recording()) return {};
  const detail::SpanHeader& header = buffer_.header;
  const pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  return detail::ContextAccess::make(header.trace_id, header.span_id, header.trace, header.sampling,
                                     header.flags, false,
                                     slot == nullptr ? nullptr : slot->contexts.baggage());
}

std::string Span::trace_id() const {
  return is_recording() ? buffer_.header.trace_id.to_hex() : std::string();
}

std::string Span::span_id() const {
  return is_recording() ? buffer_.header.span_id.to_hex() : std::string();
}

void Generation::write_usage(const Usage& usage) noexcept {
  const auto add = [this](Field field, const std::optional<std::int64_t>& count) {
    if (count && *count >= 0) add_number(field, *count);
  };
  add(Field::input_tokens, usage.input_tokens);
  add(Field::output_tokens, usage.output_tokens);
  add(Field::total_tokens, usage.total_tokens);
  add(Field::cache_read_tokens, usage.cache_read_tokens);
  add(Field::cache_creation_tokens, usage.cache_creation_tokens);
  add(Field::reasoning_tokens, usage.reasoning_tokens);
  add(Field::input_audio_tokens, usage.input_audio_tokens);
  add(Field::output_audio_tokens, usage.output_audio_tokens);
}

void Generation::write_cost(const Cost& cost) noexcept {
  const auto add = [this](Field field, const std::optional<double>& usd) {
    if (usd && *usd >= 0) add_number(field, *usd);  // NaN is not >= 0
  };
  add(Field::cost_total, cost.total);
  add(Field::cost_input, cost.input);
  add(Field::cost_output, cost.output);
}

void Generation::write_completion_start() noexcept {
  add_number(Field::completion_start, static_cast<std::int64_t>(core::now_ticks()));
}

void Generation::write_prompt(std::string_view name, std::int64_t version) noexcept {
  add_text(Field::prompt_name, name);
  add_number(Field::prompt_version, version);
}

}  // namespace sotto
