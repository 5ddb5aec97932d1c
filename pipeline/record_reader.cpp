#include "pipeline/record_reader.hpp"

#include <algorithm>
#include <cstring>

#include "pipeline/span_items.hpp"

namespace sotto::pipeline {
namespace {

using detail::Field;

struct Sizes {
  std::size_t attributes = 0;
  std::size_t metadata = 0;
  std::size_t tags = 0;
  std::size_t events = 0;
  std::size_t event_attributes = 0;
  std::size_t links = 0;
  std::size_t link_attributes = 0;
  std::size_t parameters = 0;
};

Sizes count(ItemReader items) noexcept {
  Sizes sizes;
  Item item;
  while (items.next(item)) {
    switch (item.field) {
      case Field::attribute: ++sizes.attributes; break;
      case Field::metadata: ++sizes.metadata; break;
      case Field::tag: ++sizes.tags; break;
      case Field::event: ++sizes.events; break;
      case Field::event_attribute: ++sizes.event_attributes; break;
      case Field::link: ++sizes.links; break;
      case Field::link_attribute: ++sizes.link_attributes; break;
      case Field::model_parameter: ++sizes.parameters; break;
      default: break;
    }
  }
  return sizes;
}

LinkRecord link_of(const Item& item, std::span<const Attribute> attributes) noexcept {
  detail::LinkIds ids;
  std::memcpy(&ids, item.key.data(), sizeof(ids));
  return {ids.trace_id, ids.span_id, ids.flags, ids.is_remote, item.value.text(), attributes};
}

/// Fills lists that were sized by count().
class Lists {
 public:
  Lists(const Sizes& sizes, core::Arena& scratch)
      : attributes_(scratch.make_array<Attribute>(sizes.attributes)),
        metadata_(scratch.make_array<Attribute>(sizes.metadata)),
        tags_(scratch.make_array<std::string_view>(sizes.tags)),
        events_(scratch.make_array<EventRecord>(sizes.events)),
        event_attributes_(scratch.make_array<Attribute>(sizes.event_attributes)),
        links_(scratch.make_array<LinkRecord>(sizes.links)),
        link_attributes_(scratch.make_array<Attribute>(sizes.link_attributes)),
        parameters_(scratch.make_array<Attribute>(sizes.parameters)) {}

  /// False for the fields that are not lists.
  bool take(const Item& item, const core::TickConverter& clock) {
    switch (item.field) {
      case Field::attribute: attributes_[used_.attributes++] = {item.key, item.value}; return true;
      case Field::metadata: metadata_[used_.metadata++] = {item.key, item.value}; return true;
      case Field::tag: tags_[used_.tags++] = item.value.text(); return true;
      case Field::model_parameter:
        parameters_[used_.parameters++] = {item.key, item.value};
        return true;
      case Field::event:
        events_[used_.events++] = {item.key,
                                   clock.unix_ns(static_cast<std::uint64_t>(item.value.integer())),
                                   event_attributes_.subspan(used_.event_attributes, 0)};
        return true;
      case Field::event_attribute: {
        event_attributes_[used_.event_attributes++] = {item.key, item.value};
        EventRecord& event = events_[used_.events - 1];
        event.attributes = {event.attributes.data(), event.attributes.size() + 1};
        return true;
      }
      case Field::link:
        links_[used_.links++] = link_of(item, link_attributes_.subspan(used_.link_attributes, 0));
        return true;
      case Field::link_attribute: {
        link_attributes_[used_.link_attributes++] = {item.key, item.value};
        LinkRecord& link = links_[used_.links - 1];
        link.attributes = {link.attributes.data(), link.attributes.size() + 1};
        return true;
      }
      default: return false;
    }
  }

  void give(SpanRecord& span) const noexcept {
    span.attributes = attributes_;
    span.metadata = metadata_;
    span.tags = tags_;
    span.events = events_;
    span.links = links_;
    span.model_parameters = parameters_;
  }

