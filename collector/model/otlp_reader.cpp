#include "collector/model/otlp_reader.hpp"

#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>

#include <algorithm>
#include <limits>

namespace sotto::collector {
namespace {

using protozero::pbf_reader;
using enum protozero::pbf_wire_type;

/// A field of the type that the schema gives it; anything else is an unknown field and skipped.
constexpr std::uint32_t text(std::uint32_t field) {
  return protozero::tag_and_type(field, length_delimited);
}
constexpr std::uint32_t number(std::uint32_t field) {
  return protozero::tag_and_type(field, varint);
}
constexpr std::uint32_t wide(std::uint32_t field) {
  return protozero::tag_and_type(field, fixed64);
}
constexpr std::uint32_t narrow(std::uint32_t field) {
  return protozero::tag_and_type(field, fixed32);
}

std::string_view view(pbf_reader& message) {
  const auto bytes = message.get_view();
  return {bytes.data(), bytes.size()};
}

pbf_reader reader(std::string_view bytes) {
  return pbf_reader(bytes.data(), bytes.size());
}

std::int64_t nanoseconds(std::uint64_t value) {
  constexpr auto latest = std::uint64_t{std::numeric_limits<std::int64_t>::max()};
  return static_cast<std::int64_t>(std::min(value, latest));
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

ValueView read_value(pbf_reader message) {
  using Kind = ValueView::Kind;
  ValueView value;
  while (message.next()) {
    switch (message.tag_and_type()) {
      case text(1): value = {.kind = Kind::text, .bytes = view(message)}; break;
      case number(2): value = {.kind = Kind::boolean, .integer = message.get_bool()}; break;
      case number(3): value = {.kind = Kind::integer, .integer = message.get_int64()}; break;
      case wide(4): value = {.kind = Kind::real, .real = message.get_double()}; break;
      case text(5): value = {.kind = Kind::array, .bytes = view(message)}; break;
      case text(6): value = {.kind = Kind::object, .bytes = view(message)}; break;
      case text(7): value = {.kind = Kind::bytes, .bytes = view(message)}; break;
      default: message.skip();
    }
  }
  return value;
}

AttributeView read_attribute(pbf_reader message) {
  AttributeView attribute;
  while (message.next()) {
    switch (message.tag_and_type()) {
      case text(1): attribute.key = view(message); break;
      case text(2): attribute.value = read_value(message.get_message()); break;
      default: message.skip();
    }
  }
  return attribute;
}

/// Whether values nest at most `depth` deep below this one. Reads, and so checks, all of them.
bool is_within_depth(const ValueView& value, std::size_t depth) {
  const bool is_array = value.kind == ValueView::Kind::array;
  if (!is_array && value.kind != ValueView::Kind::object) return true;
  if (depth == 0) return false;
  pbf_reader members = reader(value.bytes);
  while (members.next(1, length_delimited)) {
    const ValueView member =
        is_array ? read_value(members.get_message()) : read_attribute(members.get_message()).value;
    if (!is_within_depth(member, depth - 1)) return false;
  }
  return true;
}

/// Where the walk stands, and the span that it fills. Refusing sets `refusal` and unwinds by
/// returning false; protozero reports broken bytes by exceptions, which end in read_spans.
class Walk {
 public:
  Walk(const ReadLimits& limits, const std::function<void(const SpanView&)>& show)
      : limits_(limits), show_(show) {}

  bool request(pbf_reader message) {
    for (; message.next(1, length_delimited); ++resource_index_) {
      if (!resource_spans(message.get_message())) return false;
    }
    return true;
  }

  Error refusal() const { return {ErrorCode::malformed, refusal_}; }
  Error broken(std::string_view what) {
    refuse("", what);
    return refusal();
  }

 private:
  // A group's resource and scope may stand behind its spans, so each group is read twice: for
  // them and then for the spans. Skipping costs one step a field.
  bool resource_spans(const pbf_reader message) {
    scope_index_ = span_index_ = none;
    resource_.message = resource_.schema_url = {};
    resource_.attributes.clear();
    for (pbf_reader head = message; head.next();) {
      switch (head.tag_and_type()) {
        case text(1):
          if (!resource(view(head))) return false;
          break;
        case text(3): resource_.schema_url = view(head); break;
        default: head.skip();
      }
    }
    scope_index_ = 0;
    for (pbf_reader groups = message; groups.next(2, length_delimited); ++scope_index_) {
      if (!scope_spans(groups.get_message())) return false;
    }
    scope_index_ = none;
    return true;
  }

  bool resource(std::string_view bytes) {
    resource_.message = bytes;
    for (pbf_reader message = reader(bytes); message.next();) {
      if (message.tag_and_type() != text(1)) {
        message.skip();
      } else if (!attribute(message.get_message(), resource_.attributes)) {
        return false;
      }
    }
    return true;
  }

  bool scope_spans(const pbf_reader message) {
    span_index_ = none;
    ++group_;
    scope_ = {};
    for (pbf_reader head = message; head.next();) {
      switch (head.tag_and_type()) {
        case text(1): scope(view(head)); break;
        case text(3): scope_.schema_url = view(head); break;
        default: head.skip();
      }
    }
    span_index_ = 0;
    for (pbf_reader spans = message; spans.next(2, length_delimited); ++span_index_) {
      if (++span_count_ > limits_.spans) return refuse("", "too many spans in one request");
      if (!span(view(spans))) return false;
      show_(span_);
    }
    span_index_ = none;
    return true;
  }

  void scope(std::string_view bytes) {
    scope_.message = bytes;
    for (pbf_reader message = reader(bytes); message.next();) {
      switch (message.tag_and_type()) {
        case text(1): scope_.name = view(message); break;
        case text(2): scope_.version = view(message); break;
        default: message.skip();
      }
    }
  }

  bool span(std::string_view bytes) {
    reset_span(bytes);
    std::string_view trace_id;
    std::string_view span_id;
    std::string_view parent;
    for (pbf_reader message = reader(bytes); message.next();) {
      switch (message.tag_and_type()) {
        case text(1): trace_id = view(message); break;
        case text(2): span_id = view(message); break;
        case text(3): span_.trace_state = view(message); break;
        case text(4): parent = view(message); break;
        case text(5): span_.name = view(message); break;
        case number(6): span_.kind = static_cast<std::uint32_t>(message.get_enum()); break;
        case wide(7): span_.start_ns = nanoseconds(message.get_fixed64()); break;
        case wide(8): span_.end_ns = nanoseconds(message.get_fixed64()); break;
        case text(9):
          if (!attribute(message.get_message(), span_.attributes)) return false;
          break;
        case text(11):
          if (!event(message.get_message())) return false;
          break;
        case text(13):
          if (!link(message.get_message())) return false;
          break;
        case text(15): status(message.get_message()); break;
        case narrow(16): span_.flags = message.get_fixed32(); break;
        default: message.skip();
      }
    }
    if (span_.start_ns == 0) span_.start_ns = span_.end_ns;
    if (span_.end_ns == 0) span_.end_ns = span_.start_ns;
    return ids(trace_id, span_id, parent);
  }

  /// Keeps the memory of the lists.
  void reset_span(std::string_view bytes) {
    AttributeViews attributes = std::move(span_.attributes);
    attributes.clear();
    span_.events.clear();
    span_.links.clear();
    span_ = SpanView{.message = bytes,
                     .resource = &resource_,
                     .scope = &scope_,
                     .group = group_,
                     .attributes = std::move(attributes),
                     .events = std::move(span_.events),
                     .links = std::move(span_.links)};
  }

  bool ids(std::string_view trace_id, std::string_view span_id, std::string_view parent) {
    if (trace_id.size() != 16 || trace_id.find_first_not_of('\0') == std::string_view::npos) {
      return refuse("traceId", "must be 16 bytes (32 hex digits), not all zero");
    }
    std::copy(trace_id.begin(), trace_id.end(), span_.trace_id.begin());
    span_.span_id = big_endian(span_id);
    if (span_id.size() != 8 || span_.span_id == 0) {
      return refuse("spanId", "must be 8 bytes (16 hex digits), not all zero");
    }
    span_.parent_span_id = big_endian(parent);
    if (parent.size() != 8 && !parent.empty()) {
      return refuse("parentSpanId", "must be 8 bytes (16 hex digits), or absent");
    }
    return true;
  }

  void status(pbf_reader message) {
    while (message.next()) {
      switch (message.tag_and_type()) {
        case text(2): span_.status_message = view(message); break;
        case number(3): span_.status_code = static_cast<std::uint32_t>(message.get_enum()); break;
        default: message.skip();
      }
    }
  }

  bool event(pbf_reader message) {
    EventView& event = span_.events.emplace_back();
    while (message.next()) {
      switch (message.tag_and_type()) {
        case wide(1): event.time_ns = nanoseconds(message.get_fixed64()); break;
        case text(2): event.name = view(message); break;
        case text(3):
          if (!attribute(message.get_message(), event.attributes)) return false;
          break;
        default: message.skip();
      }
    }
    return true;
  }

  bool link(pbf_reader message) {
    LinkView& link = span_.links.emplace_back();
    while (message.next()) {
      switch (message.tag_and_type()) {
        case text(1): link.trace_id = view(message); break;
        case text(2): link.span_id = view(message); break;
        case text(3): link.trace_state = view(message); break;
        case text(4):
          if (!attribute(message.get_message(), link.attributes)) return false;
          break;
        default: message.skip();
      }
    }
    if (link.trace_id.size() != 16 && !link.trace_id.empty()) {
      return refuse("links.traceId", "must be 16 bytes (32 hex digits)");
    }
    if (link.span_id.size() != 8 && !link.span_id.empty()) {
      return refuse("links.spanId", "must be 8 bytes (16 hex digits)");
    }
    return true;
  }

  bool attribute(pbf_reader message, AttributeViews& attributes) {
    if (attributes.size() == limits_.attributes) return refuse("attributes", "too many of them");
    attributes.push_back(read_attribute(message));
    if (is_within_depth(attributes.back().value, limits_.depth)) return true;
    return refuse("attributes", "values nested too deep");
  }

  bool refuse(std::string_view field, std::string_view what) {
    refusal_ = "resourceSpans[" + std::to_string(resource_index_) + "]";
    if (scope_index_ != none) refusal_ += ".scopeSpans[" + std::to_string(scope_index_) + "]";
    if (span_index_ != none) refusal_ += ".spans[" + std::to_string(span_index_) + "]";
    if (!field.empty()) (refusal_ += ".") += field;
    (refusal_ += ": ") += what;
    return false;
  }

  static constexpr std::size_t none = SIZE_MAX;

  const ReadLimits& limits_;
  const std::function<void(const SpanView&)>& show_;
  ResourceView resource_;
  ScopeView scope_;
  SpanView span_;
  std::size_t resource_index_ = 0;
  std::size_t scope_index_ = none;
  std::size_t span_index_ = none;
  std::size_t span_count_ = 0;
  std::size_t group_ = 0;
  std::string refusal_;
};

}  // namespace

Result<Done> read_spans(std::string_view request, const ReadLimits& limits,
                        const std::function<void(const SpanView&)>& show) {
  Walk walk(limits, show);
  try {
    if (!walk.request(reader(request))) return walk.refusal();
    return Done{};
  } catch (const protozero::end_of_buffer_exception&) {
    return walk.broken("ends in the middle of a field");
  } catch (const protozero::exception&) {
    return walk.broken("is not protobuf");
  }
}

std::vector<ValueView> array_members(const ValueView& array) {
  std::vector<ValueView> members;
  try {
    pbf_reader message = reader(array.bytes);
    while (message.next(1, length_delimited)) members.push_back(read_value(message.get_message()));
  } catch (const protozero::exception&) {
    members.clear();
  }
  return members;
}

AttributeViews object_members(const ValueView& object) {
  AttributeViews members;
  try {
    pbf_reader message = reader(object.bytes);
    while (message.next(1, length_delimited)) {
      members.push_back(read_attribute(message.get_message()));
    }
  } catch (const protozero::exception&) {
    members.clear();
  }
  return members;
}

}  // namespace sotto::collector
