// How spans begin and end: ids, the parent, the place on the thread's context stack, and the way
// into the thread's ring.

#include <bit>
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
using detail::SpanSlotRecord;
using detail::TraceState;
using pipeline::Busy;
using pipeline::ContextStack;
using pipeline::DropReason;
using pipeline::sampled_flag;
using pipeline::SpanRing;
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

[[gnu::cold, gnu::noinline]] void leave_stack_below(const SpanHeader& header,
                                                    ThreadSlot& slot) noexcept {
  ContextStack::Entry entry;
  if (slot.contexts.remove(header.span_id, entry)) return release(entry);
  if (!header.is_detached) pipeline::end_on_owner(header.owner, {header.span_id});
}

SOTTO_ALWAYS_INLINE void leave_stack(const SpanHeader& header, ThreadSlot& slot) noexcept {
  const ContextStack::Entry* const entry = slot.contexts.pop(header.span_id);
  if (entry == nullptr) [[unlikely]]
    return leave_stack_below(header, slot);
  release(*entry);
}

std::uint64_t random_word(core::FastRandom& random) noexcept {
  const std::uint64_t word = random.next();
  return word != 0 ? word : 1;  // all zero means "none"
}

// Ids are handled in words of eight bytes, as the generator makes them: what is stored in halves
// and loaded as a whole soon after costs the processor more than all the rest.

std::uint64_t load_word(const std::uint8_t* at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof(word));
  return word;
}

void store_word(std::uint8_t* at, std::uint64_t word) noexcept {
  std::memcpy(at, &word, sizeof(word));
}

/// Four bytes in the order in which they shall lie in memory.
constexpr std::uint32_t word_of(std::uint32_t a, std::uint32_t b, std::uint32_t c,
                                std::uint32_t d) noexcept {
  return std::endian::native == std::endian::little ? a | b << 8 | c << 16 | d << 24
                                                    : d | c << 8 | b << 16 | a << 24;
}

/// What a span has of where it begins, beside what it shares with its entry on the stack.
struct Origin {
  std::uint64_t parent_span_id;
  std::uint32_t marks;  // see word_of: is_local_root and parent_is_remote
};
constexpr std::uint32_t local_root = word_of(0, 0, 1, 0);
constexpr std::uint32_t child_of_remote = word_of(0, 0, 1, 1);

SOTTO_ALWAYS_INLINE Origin begin_trace(ContextStack::Entry& entry,
                                       core::FastRandom& random) noexcept {
  const std::uint64_t last_bytes = random_word(random);
  const auto [threshold, epoch] = pipeline::current_sampling_point.load();
  const bool is_sampled = pipeline::randomness_of(last_bytes) >= threshold;
  store_word(entry.trace_id.bytes.data(), random_word(random));
  store_word(entry.trace_id.bytes.data() + 8, last_bytes);
  entry.sampling.threshold = threshold;
  entry.sampling.epoch = epoch;
  entry.flags = is_sampled ? random_flag | sampled_flag : random_flag;
  return {0, local_root};
}

SOTTO_ALWAYS_INLINE Origin continue_trace(ContextStack::Entry& entry,
                                          const ContextStack::Entry& parent) noexcept {
  store_word(entry.trace_id.bytes.data(), load_word(parent.trace_id.bytes.data()));
  store_word(entry.trace_id.bytes.data() + 8, load_word(parent.trace_id.bytes.data() + 8));
  entry.sampling.threshold = parent.sampling.threshold;
  entry.sampling.epoch = parent.sampling.epoch;
  entry.flags = parent.flags;
  return {load_word(parent.span_id.bytes.data()), parent.is_remote ? child_of_remote : 0};
}

