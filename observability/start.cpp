// How spans begin and end: ids, the parent, the place on the thread's context stack, and the way
// into the thread's ring.

#include <cstring>
#include <new>

#include <sotto/tracing.hpp>

#include "core/clock.hpp"
#include "observability/recording.hpp"
#include "observability/span_access.hpp"
#include "observability/trace_values.hpp"
#include "pipeline/ot_tracestate.hpp"
#include "pipeline/sampler.hpp"
#include "pipeline/span_memory.hpp"
#include "pipeline/thread_slot.hpp"
#include "pipeline/trace_state.hpp"
#include "pipeline/wake.hpp"

namespace sotto {
namespace {

using detail::SpanAccess;
using detail::SpanBuffer;
using detail::SpanHeader;
using detail::TraceState;
using pipeline::Busy;
using pipeline::DropReason;
using pipeline::sampled_flag;
using pipeline::ThreadSlot;

constexpr std::uint8_t random_flag = 2;  // W3C level 2: the trace id's last 7 bytes are random

void drop(ThreadSlot& slot, DropReason reason) noexcept {
  pipeline::bump(slot.spans.dropped[static_cast<std::size_t>(reason)]);
}

/// A handler interrupted the thread inside a span call. Only here is the counter written, and the
/// instruction cannot be torn.
void drop_reentrant(ThreadSlot& slot) noexcept {
  slot.spans.dropped[static_cast<std::size_t>(DropReason::reentrant)].fetch_add(
      1, std::memory_order_relaxed);
}

void leave_stack(const SpanHeader& header, ThreadSlot& slot) noexcept {
  pipeline::ContextStack::Entry entry;
  if (slot.contexts.remove(header.span_id, entry)) return release(entry);
  if (!header.is_detached) pipeline::end_on_owner(header.owner, {header.span_id});
}

void fill_ids(SpanHeader& header, ThreadSlot& slot, bool is_new_trace) noexcept {
  const auto write = [&slot](std::uint8_t* at) {
    std::uint64_t random = slot.random.next();
    if (random == 0) random = 1;  // all zero means "none"
    std::memcpy(at, &random, sizeof(random));
  };
  write(header.span_id.bytes.data());
  if (!is_new_trace) return;
  write(header.trace_id.bytes.data());
  write(header.trace_id.bytes.data() + 8);
  header.flags = random_flag;
  if (pipeline::randomness_of(header.trace_id) >= header.sampling.threshold) {
    header.flags |= sampled_flag;
  }
}

struct Parent {
  TraceId trace_id;
  SpanId span_id;
  detail::SamplingPoint sampling{};
  std::uint8_t flags = 0;
  bool is_remote = false;
};

/// Opens `span` and makes it the thread's current one. `trace` is retained twice: for the span and
/// for the stack.
void begin(Span& span, std::string_view name, ObservationType type, const Parent* parent,
           TraceState* trace, ThreadSlot& slot) noexcept {
  SpanBuffer& buffer = SpanAccess::buffer(span);
  SpanAccess::open(buffer);
  SpanHeader& header = buffer.header;
  if (parent != nullptr) {
    header.trace_id = parent->trace_id;
    header.parent_span_id = parent->span_id;
    header.parent_is_remote = parent->is_remote;
    header.flags = parent->flags;
    header.sampling = parent->sampling;
  } else {
    header.sampling = pipeline::current_sampling_point.load();
  }
  header.is_local_root = parent == nullptr || parent->is_remote;
  fill_ids(header, slot, parent == nullptr);
  header.type = static_cast<std::uint8_t>(type);
  header.level = static_cast<std::uint8_t>(Level::normal);
  header.generation = pipeline::fork_generation();
  header.owner = slot.number;
  header.trace = trace;
  if (trace != nullptr) {
    trace->retain();
    trace->retain();
  }
  SpanAccess::append_name(buffer, name);

  pipeline::ContextStack::Entry entry;
  entry.trace_id = header.trace_id;
  entry.span_id = header.span_id;
  entry.trace = trace;
  entry.sampling = header.sampling;
  entry.flags = header.flags;
  if (!slot.contexts.push(entry)) release(entry);
  header.start_ticks = core::now_ticks();
}

/// The slot, ready for a new span; null when none can be recorded, which is then counted.
ThreadSlot* ready_slot() noexcept {
  ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr) {
    pipeline::count_spans_without_slot();
    return nullptr;
  }
  if (slot->is_busy) {
    drop_reentrant(*slot);
    return nullptr;
  }
  return slot;
}

/// Errors and slow spans are kept whatever becomes of their trace.
bool is_priority(const SpanHeader& header) noexcept {
  return header.status == static_cast<std::uint8_t>(SpanStatus::error) ||
         header.end_ticks - header.start_ticks >=
             pipeline::slow_threshold.ticks.load(std::memory_order_relaxed);
}

/// Into the ring, or counted. Takes the header's trace reference and the block in either case.
void submit(SpanHeader& header, const unsigned char* items, std::uint32_t item_bytes,
            unsigned char* block, ThreadSlot& slot) noexcept {
  const auto give_up = [&](auto count) {
    count();
    pipeline::free_span_block(block);
    if (header.trace != nullptr) header.trace->release();
  };
  if (!detail::is_on(detail::tracing_bit)) {
    return give_up([&] { drop(slot, DropReason::shutdown); });
  }
  header.is_priority = is_priority(header);
  if ((header.flags & sampled_flag) == 0 && !header.is_priority) {
    return give_up([&] { pipeline::bump(slot.spans.sampled_out); });
  }
  pipeline::SpanRing* ring = slot.ring.load(std::memory_order_relaxed);
  if (ring == nullptr) ring = pipeline::make_ring(slot);
  if (ring == nullptr) return give_up([&] { drop(slot, DropReason::no_memory); });

  pipeline::SpanSlotRecord record;
  const std::uint32_t in_ring = block == nullptr ? item_bytes : 0;
  record.bytes = static_cast<std::uint32_t>((sizeof(record) + in_ring + 7) & ~std::size_t{7});
  record.item_bytes = item_bytes;
  record.block = block;
  record.header = header;
  // Counted before it can be taken: a reader never sees more drained than accepted.
  pipeline::bump(slot.spans.accepted);
  if (!ring->try_push(record, items, header.is_priority) &&
      !(pipeline::grow_ring(*ring) && ring->try_push(record, items, header.is_priority))) {
    slot.spans.accepted.store(slot.spans.accepted.load(std::memory_order_relaxed) - 1,
                              std::memory_order_relaxed);
    give_up([&] { drop(slot, DropReason::ring_full); });
  }
  const auto state = pipeline::thread_state.load(std::memory_order_relaxed);
  if (state != pipeline::ThreadState::awake &&
      (state == pipeline::ThreadState::absent || ring->is_half_full())) {
    pipeline::wake_thread();
  }
}

struct OpenedTrace {
  TraceState* trace = nullptr;  // null when memory is short: recorded without its values
  std::uint32_t cut_fields = 0;
  std::uint32_t left_out = 1;
};

OpenedTrace make_trace(const TraceOptions& options) noexcept {
  try {
    TraceState::Values values;
    observability::TraceValues writer(values);
    writer.set(&TraceState::Values::name, options.name);
    writer.set(&TraceState::Values::user_id, options.user_id);
    writer.set(&TraceState::Values::session_id, options.session_id);
    writer.set(&TraceState::Values::version, options.version);
    if (options.parent) values.trace_state = options.parent->tracestate();
    for (const std::string& tag : options.tags) writer.add_tag(tag);
    for (const Attribute& attribute : options.metadata) {
      writer.set_metadata(attribute.key, attribute.value);
    }
    if (TraceState* const trace = TraceState::make(std::move(values))) {
      return {trace, writer.cut_fields(), writer.left_out()};
    }
  } catch (const std::bad_alloc&) {
    return {};
  }
  return {};
}

}  // namespace

