#include "privacy/record_scrubber.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <exception>

#include "core/utf8.hpp"
#include "privacy/secret_names.hpp"

namespace sotto::privacy {
namespace {

/// A list in an arena, in which a key has one value: the last.
class UniqueList {
 public:
  /// `places` is scratch: where the key of each hash stands, counted from 1.
  UniqueList(core::Arena& arena, std::vector<std::uint32_t>& places, std::size_t most)
      : items_(arena.make_array<Attribute>(most)), places_(places) {
    places_.assign(std::bit_ceil(2 * most), 0);
  }

  void put(std::string_view key, std::uint64_t hash, const AttributeValue& value) noexcept {
    for (;; ++hash) {
      std::uint32_t& place = places_[hash & (places_.size() - 1)];
      if (place == 0) {
        items_[count_++] = {key, value};
        place = static_cast<std::uint32_t>(count_);
        return;
      }
      Attribute& item = items_[place - 1];
      if (!core::equals_short(item.key, key)) continue;
      item.value = value;
      return;
    }
  }

  void put(std::string_view key, const AttributeValue& value) noexcept {
    put(key, core::hash_short(key), value);
  }

  std::span<const Attribute> items() const noexcept { return items_.first(count_); }

 private:
  std::span<Attribute> items_;
  std::vector<std::uint32_t>& places_;
  std::size_t count_ = 0;
};

using Digits = std::array<char, 32>;  // of a number of 64 bits

/// As a text would have it; a number is written into `digits`.
std::string_view text_of(const AttributeValue& value, Digits& digits) noexcept {
  using Type = AttributeValue::Type;
  if (value.type() == Type::text) return value.text();
  char* const begin = digits.data();
  char* const end = begin + digits.size();
  const auto written = value.type() == Type::integer ? std::to_chars(begin, end, value.integer())
                                                     : std::to_chars(begin, end, value.real());
  return {begin, written.ptr};
}

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

/// The same for a text that may be remembered in `row`, which no other text takes meanwhile.
std::string_view Scrubber::clean(std::string_view text, TextMemo::Row* row) {
  if (row == nullptr) return clean(text);
  if (row->is_clean) {
    ++text_.counts().fields;
    return text;
  }
  const std::string_view cleaned = clean(text);
  row->is_clean = cleaned.data() == text.data();
  return cleaned;
}

std::string_view Scrubber::clean(std::string_view text, core::Arena& arena) {
  if (text.empty()) return {};
  try {
    return arena.copy(clean(text, remembered(text, core::hash_short(text))));
  } catch (const std::exception&) {
    ++text_.counts().failed;
    return failed_text;
  }
}

/// Null where remembering is of no use: nothing is looked for, or the text is too long.
TextMemo::Row* Scrubber::remembered(std::string_view text, std::uint64_t hash) {
  return policy_ == CaptureContent::full ? nullptr : memo_.find(text, hash);
}

/// For what the policy `none` leaves out.
std::string_view Scrubber::clean_content(std::string_view text, core::Arena& arena) {
  return policy_ == CaptureContent::none ? std::string_view() : clean(text, arena);
}

std::optional<std::string_view> Scrubber::clean_content(std::optional<std::string_view> text,
                                                        core::Arena& arena) {
  if (!text || policy_ == CaptureContent::none) return std::nullopt;
  return clean(*text, arena);
}

std::span<const Attribute> Scrubber::clean_content(std::span<const Attribute> list,
                                                   core::Arena& arena) {
  if (policy_ == CaptureContent::none) return {};
  return clean_list(list, {}, arena);
}

Scrubber::Name Scrubber::clean_name(std::string_view raw, core::Arena& arena) {
  Name name{.text = {}, .hash = core::hash_short(raw), .kind = {}};
  try {
    TextMemo::Row* const row = remembered(raw, name.hash);
    if (policy_ != CaptureContent::full) name.kind = row ? row->name_kind() : kind_of_name(raw);
    const std::string_view cleaned = clean(raw, row);
    name.text = arena.copy(cleaned);
    if (cleaned.data() == raw.data()) return name;
  } catch (const std::exception&) {
    ++text_.counts().failed;
    name.text = failed_text;
  }
  name.hash = core::hash_short(name.text);
  return name;
}

/// What stands in the place of a value of a secret name; counted.
std::string_view Scrubber::marker_of(SecretKind kind, const AttributeValue& value,
                                     core::Arena& arena) {
  ++text_.counts().fields;
  ++text_.counts().replaced[static_cast<std::size_t>(kind)];
  if (text_.tags() == Tags::off) return marker(kind);
  try {
    Digits digits;
    scrubbed_.clear();
    append_marker(scrubbed_, marker(kind), text_of(value, digits), text_.tags());
    return arena.copy(scrubbed_);
  } catch (const std::exception&) {
    return marker(kind);
  }
}

/// Of the attribute of that name. Nothing where the policy `none` leaves the value out.
std::optional<AttributeValue> Scrubber::clean_value(const Name& name, const AttributeValue& value,
                                                    core::Arena& arena) {
  using Type = AttributeValue::Type;
  if (policy_ == CaptureContent::full) {
    return value.type() == Type::text ? AttributeValue(clean(value.text(), arena)) : value;
  }
  if (value.type() == Type::boolean) return value;
  if (name.kind) return AttributeValue(marker_of(*name.kind, value, arena));
  if (value.type() == Type::text) {
    if (policy_ == CaptureContent::none) return std::nullopt;
    return AttributeValue(clean(value.text(), arena));
  }
  // A number may be a card's; the shortest of those have 13 digits.
  constexpr std::int64_t least_card = 1'000'000'000'000;
  if (value.type() == Type::integer && value.integer() >= least_card) {
    Digits digits;
    const std::string_view text = text_of(value, digits);
    const std::string_view cleaned = clean(text);
    if (cleaned.data() != text.data()) return AttributeValue(arena.copy(cleaned));
  }
  return value;
}

/// `ours` are numbers that stand behind the program's.
std::span<const Attribute> Scrubber::clean_list(std::span<const Attribute> raw,
                                                std::span<const Attribute> ours,
                                                core::Arena& arena) {
  if (raw.empty() && ours.empty()) return {};
  try {
    UniqueList list(arena, places_, raw.size() + ours.size());
    for (const Attribute& attribute : raw) {
      const Name name = clean_name(attribute.key, arena);
      const auto value = clean_value(name, attribute.value, arena);
      if (value) list.put(name.text, name.hash, *value);
    }
    for (const Attribute& attribute : ours) list.put(attribute.key, attribute.value);
    return list.items();
  } catch (const std::exception&) {
    ++text_.counts().failed;
    return {};
  }
}

std::span<const Attribute> Scrubber::clean_span_attributes(const SpanRecord& raw,
                                                           core::Arena& arena) {
  if (policy_ != CaptureContent::none) return clean_list(raw.attributes, {}, arena);
  std::array<Attribute, 2> sizes;
  std::size_t count = 0;
  if (raw.input) sizes[count++] = {"sotto.input_bytes", raw.input->size()};
  if (raw.output) sizes[count++] = {"sotto.output_bytes", raw.output->size()};
  return clean_list(raw.attributes, std::span(sizes).first(count), arena);
}

std::span<const std::string_view> Scrubber::clean_tags(std::span<const std::string_view> raw,
                                                       core::Arena& arena) {
  if (raw.empty()) return {};
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
  if (raw.empty()) return {};
  try {
    const auto events = arena.make_array<EventRecord>(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
      events[i] = {clean(raw[i].name, arena), raw[i].unix_ns,
                   clean_content(raw[i].attributes, arena)};
    }
    return events;
  } catch (const std::exception&) {
    ++text_.counts().failed;
    return {};
  }
}

std::span<const LinkRecord> Scrubber::clean_links(std::span<const LinkRecord> raw,
                                                  core::Arena& arena) {
  if (raw.empty()) return {};
  try {
    const auto links = arena.make_array<LinkRecord>(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
      links[i] = raw[i];
      links[i].trace_state = clean_trace_state(raw[i].trace_state, arena);
      links[i].attributes = clean_content(raw[i].attributes, arena);
    }
    return links;
  } catch (const std::exception&) {
    ++text_.counts().failed;
    return {};
  }
}

/// Other systems' text, and of no use to them once a part of it is replaced: then it is left out.
std::string_view Scrubber::clean_trace_state(std::string_view raw, core::Arena& arena) {
  if (raw.empty()) return {};
  const std::string_view cleaned = clean(raw, arena);
  return cleaned == raw ? cleaned : std::string_view();
}

Scrubbed<TraceRecord> Scrubber::scrub(Unscrubbed<TraceRecord> raw, core::Arena& arena) {
  TraceRecord& record = *raw;
  record.name = clean(record.name, arena);
  record.user_id = clean_content(record.user_id, arena);
  record.session_id = clean_content(record.session_id, arena);
  record.version = clean(record.version, arena);
  record.trace_state = clean_trace_state(record.trace_state, arena);
  record.tags = clean_tags(record.tags, arena);
  record.metadata = clean_content(record.metadata, arena);
  return Scrubbed<TraceRecord>(record);
}

Scrubbed<SpanRecord> Scrubber::scrub(Unscrubbed<SpanRecord> raw, const Scrubbed<TraceRecord>* trace,
                                     core::Arena& arena) {
  SpanRecord& record = *raw;  // every view in it is set below
  record.trace_state = clean_trace_state(record.trace_state, arena);
  record.name = clean(record.name, arena);
  record.status_message = clean_content(record.status_message, arena);
  record.error_type = clean(record.error_type, arena);
  record.attributes = clean_span_attributes(record, arena);
  record.input = clean_content(record.input, arena);
  record.output = clean_content(record.output, arena);
  record.metadata = clean_content(record.metadata, arena);
  record.tags = clean_tags(record.tags, arena);
  record.events = clean_events(record.events, arena);
  record.links = clean_links(record.links, arena);
  record.model = clean(record.model, arena);
  record.response_model = clean(record.response_model, arena);
  record.model_provider = clean(record.model_provider, arena);
  record.model_parameters = clean_list(record.model_parameters, {}, arena);
  record.prompt_name = clean(record.prompt_name, arena);
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

Scrubbed<ScoreRecord> Scrubber::scrub(Unscrubbed<ScoreRecord> raw,
                                      const Scrubbed<TraceRecord>* trace, core::Arena& arena) {
  ScoreRecord& record = *raw;  // every view in it is set below
  record.session_id = clean_content(record.session_id, arena);
  record.id = record.id.empty() ? made_id(record, arena) : clean(record.id, arena);
  const Name name = clean_name(record.name, arena);
  record.name = name.text;
  record.comment = clean_content(record.comment, arena);
  if (record.value.type() == AttributeValue::Type::text) {
    record.value =
        name.kind ? marker_of(*name.kind, record.value, arena) : clean(record.value.text(), arena);
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
  for (const auto& [key, value] : attributes) {
    try {
      const Name name = clean_name(key, arena);
      const auto text = clean_value(name, AttributeValue(value), arena);
      scrubbed.emplace_back(name.text, text->text());
    } catch (const std::exception&) {
      ++text_.counts().failed;
    }
  }
  return scrubbed;
}

}  // namespace sotto::privacy
