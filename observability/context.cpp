#include <utility>

#include <sotto/context.hpp>

#include "core/text.hpp"
#include "observability/span_access.hpp"
#include "observability/w3c.hpp"
#include "pipeline/ot_tracestate.hpp"
#include "pipeline/sampler.hpp"
#include "pipeline/thread_slot.hpp"
#include "pipeline/trace_state.hpp"

namespace sotto {
namespace {

constexpr std::uint8_t known_flags = 3;  // sampled, random trace id: others are not passed on

}  // namespace

Context detail::ContextAccess::make(const TraceId& trace_id, const SpanId& span_id,
                                    TraceState* trace, const SamplingPoint& sampling,
                                    std::uint8_t flags, bool is_remote) noexcept {
  Context context;
  context.trace_id_ = trace_id;
  context.span_id_ = span_id;
  context.sampling_ = sampling;
  context.flags_ = flags;
  context.is_remote_ = is_remote;
  context.trace_ = trace;
  if (trace != nullptr) trace->retain();
  return context;
}

Context::Context(const Context& other) noexcept
    : trace_id_(other.trace_id_),
      span_id_(other.span_id_),
      flags_(other.flags_),
      is_remote_(other.is_remote_),
      sampling_(other.sampling_),
      trace_(other.trace_) {
  if (trace_ != nullptr) trace_->retain();
}

Context::Context(Context&& other) noexcept
    : trace_id_(other.trace_id_),
      span_id_(other.span_id_),
      flags_(other.flags_),
      is_remote_(other.is_remote_),
      sampling_(other.sampling_),
      trace_(std::exchange(other.trace_, nullptr)) {}

Context& Context::operator=(Context other) noexcept {
  trace_id_ = other.trace_id_;
  span_id_ = other.span_id_;
  flags_ = other.flags_;
  is_remote_ = other.is_remote_;
  sampling_ = other.sampling_;
  std::swap(trace_, other.trace_);
  return *this;
}

Context::~Context() {
  if (trace_ != nullptr) trace_->release();
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

void detail::HeaderReader::read(std::string_view name, std::string_view value) {
  if (core::equals_ignoring_case(name, "traceparent")) {
    ++traceparents_;
    traceparent_ = value;
  } else if (core::equals_ignoring_case(name, "tracestate")) {
    if (!tracestate_.empty()) tracestate_ += ',';
    tracestate_ += value;
  }
}

std::optional<Context> detail::HeaderReader::context() const {
  if (traceparents_ != 1) return std::nullopt;
  return parse_traceparent(traceparent_, tracestate_);
}

Context current_context() noexcept {
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr) return {};
  const auto* const top = slot->contexts.top();
  if (top == nullptr) return {};
  return detail::ContextAccess::make(top->trace_id, top->span_id, top->trace, top->sampling,
                                     top->flags, top->is_remote);
}

ContextScope::ContextScope(const Context& context) noexcept {
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr || slot->is_busy || !context.is_valid()) return;
  pipeline::ContextStack::Entry entry;
  entry.trace_id = context.trace_id();
  entry.span_id = context.span_id();
  entry.trace = detail::ContextAccess::trace(context);
  entry.sampling = detail::ContextAccess::sampling(context);
  entry.flags = detail::ContextAccess::flags(context);
  entry.is_remote = context.is_remote();
  entry.token = slot->next_token++;
  if (!slot->contexts.push(entry)) return;
  if (entry.trace != nullptr) entry.trace->retain();
  token_ = entry.token;
}

ContextScope::~ContextScope() {
  if (token_ == 0) return;
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  pipeline::ContextStack::Entry entry;
  if (slot != nullptr && slot->contexts.remove(token_, entry) && entry.trace != nullptr) {
    entry.trace->release();
  }
}

}  // namespace sotto