void Span::finish() noexcept {
  SpanHeader& header = buffer_.header;
  header.end_ticks = core::now_ticks();
  const unsigned char* items = SpanAccess::items(buffer_);
  const std::uint32_t item_bytes = SpanAccess::item_bytes(buffer_);
  unsigned char* const block = SpanAccess::close(buffer_);
  ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr || slot->is_busy) {
    slot == nullptr ? pipeline::count_spans_without_slot() : drop_reentrant(*slot);
    pipeline::free_span_block(block);
    if (header.trace != nullptr) header.trace->release();
    return;
  }
  const Busy busy(*slot);
  leave_stack(header, *slot);
  if (header.generation != pipeline::fork_generation()) {
    // The parent's span, copied by fork(): the parent ends and sends it.
    pipeline::free_span_block(block);
    if (header.trace != nullptr) header.trace->release();
    return;
  }
  if (header.trace != nullptr) header.trace_values = header.trace->values();
  if (header.cut_fields != 0) pipeline::bump(slot->spans.cut_fields, header.cut_fields);
  submit(header, items, item_bytes, block, *slot);
}

void Span::leave_thread() noexcept {
  ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr || slot->is_busy) return;
  const Busy busy(*slot);
  pipeline::ContextStack::Entry entry;
  if (slot->contexts.remove(buffer_.header.span_id, entry)) release(entry);
  buffer_.header.is_detached = true;
}