 private:
  Sizes used_;
  std::span<Attribute> attributes_;
  std::span<Attribute> metadata_;
  std::span<std::string_view> tags_;
  std::span<EventRecord> events_;
  std::span<Attribute> event_attributes_;
  std::span<LinkRecord> links_;
  std::span<Attribute> link_attributes_;
  std::span<Attribute> parameters_;
};

/// The fields that hold one value each: the last one written counts.
void set_single(SpanRecord& span, const Item& item, const core::TickConverter& clock) {
  const AttributeValue& value = item.value;
  switch (item.field) {
    case Field::input: span.input = value.text(); break;
    case Field::output: span.output = value.text(); break;
    case Field::status_message: span.status_message = value.text(); break;
    case Field::error_type: span.error_type = value.text(); break;
    case Field::model: span.model = value.text(); break;
    case Field::response_model: span.response_model = value.text(); break;
    case Field::model_provider: span.model_provider = value.text(); break;
    case Field::input_tokens: span.usage.input_tokens = value.integer(); break;
    case Field::output_tokens: span.usage.output_tokens = value.integer(); break;
    case Field::total_tokens: span.usage.total_tokens = value.integer(); break;
    case Field::cache_read_tokens: span.usage.cache_read_tokens = value.integer(); break;
    case Field::cache_creation_tokens: span.usage.cache_creation_tokens = value.integer(); break;
    case Field::reasoning_tokens: span.usage.reasoning_tokens = value.integer(); break;
    case Field::input_audio_tokens: span.usage.input_audio_tokens = value.integer(); break;
    case Field::output_audio_tokens: span.usage.output_audio_tokens = value.integer(); break;
    case Field::cost_total: span.cost.total = value.real(); break;
    case Field::cost_input: span.cost.input = value.real(); break;
    case Field::cost_output: span.cost.output = value.real(); break;
    case Field::completion_start:
      span.completion_start_unix_ns = clock.unix_ns(static_cast<std::uint64_t>(value.integer()));
      break;
    case Field::prompt_name: span.prompt_name = value.text(); break;
    case Field::prompt_version: span.prompt_version = value.integer(); break;
    default: break;  // a list: Lists has it
  }
}

}  // namespace

SpanRecord read_span(const SpanSlotRecord& record, const core::TickConverter& clock,
                     core::Arena& scratch) {
  const detail::SpanHeader& header = record.header;
  SpanRecord span;
  span.trace_id = header.trace_id;
  span.span_id = header.span_id;
  span.parent_span_id = header.parent_span_id;
  span.is_local_root = header.is_local_root;
  span.parent_is_remote = header.parent_is_remote;
  span.flags = header.flags;
  span.type = static_cast<ObservationType>(header.type);
  span.status = static_cast<SpanStatus>(header.status);
  span.level = static_cast<Level>(header.level);
  span.name = {reinterpret_cast<const char*>(record.items()), header.name_bytes};
  span.start_unix_ns = clock.unix_ns(header.start_ticks);
  span.end_unix_ns = span.start_unix_ns + clock.duration_ns(header.start_ticks, header.end_ticks);
  span.dropped_attributes = header.dropped_attributes;
  span.dropped_events = header.dropped_events;
  span.dropped_links = header.dropped_links;
  span.cut_fields = header.cut_fields;

  const ItemReader items(record.items() + header.name_bytes, record.item_bytes - header.name_bytes);
  Lists lists(count(items), scratch);
  ItemReader reader = items;
  Item item;
  while (reader.next(item)) {
    if (!lists.take(item, clock)) set_single(span, item, clock);
  }
  lists.give(span);
  return span;
}

ScoreRecord read_score(const SpanSlotRecord& record, const core::TickConverter& clock) {
  const detail::SpanHeader& header = record.header;
  ScoreRecord score;
  score.subject = static_cast<ScoreSubject>(header.type);
  score.trace_id = header.trace_id;
  score.span_id = header.span_id;
  score.parent_span_id = header.parent_span_id;
  score.name = {reinterpret_cast<const char*>(record.items()), header.name_bytes};
  score.unix_ns = clock.unix_ns(header.end_ticks);
  ItemReader items(record.items() + header.name_bytes, record.item_bytes - header.name_bytes);
  Item item;
  while (items.next(item)) {
    switch (item.field) {
      case Field::score_value: score.value = item.value; break;
      case Field::score_comment: score.comment = item.value.text(); break;
      case Field::score_id: score.id = item.value.text(); break;
      case Field::score_session: score.session_id = item.value.text(); break;
      default: break;  // no score has others
    }
  }
  return score;
}

TraceRecord read_trace(const detail::TraceState::Values& values, core::Arena& scratch) {
  TraceRecord trace;
  trace.name = values.name;
  trace.user_id = values.user_id;
  trace.session_id = values.session_id;
  trace.version = values.version;
  trace.trace_state = values.trace_state;
  trace.is_public = values.is_public;
  const auto tags = scratch.make_array<std::string_view>(values.tags.size());
  std::ranges::copy(values.tags, tags.begin());
  trace.tags = tags;
  const auto metadata = scratch.make_array<Attribute>(values.metadata.size());
  std::ranges::transform(values.metadata, metadata.begin(), [](const auto& attribute) {
    return Attribute{attribute.key, attribute.view()};
  });
  trace.metadata = metadata;
  return trace;
}

}  // namespace sotto::pipeline
