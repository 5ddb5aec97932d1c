#include <utility>

#include <sotto/baggage.hpp>
#include <sotto/context.hpp>

#include "core/text.hpp"
#include "observability/recording.hpp"
#include "observability/span_access.hpp"
#include "observability/w3c.hpp"
#include "pipeline/ot_tracestate.hpp"
#include "pipeline/sampler.hpp"
#include "pipeline/shared_baggage.hpp"
#include "pipeline/thread_slot.hpp"
#include "pipeline/trace_state.hpp"

namespace sotto {
namespace {

constexpr std::uint8_t known_flags = 3;  // sampled, random trace id: others are not passed on

}  // namespace

Context detail::ContextAccess::make(const TraceId& trace_id, const SpanId& span_id,
                                    TraceState* trace, const SamplingPoint& sampling,
                                    std::uint8_t flags, bool is_remote,
                                    SharedBaggage* baggage) noexcept {
  Context context;
  context.trace_id_ = trace_id;
  context.span_id_ = span_id;
  context.sampling_ = sampling;
  context.flags_ = flags;
  context.is_remote_ = is_remote;
  context.trace_ = trace;
  if (trace != nullptr) trace->retain();
  set_baggage(context, baggage);
  return context;
}

void detail::ContextAccess::set_baggage(Context& context, SharedBaggage* baggage) noexcept {
  if (baggage != nullptr) baggage->retain();
  if (context.baggage_ != nullptr) context.baggage_->release();
  context.baggage_ = baggage;
}

pipeline::ContextStack::Entry detail::ContextAccess::entry(const Context& context) noexcept {
  pipeline::ContextStack::Entry entry;
  entry.trace_id = context.trace_id_;
  entry.span_id = context.span_id_;
  entry.trace = context.trace_;
  entry.baggage = context.baggage_;
  entry.sampling = context.sampling_;
  entry.flags = context.flags_;
  entry.is_remote = context.is_remote_;
  entry.is_outside = !context.is_valid();
  return entry;
}

Context::Context(const Context& other) noexcept
    : trace_id_(other.trace_id_),
      span_id_(other.span_id_),
      flags_(other.flags_),
      is_remote_(other.is_remote_),
      sampling_(other.sampling_),
      trace_(other.trace_),
      baggage_(other.baggage_) {
  if (trace_ != nullptr) trace_->retain();
  if (baggage_ != nullptr) baggage_->retain();
}

Context::Context(Context&& other) noexcept
    : trace_id_(other.trace_id_),
      span_id_(other.span_id_),
      flags_(other.flags_),
      is_remote_(other.is_remote_),
      sampling_(other.sampling_),
      trace_(std::exchange(other.trace_, nullptr)),
      baggage_(std::exchange(other.baggage_, nullptr)) {}

Context& Context::operator=(Context other) noexcept {
  trace_id_ = other.trace_id_;
  span_id_ = other.span_id_;
  flags_ = other.flags_;
  is_remote_ = other.is_remote_;
  sampling_ = other.sampling_;
  std::swap(trace_, other.trace_);
  std::swap(baggage_, other.baggage_);
  return *this;
}

Context::~Context() {
  if (trace_ != nullptr) trace_->release();
  if (baggage_ != nullptr) baggage_->release();
}

std::string Context::traceparent() const {
  if (!is_valid()) return {};
  constexpr char digits[] = "0123456789abcdef";
  std::string header = "00-" + trace_id_.to_hex() + '-' + span_id_.to_hex() + "-0";
  header += digits[flags_ & known_flags];
  return header;
}

std::string Context::tracestate() const {
  std::string state = trace_ == nullptr ? std::string() : trace_->values()->trace_state;
  if (is_remote_ || !is_sampled() || sampling_.threshold == 0) return state;
  return pipeline::with_threshold(state, sampling_.threshold);
}

std::optional<Context> parse_traceparent(std::string_view traceparent,
                                         std::string_view tracestate) {
  const auto parent = observability::read_traceparent(traceparent);
  if (!parent) return std::nullopt;
  detail::TraceState* trace = nullptr;
  const std::string state = observability::read_tracestate(tracestate);
  if (!state.empty()) {
    detail::TraceState::Values values;
    values.trace_state = state;
    trace = detail::TraceState::make(std::move(values));
  }
  detail::SamplingPoint sampling = pipeline::current_sampling_point.load();
  sampling.threshold = pipeline::read_ot_tracestate(state).threshold.value_or(0);
  Context context = detail::ContextAccess::make(parent->trace_id, parent->parent_id, trace,
                                                sampling, parent->flags & known_flags, true);
  if (trace != nullptr) trace->release();  // the context holds it now
  return context;
}

namespace {

std::uint8_t chosen_headers(Propagate what) noexcept {
  const std::uint8_t configured = observability::limits.headers.load(std::memory_order_relaxed);
  return what == Propagate::with_baggage ? configured | observability::baggage_header : configured;
}

}  // namespace

detail::HeaderReader::HeaderReader(Propagate what) noexcept : headers_(chosen_headers(what)) {}

void detail::HeaderReader::read(std::string_view name, std::string_view value) {
  const auto append = [value](std::string& list) {
    if (!list.empty()) list += ',';
    list += value;
  };
  if ((headers_ & observability::baggage_header) != 0 &&
      core::equals_ignoring_case(name, "baggage")) {
    append(baggage_);
  }
  if ((headers_ & observability::trace_headers) == 0) return;
  if (core::equals_ignoring_case(name, "traceparent")) {
    ++traceparents_;
    traceparent_ = value;
  } else if (core::equals_ignoring_case(name, "tracestate")) {
    append(tracestate_);
  }
}

std::optional<Context> detail::HeaderReader::context() const {
  std::optional<Context> context;
  if (traceparents_ == 1) context = parse_traceparent(traceparent_, tracestate_);
  if (Baggage carried = parse_baggage(baggage_); !carried.is_empty()) {
    context = with_baggage(std::move(carried), context ? *std::move(context) : Context());
  }
  return context;
}

std::vector<detail::OutgoingHeader> detail::outgoing_headers(const Context& context,
                                                             Propagate what) {
  const std::uint8_t chosen = chosen_headers(what);
  std::vector<OutgoingHeader> headers;
  if (context.is_valid() && (chosen & observability::trace_headers) != 0) {
    headers.push_back({"traceparent", context.traceparent()});
    std::string state = context.tracestate();
    if (!state.empty()) headers.push_back({"tracestate", std::move(state)});
  }
  const SharedBaggage* const shared = ContextAccess::baggage(context);
  if (shared != nullptr && (chosen & observability::baggage_header) != 0) {
    std::string members = shared->value().to_header();
    if (!members.empty()) headers.push_back({"baggage", std::move(members)});
  }
  return headers;
}

Context current_context() noexcept {
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr) return {};
  if (!slot->is_busy && slot->has_foreign_ends.load(std::memory_order_relaxed)) {
    const pipeline::Busy busy(*slot);
    pipeline::take_foreign_ends(*slot);
  }
  detail::SharedBaggage* const baggage = slot->contexts.baggage();
  const auto* const top = slot->contexts.top();
  if (top == nullptr) return detail::ContextAccess::make({}, {}, nullptr, {}, 0, false, baggage);
  return detail::ContextAccess::make(top->trace_id, top->span_id, top->trace, top->sampling,
                                     top->flags, top->is_remote, baggage);
}

