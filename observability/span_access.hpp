#pragma once

#include <cstdint>
#include <string_view>

#include <sotto/attribute.hpp>
#include <sotto/context.hpp>
#include <sotto/detail/span_buffer.hpp>
#include <sotto/tracing.hpp>

#include "core/short_text.hpp"
#include "observability/recording.hpp"
#include "pipeline/context_stack.hpp"

namespace sotto::detail {

/// What the files of observability/ do with a span's buffer; the public classes hide it.
///
/// Threads: the span's.
struct SpanAccess {
  static SpanBuffer& buffer(Span& span) noexcept { return span.buffer_; }

  /// Opens a closed buffer under that name, which stands first in the items. The header is the
  /// caller's to write, before.
  static void open(SpanBuffer& buffer, std::string_view name) noexcept {
    buffer.block = nullptr;
    buffer.is_open_ = true;
    buffer.room_ = observability::limits.in_place_bytes.load(std::memory_order_relaxed);
    if (name.size() > buffer.room_) return append_long_name(buffer, name);
    core::copy_short(buffer.inline_, name.data(), name.size());
    buffer.item_bytes = static_cast<std::uint32_t>(name.size());
    buffer.header.name_bytes = static_cast<std::uint16_t>(name.size());
  }

  /// Appends an item. Text beyond the limits is cut and counted in the header; when nothing of it
  /// fits the item is left out. False when it was.
  static bool append(SpanBuffer& buffer, Field field, std::string_view key,
                     AttributeValue value) noexcept;

  /// Closes the buffer. Its record stays as it is, for who hands it over.
  static void close(SpanBuffer& buffer) noexcept { buffer.is_open_ = false; }

  /// Sends an open buffer as a score, with an id of its own and, unless it has one, a trace id of
  /// its own; closes it. Takes the header's trace reference. One that is not `is_whole` for want
  /// of memory is counted instead.
  static void submit_score(SpanBuffer& buffer, bool is_whole) noexcept;

 private:
  static unsigned char* reserve(SpanBuffer& buffer, std::uint32_t bytes) noexcept;
  static bool move_to_block(SpanBuffer& buffer, std::uint32_t bytes) noexcept;
  static void append_long_name(SpanBuffer& buffer, std::string_view name) noexcept;
  static bool append_with_limits(SpanBuffer& buffer, Field field, std::string_view key,
                                 AttributeValue value) noexcept;
};

struct ContextAccess {
  /// `trace` and `baggage` are retained, unless null.
  static Context make(const TraceId& trace_id, const SpanId& span_id, TraceState* trace,
                      const SamplingPoint& sampling, std::uint8_t flags, bool is_remote,
                      SharedBaggage* baggage = nullptr) noexcept;
  static void set_baggage(Context& context, SharedBaggage* baggage) noexcept;

  /// The context as an entry without a token; its references are not counted yet.
  static pipeline::ContextStack::Entry entry(const Context& context) noexcept;

  static TraceState* trace(const Context& context) noexcept { return context.trace_; }
  static SharedBaggage* baggage(const Context& context) noexcept { return context.baggage_; }
  static const SamplingPoint& sampling(const Context& context) noexcept {
    return context.sampling_;
  }
  static std::uint8_t flags(const Context& context) noexcept { return context.flags_; }
};

}  // namespace sotto::detail
