#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <sotto/attribute.hpp>
#include <sotto/detail/sampling_point.hpp>
#include <sotto/export.hpp>
#include <sotto/ids.hpp>

namespace sotto::detail {

class TraceState;
struct SpanAccess;

/// The kinds of item in a span's buffer, see ItemHead.
enum class Field : std::uint8_t {
  attribute,
  metadata,
  tag,
  input,
  output,
  event,  // key: name, value: ticks; its attributes follow as event_attribute
  event_attribute,
  link,  // key: LinkIds as bytes, value: tracestate; its attributes follow as link_attribute
  link_attribute,
  status_message,
  error_type,
  model,           // asked for
  response_model,  // answered
  model_provider,
  model_parameter,
  input_tokens,
  output_tokens,
  total_tokens,
  cache_read_tokens,
  cache_creation_tokens,
  reasoning_tokens,
  input_audio_tokens,
  output_audio_tokens,
  cost_total,
  cost_input,
  cost_output,
  completion_start,  // ticks
  prompt_name,
  prompt_version,
  score_value,
  score_comment,
  score_id,
  score_session,
};

/// The head of one item in a span's buffer. Key and value follow, unaligned.
struct ItemHead {
  Field field;
  AttributeValue::Type type;
  std::uint16_t key_bytes;
  std::uint32_t value_bytes;
};
static_assert(sizeof(ItemHead) == 8, "no padding is written");

/// What a link says of the span that it leads to, beside its tracestate. No padding.
struct LinkIds {
  TraceId trace_id;
  SpanId span_id;
  std::uint8_t flags;
  bool is_remote;
};

/// The small values of a span. All but the first four and the name's size begin as a thread's blank
/// ones, which are copied as a whole; the first four are written as a word.
struct SpanMarks {
  std::uint8_t type;   // ObservationType; of a score: ScoreSubject
  std::uint8_t flags;  // W3C trace flags
  bool is_local_root;  // no parent in this process
  bool parent_is_remote;
  std::uint8_t status;  // SpanStatus
  std::uint8_t level;   // Level
  bool is_detached;     // on no thread's context stack any more
  bool is_priority;     // an error or a slow span: kept whatever becomes of its trace
  bool is_score;
  std::uint8_t attributes;  // of each kind, for the limits of 128; in place are never too many
  std::uint8_t events;
  std::uint8_t links;
  std::uint16_t generation;  // of the process: a fork's child does not end its parent's spans
  std::uint16_t name_bytes;  // the name stands first in the items, without a head
  std::uint32_t dropped_attributes;
  std::uint16_t dropped_events;  // 65535 means as many or more; so for links
  std::uint16_t dropped_links;
  std::uint32_t cut_fields;  // texts that were shortened
  std::uint32_t owner;       // the thread slot whose context stack holds this span
};
static_assert(sizeof(SpanMarks) == 32, "two registers' worth");

/// What is fixed in size about a span; copied into the ring as it is. A score travels in the same
/// form: its span_id is its own, and its parent is the span that is scored, when there is one.
struct SpanHeader : SpanMarks {
  TraceId trace_id;
  SpanId span_id;
  SpanId parent_span_id;
  std::uint64_t start_ticks;
  std::uint64_t end_ticks;
  TraceState* trace;         // counted reference, or null
  const void* trace_values;  // the trace's values when the span ended; lives as long as `trace`
  SamplingPoint sampling;    // of the trace's begin
};
static_assert(sizeof(SpanHeader) <= 112, "its bytes are copied for every span");

/// One finished span in a ring: this head, then its items, unless `block` holds them.
struct SpanSlotRecord {
  std::uint32_t bytes;  // of head and items in the ring, a multiple of a cache line
  std::uint32_t item_bytes;
  unsigned char* block;  // malloc'ed, owned by the record; null: the items follow
  SpanHeader header;

  const unsigned char* items() const noexcept {
    return block != nullptr ? block : reinterpret_cast<const unsigned char*>(this + 1);
  }
};
static_assert(sizeof(SpanSlotRecord) % 64 == 0, "whole cache lines are copied");

/// A span while it is open: the record that it will be in the ring, so that its end is one copy.
/// The items stand in place while they are small, and in one heap block once they are not. Nothing
/// in it is initialised until the span starts.
///
/// Threads: one at a time.  Memory: 648 bytes in the caller's frame, plus the block.
class SpanBuffer : public SpanSlotRecord {
 public:
  static constexpr std::uint32_t inline_bytes = 512;

  SpanBuffer() noexcept {}  // NOLINT: the record is written when the span starts
  SpanBuffer(const SpanBuffer&) = delete;
  SpanBuffer& operator=(const SpanBuffer&) = delete;

  bool is_open() const noexcept {
#ifdef SOTTO_DISABLED
    return false;
#else
    return is_open_;
#endif
  }

  /// Appends an item whose sizes the compiler knows, in a few stores. False, and nothing done, when
  /// it does not know them or the item does not fit in place: SpanAccess::append is for these.
  SOTTO_ALWAYS_INLINE bool append_known(Field field, std::string_view key,
                                        const AttributeValue& value) noexcept {
    const bool is_text = value.type() == AttributeValue::Type::text;
    const std::size_t key_bytes = key.size();
    const std::size_t value_bytes = is_text ? value.text().size() : sizeof(std::int64_t);
    if (!__builtin_constant_p(key_bytes) || !__builtin_constant_p(value_bytes)) return false;
    if (key_bytes > most_known_bytes || value_bytes > most_known_bytes) return false;
    const std::size_t size = sizeof(ItemHead) + key_bytes + value_bytes;
    if (item_bytes + size > room_) return false;
    unsigned char* at = inline_ + item_bytes;
    item_bytes += static_cast<std::uint32_t>(size);
    const ItemHead head{field, value.type(), static_cast<std::uint16_t>(key_bytes),
                        static_cast<std::uint32_t>(value_bytes)};
    std::memcpy(at, &head, sizeof(head));
    at += sizeof(head);
    if (key_bytes != 0) std::memcpy(at, key.data(), key_bytes);
    at += key_bytes;
    if (is_text) {
      if (value_bytes != 0) std::memcpy(at, value.text().data(), value_bytes);
    } else {
      const std::int64_t number = value.bits();
      std::memcpy(at, &number, sizeof(number));
    }
    return true;
  }

  /// Moves `other`, which is then closed. This one must be closed.
  SOTTO_API void take(SpanBuffer& other) noexcept;

 private:
  friend struct SpanAccess;
  static constexpr std::size_t most_known_bytes = 64;  // more would only make programs larger

  unsigned char inline_[inline_bytes];  // directly behind the record, see items()
  std::uint32_t room_;      // bytes of inline_ that may be filled; 0 once there is a block
  std::uint32_t capacity_;  // of the block; meaningless while `block` is null
  bool is_open_ = false;
};

}  // namespace sotto::detail
