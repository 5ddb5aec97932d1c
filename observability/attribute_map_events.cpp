// What hangs on a span beside its attributes: events and links.

#include <algorithm>

#include "observability/attribute_map.hpp"
#include "observability/attribute_map_values.hpp"

namespace sotto::observability {

std::span<const EventRecord> AttributeMap::map_events(const SpanRecord& span) {
  const bool has_exception = is_in(key::exception_event) && !span.error_type.empty();
  if (!has_exception && !loses_zeros()) return span.events;
  const auto events = arena_.make_array<EventRecord>(span.events.size() + (has_exception ? 1 : 0));
  std::ranges::transform(span.events, events.begin(), [this](EventRecord event) {
    event.attributes = with_zeros(event.attributes);
    return event;
  });
  if (!has_exception) return events;
  const auto attributes = arena_.make_array<Attribute>(span.status_message.empty() ? 1 : 2);
  attributes[0] = {"exception.type", span.error_type};
  if (attributes.size() == 2) attributes[1] = {"exception.message", span.status_message};
  events.back() = {key::exception_event.text, span.end_unix_ns, attributes};
  return events;
}

std::span<const LinkRecord> AttributeMap::map_links(const SpanRecord& span) {
  if (!loses_zeros()) return span.links;
  const auto links = arena_.make_array<LinkRecord>(span.links.size());
  std::ranges::transform(span.links, links.begin(), [this](LinkRecord link) {
    link.attributes = with_zeros(link.attributes);
    return link;
  });
  return links;
}

std::span<const Attribute> AttributeMap::with_zeros(std::span<const Attribute> attributes) {
  if (!loses_zeros() || std::ranges::none_of(attributes, is_zero_real, &Attribute::value)) {
    return attributes;
  }
  const auto copies = arena_.make_array<Attribute>(attributes.size());
  std::ranges::transform(attributes, copies.begin(), [](Attribute attribute) {
    if (is_zero_real(attribute.value)) attribute.value = AttributeValue(0);
    return attribute;
  });
  return copies;
}

}  // namespace sotto::observability