/// Opens `span` and makes it the thread's current one, at `entry`, which holds its trace's part
/// already. `trace` is retained twice: for the span and for the stack.
///
/// The clock is read half way: what is stored before and after waits in the processor until it is
/// read, and there is room for so many stores only.
SOTTO_ALWAYS_INLINE void begin(Span& span, std::string_view name, ObservationType type,
                               ContextStack::Entry& entry, const Origin& origin, TraceState* trace,
                               core::FastRandom random, ThreadSlot& slot) noexcept {
  store_word(entry.span_id.bytes.data(), random_word(random));
  slot.random = random;
  entry.trace = trace;
  entry.baggage = nullptr;
  entry.token = 0;
  entry.is_remote = false;
  entry.is_outside = false;

  SpanBuffer& buffer = SpanAccess::buffer(span);
  SpanHeader& header = buffer.header;
  header.start_ticks = core::now_ticks();
  detail::SpanMarks& marks = header;
  marks = slot.blank;
  const std::uint32_t first_marks =
      word_of(static_cast<std::uint8_t>(type), entry.flags, 0, 0) | origin.marks;
  std::memcpy(&marks, &first_marks, sizeof(first_marks));
  store_word(header.trace_id.bytes.data(), load_word(entry.trace_id.bytes.data()));
  store_word(header.trace_id.bytes.data() + 8, load_word(entry.trace_id.bytes.data() + 8));
  store_word(header.span_id.bytes.data(), load_word(entry.span_id.bytes.data()));
  store_word(header.parent_span_id.bytes.data(), origin.parent_span_id);
  header.trace = trace;
  header.sampling.threshold = entry.sampling.threshold;
  header.sampling.epoch = entry.sampling.epoch;
  if (trace != nullptr) trace->retain();
  SpanAccess::open(buffer, name);
  if (slot.contexts.push_next() && trace != nullptr) trace->retain();
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

/// What the record owns, when nobody takes it over.
[[gnu::noinline]] void let_go(const SpanSlotRecord& record) noexcept {
  if (record.block != nullptr) pipeline::free_span_block(record.block);
  if (record.header.trace != nullptr) record.header.trace->release();
}

/// Errors and slow spans are kept whatever becomes of their trace.
bool is_priority(const SpanHeader& header, std::uint64_t end_ticks) noexcept {
  return header.status == static_cast<std::uint8_t>(SpanStatus::error) ||
         end_ticks - header.start_ticks >=
             pipeline::slow_threshold.ticks.load(std::memory_order_relaxed);
}

/// Copies the record into the ring. What is known only now is written there alone: a copy would
/// have to wait for it.
SOTTO_ALWAYS_INLINE bool push(SpanRing& ring, const SpanSlotRecord& record, std::uint64_t end_ticks,
                              bool is_priority) noexcept {
  const std::uint32_t bytes = pipeline::ring_bytes(record.block == nullptr ? record.item_bytes : 0);
  unsigned char* at = ring.reserve(bytes, is_priority);
  if (at == nullptr) [[unlikely]] {
    if (pipeline::grow_ring(ring)) at = ring.reserve(bytes, is_priority);
    if (at == nullptr) return false;
  }
  const auto* const from = reinterpret_cast<const unsigned char*>(&record);
  for (std::size_t i = 0; i < bytes; i += pipeline::cache_line_bytes) {
    std::memcpy(at + i, from + i, pipeline::cache_line_bytes);
  }
  auto* const copy = reinterpret_cast<SpanSlotRecord*>(at);
  copy->bytes = bytes;
  copy->header.end_ticks = end_ticks;
  if (is_priority) copy->header.is_priority = true;
  const TraceState* const trace = record.header.trace;
  copy->header.trace_values = trace != nullptr ? trace->values() : nullptr;
  ring.publish(bytes);
  return true;
}

/// Into the ring, or counted. Takes over what the record owns in either case.
SOTTO_ALWAYS_INLINE void submit(const SpanBuffer& record, std::uint64_t end_ticks,
                                ThreadSlot& slot) noexcept {
  const SpanHeader& header = record.header;
  if (header.cut_fields != 0) pipeline::bump(slot.spans.cut_fields, header.cut_fields);
  if (!detail::is_on(detail::tracing_bit)) [[unlikely]] {
    drop(slot, DropReason::shutdown);
    return let_go(record);
  }
  const bool is_kept_always = is_priority(header, end_ticks);
  if ((header.flags & sampled_flag) == 0 && !is_kept_always) {
    pipeline::bump(slot.spans.sampled_out);
    return let_go(record);
  }
  SpanRing* ring = slot.ring.load(std::memory_order_relaxed);
  if (ring == nullptr) [[unlikely]] {
    ring = pipeline::make_ring(slot);
    if (ring == nullptr) {
      drop(slot, DropReason::no_memory);
      return let_go(record);
    }
  }
  // Counted before it can be taken: a reader never sees more drained than accepted.
  pipeline::bump(slot.spans.accepted);
  if (!push(*ring, record, end_ticks, is_kept_always)) [[unlikely]] {
    slot.spans.accepted.store(slot.spans.accepted.load(std::memory_order_relaxed) - 1,
                              std::memory_order_relaxed);
    drop(slot, DropReason::ring_full);
    let_go(record);
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
  const std::uint64_t end_ticks = core::now_ticks();
  const SpanHeader& header = buffer_.header;
  SpanAccess::close(buffer_);
  ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr || slot->is_busy) [[unlikely]] {
    slot == nullptr ? pipeline::count_spans_without_slot() : drop_reentrant(*slot);
    return let_go(buffer_);
  }
  const Busy busy(*slot);
  leave_stack(header, *slot);
  // The parent's span, copied by fork(): the parent ends and sends it.
  if (header.generation != pipeline::fork_generation()) [[unlikely]]
    return let_go(buffer_);
  submit(buffer_, end_ticks, *slot);
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
  close(buffer);
  ThreadSlot* const slot = ready_slot();
  if (slot == nullptr || !is_whole) {
    if (slot != nullptr) drop(*slot, DropReason::no_memory);
    return let_go(buffer);
  }
  const Busy busy(*slot);
  SpanHeader& header = buffer.header;
  store_word(header.span_id.bytes.data(), random_word(slot->random));
  if (!header.trace_id.is_valid()) {
    store_word(header.trace_id.bytes.data(), random_word(slot->random));
    store_word(header.trace_id.bytes.data() + 8, random_word(slot->random));
    header.flags = random_flag;
  }
  header.flags |= sampled_flag;  // asked for one by one: never sampled out
  header.start_ticks = core::now_ticks();
  submit(buffer, header.start_ticks, *slot);
}

void open_span(Span& span, std::string_view name, ObservationType type) noexcept {
  ThreadSlot* const slot = ready_slot();
  if (slot == nullptr) return;
  const Busy busy(*slot);
  if (slot->has_foreign_ends.load(std::memory_order_relaxed)) pipeline::take_foreign_ends(*slot);
  ContextStack::Entry& entry = slot->contexts.next();
  const ContextStack::Entry* const current = slot->contexts.top();
  TraceState* const trace = current == nullptr ? nullptr : current->trace;
  core::FastRandom random = slot->random;
  const Origin origin =
      current == nullptr ? begin_trace(entry, random) : continue_trace(entry, *current);
  begin(span, name, type, entry, origin, trace, random, *slot);
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
  ContextStack::Entry& entry = slot->contexts.next();
  const bool is_continued = options.parent && options.parent->is_valid();
  core::FastRandom random = slot->random;
  const Origin origin = is_continued ? continue_trace(entry, ContextAccess::entry(*options.parent))
                                     : begin_trace(entry, random);
  begin(span, options.name, ObservationType::span, entry, origin, trace, random, *slot);
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