namespace detail {

void SpanAccess::submit_score(SpanBuffer& buffer, bool is_whole) noexcept {
  SpanHeader& header = buffer.header;
  const unsigned char* const in_items = items(buffer);
  const std::uint32_t bytes = item_bytes(buffer);
  unsigned char* const block = close(buffer);
  ThreadSlot* const slot = ready_slot();
  if (slot == nullptr || !is_whole) {
    if (slot != nullptr) drop(*slot, DropReason::no_memory);
    pipeline::free_span_block(block);
    if (header.trace != nullptr) header.trace->release();
    return;
  }
  const Busy busy(*slot);
  fill_ids(header, *slot, !header.trace_id.is_valid());
  header.flags |= sampled_flag;  // asked for one by one: never sampled out
  header.start_ticks = header.end_ticks = core::now_ticks();
  if (header.cut_fields != 0) pipeline::bump(slot->spans.cut_fields, header.cut_fields);
  submit(header, in_items, bytes, block, *slot);
}

void open_span(Span& span, std::string_view name, ObservationType type) noexcept {
  ThreadSlot* const slot = ready_slot();
  if (slot == nullptr) return;
  const Busy busy(*slot);
  if (slot->has_foreign_ends.load(std::memory_order_relaxed)) pipeline::take_foreign_ends(*slot);
  const auto* const current = slot->contexts.top();
  if (current == nullptr) return begin(span, name, type, nullptr, nullptr, *slot);
  const Parent parent{current->trace_id, current->span_id, current->sampling, current->flags,
                      current->is_remote};
  begin(span, name, type, &parent, current->trace, *slot);
}

void open_generation(Span& span, std::string_view name, const GenerationOptions& options) noexcept {
  open_span(span, name, ObservationType::generation);
  if (!span.is_recording()) return;
  SpanBuffer& buffer = SpanAccess::buffer(span);
  const auto add = [&buffer](Field field, AttributeValue value) {
    if (!SpanAccess::append(buffer, field, {}, value)) ++buffer.header.cut_fields;
  };
  if (!options.model.empty()) add(Field::model, options.model);
  if (!options.provider.empty()) add(Field::model_provider, options.provider);
  if (options.prompt_name.empty()) return;
  add(Field::prompt_name, options.prompt_name);
  add(Field::prompt_version, options.prompt_version);
}

void open_trace(Span& span, const TraceOptions& options) noexcept {
  ThreadSlot* const slot = ready_slot();
  if (slot == nullptr) return;
  const Busy busy(*slot);
  const OpenedTrace opened = make_trace(options);
  TraceState* const trace = opened.trace;
  if (options.parent && options.parent->is_valid()) {
    const Context& remote = *options.parent;
    const Parent parent{remote.trace_id(), remote.span_id(), ContextAccess::sampling(remote),
                        ContextAccess::flags(remote), remote.is_remote()};
    begin(span, options.name, ObservationType::span, &parent, trace, *slot);
  } else {
    begin(span, options.name, ObservationType::span, nullptr, trace, *slot);
  }
  if (options.parent && ContextAccess::baggage(*options.parent) != nullptr) {
    slot->contexts.set_baggage(SpanAccess::buffer(span).header.span_id,
                               *ContextAccess::baggage(*options.parent));
  }
  SpanHeader& header = SpanAccess::buffer(span).header;
  header.cut_fields += opened.cut_fields;
  header.dropped_attributes += opened.left_out;
  if (trace != nullptr) trace->release();  // the span and the stack hold it now
}

}  // namespace detail
}  // namespace sotto
