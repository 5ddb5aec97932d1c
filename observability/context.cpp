#include <utility>

#include <sotto/context.hpp>

#include "observability/span_access.hpp"
#include "pipeline/thread_slot.hpp"
#include "pipeline/trace_state.hpp"

namespace sotto {

Context detail::ContextAccess::make(const TraceId& trace_id, const SpanId& span_id,
                                    TraceState* trace, std::uint8_t flags,
                                    bool is_remote) noexcept {
  Context context;
  context.trace_id_ = trace_id;
  context.span_id_ = span_id;
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
      trace_(other.trace_) {
  if (trace_ != nullptr) trace_->retain();
}

Context::Context(Context&& other) noexcept
    : trace_id_(other.trace_id_),
      span_id_(other.span_id_),
      flags_(other.flags_),
      is_remote_(other.is_remote_),
      trace_(std::exchange(other.trace_, nullptr)) {}

Context& Context::operator=(Context other) noexcept {
  trace_id_ = other.trace_id_;
  span_id_ = other.span_id_;
  flags_ = other.flags_;
  is_remote_ = other.is_remote_;
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
  header += digits[flags_ & 3];
  return header;
}

Context current_context() noexcept {
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr) return {};
  const auto* const top = slot->contexts.top();
  if (top == nullptr) return {};
  return detail::ContextAccess::make(top->trace_id, top->span_id, top->trace, top->flags,
                                     top->is_remote);
}

ContextScope::ContextScope(const Context& context) noexcept {
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr || slot->is_busy || !context.is_valid()) return;
  pipeline::ContextStack::Entry entry;
  entry.trace_id = context.trace_id();
  entry.span_id = context.span_id();
  entry.trace = detail::ContextAccess::trace(context);
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