Baggage baggage(const Context& context) {
  const detail::SharedBaggage* const shared = detail::ContextAccess::baggage(context);
  return shared == nullptr ? Baggage() : shared->value();
}

Context with_baggage(Baggage baggage, Context context) {
  detail::SharedBaggage* const shared =
      baggage.is_empty() ? nullptr : detail::SharedBaggage::make(std::move(baggage));
  detail::ContextAccess::set_baggage(context, shared);
  if (shared != nullptr) shared->release();  // the context holds it now
  return context;
}

ContextScope::ContextScope(const Context& context) noexcept {
  const bool has_baggage = detail::ContextAccess::baggage(context) != nullptr;
  if (pipeline::has_no_contexts() && !has_baggage && !context.is_valid()) return;  // hides nothing
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr || slot->is_busy) return;
  const pipeline::Busy busy(*slot);
  pipeline::ContextStack::Entry entry = detail::ContextAccess::entry(context);
  entry.token = pipeline::make_token(*slot);
  if (!slot->contexts.push(entry)) return;
  retain(entry);
  token_ = entry.token;
}

ContextScope::~ContextScope() {
  if (token_ == 0) return;
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr) return;
  const pipeline::Busy busy(*slot);
  pipeline::ContextStack::Entry entry;
  if (slot->contexts.remove(token_, entry)) {
    release(entry);
  } else {
    pipeline::end_on_owner(pipeline::slot_of_token(token_), {{}, token_});
  }
}

}  // namespace sotto
