#pragma once

#include <cstddef>
#include <cstdint>

#include <sotto/detail/sampling_point.hpp>
#include <sotto/export.hpp>
#include <sotto/ids.hpp>

namespace sotto::detail {

class TraceState;
struct SpanAccess;

/// The kinds of item in a span's buffer. Each is written as
/// [field u8][value type u8][key bytes u16][value bytes u32][key][value], unaligned.
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

/// What a link says of the span that it leads to, beside its tracestate. No padding.
struct LinkIds {
  TraceId trace_id;
  SpanId span_id;
  std::uint8_t flags;
  bool is_remote;
};

/// What is fixed in size about a span; copied into the ring as it is. A score travels in the same
/// form: its span_id is its own, and its parent is the span that is scored, when there is one.
struct SpanHeader {
  TraceId trace_id;
  SpanId span_id;
  SpanId parent_span_id;
  std::uint64_t start_ticks;
  std::uint64_t end_ticks;
  TraceState* trace;         // counted reference, or null
  const void* trace_values;  // the trace's values when the span ended; lives as long as `trace`
  std::uint8_t type;         // ObservationType; of a score: ScoreSubject
  std::uint8_t status;       // SpanStatus
  std::uint8_t level;        // Level
  std::uint8_t flags;        // W3C trace flags
  bool is_local_root;        // no parent in this process
  bool parent_is_remote;
  bool is_detached;  // on no thread's context stack any more
  bool is_priority;  // an error or a slow span: kept whatever becomes of its trace
  bool is_score;
  std::uint8_t attributes;  // of each kind so far, for the limits of 128
  std::uint8_t events;
  std::uint8_t links;
  std::uint16_t generation;  // of the process: a fork's child does not end its parent's spans
  std::uint16_t name_bytes;  // the name stands first in the items, without a head
  std::uint32_t dropped_attributes;
  std::uint16_t dropped_events;  // 65535 means as many or more; so for links
  std::uint16_t dropped_links;
  std::uint32_t cut_fields;  // texts that were shortened
  std::uint32_t owner;       // the thread slot whose context stack holds this span
  SamplingPoint sampling;    // of the trace's begin
};
static_assert(sizeof(SpanHeader) <= 112, "its bytes are copied for every span");

/// A span while it is open: its header and its items, in place while they are small and in one
/// heap block once they are not. Nothing in it is initialised until the span starts.
///
/// Threads: one at a time.  Memory: 640 bytes in the caller's frame, plus the block.
class SpanBuffer {
 public:
  static constexpr std::uint32_t inline_bytes = 512;

  SpanBuffer() noexcept {}  // NOLINT: the header is written when the span starts
  SpanBuffer(const SpanBuffer&) = delete;
  SpanBuffer& operator=(const SpanBuffer&) = delete;

  bool is_open() const noexcept { return is_open_; }
  /// Moves `other`, which is then closed. This one must be closed.
  SOTTO_API void take(SpanBuffer& other) noexcept;

  SpanHeader header;

 private:
  friend struct SpanAccess;

  bool is_open_ = false;
  std::uint32_t used_;
  std::uint32_t capacity_;  // of the block; meaningless while block_ is null
  unsigned char* block_;    // malloc'ed, or null
  unsigned char inline_[inline_bytes];
};

}  // namespace sotto::detail
