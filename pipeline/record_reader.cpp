#include "pipeline/record_reader.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "pipeline/span_items.hpp"

namespace sotto::pipeline {
namespace {

using detail::Field;

/// What a span's items are, before they are read.
struct Overview {
  std::size_t items = 0;
  std::uint64_t fields = 0;  // a bit for each that is there

  /// So many items of the field there are at most.
  std::size_t most(Field field) const noexcept {
    return (fields >> static_cast<unsigned>(field) & 1) == 0 ? 0 : items;
  }
};
static_assert(static_cast<unsigned>(Field::score_session) < 64);

Overview look_over(ItemReader items) noexcept {
  Overview overview;
  while (!items.at_end()) {
    overview.fields |= std::uint64_t{1} << static_cast<unsigned>(items.skip());
    ++overview.items;
  }
  return overview;
}

LinkRecord link_of(const Item& item, std::span<const Attribute> attributes) noexcept {
  detail::LinkIds ids;
  std::memcpy(&ids, item.key.data(), sizeof(ids));
  return {ids.trace_id, ids.span_id, ids.flags, ids.is_remote, item.value.text(), attributes};
}

/// A list that is being filled.
template <typename T>
class List {
 public:
  List(core::Arena& scratch, std::size_t most)
      : first_(most == 0 ? nullptr
                         : static_cast<T*>(scratch.allocate(most * sizeof(T), alignof(T)))) {}

  void add(const T& item) noexcept { new (first_ + size_++) T(item); }
  T& back() noexcept { return first_[size_ - 1]; }
  std::span<const T> items() const noexcept { return {first_, size_}; }
  /// What is added from now on.
  std::span<const T> rest() const noexcept { return {first_ + size_, 0}; }

 private:
  T* first_;
  std::size_t size_ = 0;
};

/// Makes the list of `owner`, an event or a link, one longer.
void lengthen(auto& owner) noexcept {
  owner.attributes = {owner.attributes.data(), owner.attributes.size() + 1};
}

/// The fields that may stand several times.
class Lists {
 public:
  Lists(const Overview& overview, core::Arena& scratch)
      : attributes_(scratch, overview.most(Field::attribute)),
        metadata_(scratch, overview.most(Field::metadata)),
        tags_(scratch, overview.most(Field::tag)),
        events_(scratch, overview.most(Field::event)),
        event_attributes_(scratch, overview.most(Field::event_attribute)),
        links_(scratch, overview.most(Field::link)),
        link_attributes_(scratch, overview.most(Field::link_attribute)),
        parameters_(scratch, overview.most(Field::model_parameter)) {}

  /// False for the fields that are not lists.
  bool take(const Item& item, const core::TickConverter& clock) noexcept {
    switch (item.field) {
      case Field::attribute: attributes_.add({item.key, item.value}); return true;
      case Field::metadata: metadata_.add({item.key, item.value}); return true;
      case Field::tag: tags_.add(item.value.text()); return true;
      case Field::model_parameter: parameters_.add({item.key, item.value}); return true;
      case Field::event:
        events_.add({item.key, clock.unix_ns(static_cast<std::uint64_t>(item.value.integer())),
                     event_attributes_.rest()});
        return true;
      case Field::event_attribute:
        event_attributes_.add({item.key, item.value});
        lengthen(events_.back());
        return true;
      case Field::link: links_.add(link_of(item, link_attributes_.rest())); return true;
      case Field::link_attribute:
        link_attributes_.add({item.key, item.value});
        lengthen(links_.back());
        return true;
      default: return false;
    }
  }

  void give(SpanRecord& span) const noexcept {
    span.attributes = attributes_.items();
    span.metadata = metadata_.items();
    span.tags = tags_.items();
    span.events = events_.items();
    span.links = links_.items();
    span.model_parameters = parameters_.items();
  }

 private:
  List<Attribute> attributes_;
  List<Attribute> metadata_;
  List<std::string_view> tags_;
  List<EventRecord> events_;
  List<Attribute> event_attributes_;
  List<LinkRecord> links_;
  List<Attribute> link_attributes_;
  List<Attribute> parameters_;
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

void read_span(const SpanSlotRecord& record, const core::TickConverter& clock, core::Arena& scratch,
               SpanRecord& span) {
  const detail::SpanHeader& header = record.header;
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
  Lists lists(look_over(items), scratch);
  ItemReader reader = items;
  Item item;
  while (reader.next(item)) {
    if (!lists.take(item, clock)) set_single(span, item, clock);
  }
  lists.give(span);
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

void read_trace(const detail::TraceState::Values& values, core::Arena& scratch,
                TraceRecord& trace) {
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
}

}  // namespace sotto::pipeline
