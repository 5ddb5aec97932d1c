#include "privacy/record_scrubber.hpp"

#include <charconv>
#include <exception>

#include "core/utf8.hpp"
#include "privacy/secret_names.hpp"

namespace sotto::privacy {
namespace {

constexpr std::string_view failed_text = "[SCRUB_FAILED]";

/// A list in an arena, in which a key has one value: the last.
class UniqueList {
 public:
  UniqueList(core::Arena& arena, std::size_t most) : items_(arena.make_array<Attribute>(most)) {}

  void put(std::string_view key, const AttributeValue& value) noexcept {
    for (Attribute& item : items_.first(count_)) {
      if (item.key == key) {
        item.value = value;
        return;
      }
    }
    items_[count_++] = {key, value};
  }

  std::span<const Attribute> items() const noexcept { return items_.first(count_); }

 private:
  std::span<Attribute> items_;
  std::size_t count_ = 0;
};

}  // namespace

Scrubber::Scrubber(CaptureContent policy, TextScrubber text) noexcept
    : policy_(policy), text_(std::move(text)) {}

/// The result lives until the next call, or is `text` itself.
std::string_view Scrubber::clean(std::string_view text) {
  if (!core::is_utf8(text)) {
    repaired_.clear();
    core::append_utf8(repaired_, text);
    text = repaired_;
  }
  if (policy_ == CaptureContent::full) return text;
  scrubbed_.clear();
  return text_.scrub(text, scrubbed_) ? std::string_view(scrubbed_) : text;
}

std::string_view Scrubber::clean(std::string_view text, core::Arena& arena) {
  try {
    return arena.copy(clean(text));
  } catch (const std::exception&) {
    ++text_.counts().failed;
    return failed_text;
  }
}

/// For texts that the policy `none` leaves out.
std::string_view Scrubber::clean_content(std::string_view text, core::Arena& arena) {
  return policy_ == CaptureContent::none ? std::string_view() : clean(text, arena);
}

/// What stands in the place of every value of a secret name; counted.
std::optional<std::string_view> Scrubber::marker_of_name(std::string_view name) {
  const auto kind = kind_of_name(name);
  if (!kind) return std::nullopt;
  ++text_.counts().fields;
  ++text_.counts().replaced[static_cast<std::size_t>(*kind)];
  return marker(*kind);
}

std::optional<AttributeValue> Scrubber::clean_value(std::string_view key,
                                                    const AttributeValue& value,
                                                    core::Arena& arena) {
  using Type = AttributeValue::Type;
  if (policy_ == CaptureContent::full) {
    return value.type() == Type::text ? AttributeValue(clean(value.text(), arena)) : value;
  }
  if (value.type() == Type::boolean) return value;
  if (const auto secret = marker_of_name(key)) return AttributeValue(*secret);
  if (value.type() == Type::text) {
    if (policy_ == CaptureContent::none) return std::nullopt;
    return AttributeValue(clean(value.text(), arena));
  }
  // A number may be a card's; the shortest of those have 13 digits.
  constexpr std::int64_t least_card = 1'000'000'000'000;
  if (value.type() == Type::integer && value.integer() >= least_card) {
    const std::string digits = std::to_string(value.integer());
    const std::string_view cleaned = clean(digits);
    if (cleaned != digits) return AttributeValue(arena.copy(cleaned));
  }
  return value;
}

std::span<const Attribute> Scrubber::clean_list(std::span<const Attribute> raw,
                                                core::Arena& arena) {
  try {
    UniqueList list(arena, raw.size());
    for (const Attribute& attribute : raw) {
      const auto value = clean_value(attribute.key, attribute.value, arena);
      if (value) list.put(clean(attribute.key, arena), *value);
    }
    return list.items();
  } catch (const std::exception&) {
    ++text_.counts().failed;
    return {};
  }
}

std::span<const Attribute> Scrubber::clean_span_attributes(const SpanRecord& raw,
                                                           core::Arena& arena) {
  const std::span<const Attribute> attributes = clean_list(raw.attributes, arena);
  if (policy_ != CaptureContent::none || (!raw.input && !raw.output)) return attributes;
  try {
    UniqueList list(arena, attributes.size() + 2);
    for (const Attribute& attribute : attributes) list.put(attribute.key, attribute.value);
    if (raw.input) list.put("sotto.input_bytes", raw.input->size());
    if (raw.output) list.put("sotto.output_bytes", raw.output->size());
    return list.items();
  } catch (const std::exception&) {
    ++text_.counts().failed;
    return attributes;
  }
}

std::span<const std::string_view> Scrubber::clean_tags(std::span<const std::string_view> raw,
                                                       core::Arena& arena) {
  try {
    const auto tags = arena.make_array<std::string_view>(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) tags[i] = clean(raw[i], arena);
    return tags;
  } catch (const std::exception&) {
    ++text_.counts().failed;
    return {};
  }
}

std::span<const EventRecord> Scrubber::clean_events(std::span<const EventRecord> raw,
                                                    core::Arena& arena) {
  try {
    const auto events = arena.make_array<EventRecord>(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
      events[i] = {clean(raw[i].name, arena), raw[i].unix_ns, {}};
      if (policy_ != CaptureContent::none) {
        events[i].attributes = clean_list(raw[i].attributes, arena);
      }
    }
    return events;
  } catch (const std::exception&) {
    ++text_.counts().failed;
    return {};
  }
}

std::span<const LinkRecord> Scrubber::clean_links(std::span<const LinkRecord> raw,
                                                  core::Arena& arena) {
  try {
    const auto links = arena.make_array<LinkRecord>(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
      links[i] = raw[i];
      links[i].trace_state = clean_trace_state(raw[i].trace_state, arena);
      links[i].attributes = {};
      if (policy_ != CaptureContent::none) {
        links[i].attributes = clean_list(raw[i].attributes, arena);
      }
    }
    return links;
  } catch (const std::exception&) {
    ++text_.counts().failed;
    return {};
  }
}

/// Other systems' text, and of no use to them once a part of it is replaced: then it is left out.
std::string_view Scrubber::clean_trace_state(std::string_view raw, core::Arena& arena) {
  const std::string_view cleaned = clean(raw, arena);
  return cleaned == raw ? cleaned : std::string_view();
}

Scrubbed<TraceRecord> Scrubber::scrub(const TraceRecord& raw, core::Arena& arena) {
  const bool keeps_content = policy_ != CaptureContent::none;
  TraceRecord record;
  record.name = clean(raw.name, arena);
  record.user_id = clean_content(raw.user_id, arena);
  record.session_id = clean_content(raw.session_id, arena);
  record.version = clean(raw.version, arena);
  record.trace_state = clean_trace_state(raw.trace_state, arena);
  record.tags = clean_tags(raw.tags, arena);
  if (keeps_content) record.metadata = clean_list(raw.metadata, arena);
  record.is_public = raw.is_public;
  return Scrubbed<TraceRecord>(record);
}

Scrubbed<SpanRecord> Scrubber::scrub(const SpanRecord& raw, const Scrubbed<TraceRecord>* trace,
                                     core::Arena& arena) {
  const bool keeps_content = policy_ != CaptureContent::none;
  SpanRecord record = raw;  // ids, times and numbers; every view is set below
  record.trace_state = clean_trace_state(raw.trace_state, arena);
  record.name = clean(raw.name, arena);
  record.status_message = clean_content(raw.status_message, arena);
  record.error_type = clean(raw.error_type, arena);
  record.input.reset();
  record.output.reset();
  if (keeps_content && raw.input) record.input = clean(*raw.input, arena);
  if (keeps_content && raw.output) record.output = clean(*raw.output, arena);
  record.attributes = clean_span_attributes(raw, arena);
  record.metadata = keeps_content ? clean_list(raw.metadata, arena) : std::span<const Attribute>();
  record.tags = clean_tags(raw.tags, arena);
  record.events = clean_events(raw.events, arena);
  record.links = clean_links(raw.links, arena);
  record.model = clean(raw.model, arena);
  record.response_model = clean(raw.response_model, arena);
  record.model_provider = clean(raw.model_provider, arena);
  record.model_parameters = clean_list(raw.model_parameters, arena);
  record.prompt_name = clean(raw.prompt_name, arena);
  record.trace = trace == nullptr ? nullptr : &trace->get();
  return Scrubbed<SpanRecord>(record);
}

/// For a score that was given none: unique, and the same for as long as the record lives.
std::string_view Scrubber::made_id(const ScoreRecord& raw, core::Arena& arena) {
  try {
    return arena.copy(raw.trace_id.to_hex() + '-' + raw.span_id.to_hex());
  } catch (const std::exception&) {
    ++text_.counts().failed;
    return failed_text;
  }
}

Scrubbed<ScoreRecord> Scrubber::scrub(const ScoreRecord& raw, const Scrubbed<TraceRecord>* trace,
                                      core::Arena& arena) {
  ScoreRecord record = raw;  // ids, time and numbers; every view is set below
  record.session_id = clean_content(raw.session_id, arena);
  record.id = raw.id.empty() ? made_id(raw, arena) : clean(raw.id, arena);
  record.name = clean(raw.name, arena);
  record.comment = clean_content(raw.comment, arena);
  if (raw.value.type() == AttributeValue::Type::text) {
    const auto secret = policy_ == CaptureContent::full ? std::nullopt : marker_of_name(raw.name);
    record.value = secret ? *secret : clean(raw.value.text(), arena);
  }
  record.trace = trace == nullptr ? nullptr : &trace->get();
  return Scrubbed<ScoreRecord>(record);
}

std::string Scrubber::scrub(std::string_view text) {
  try {
    return std::string(clean(text));
  } catch (const std::exception&) {
    ++text_.counts().failed;
    return std::string(failed_text);  // fits the string itself: no memory is asked for
  }
}

Scrubber::Texts Scrubber::scrub(const Texts& attributes) {
  Texts scrubbed;
  if (policy_ == CaptureContent::none) return scrubbed;
  core::Arena arena;
  for (const auto& [name, value] : attributes) {
    try {
      const auto text = clean_value(name, AttributeValue(value), arena);
      scrubbed.emplace_back(clean(name, arena), text->text());
    } catch (const std::exception&) {
      ++text_.counts().failed;
    }
  }
  return scrubbed;
}

}  // namespace sotto::privacy
