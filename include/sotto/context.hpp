#pragma once

/// Where in a trace the running code is: what a new span takes as its parent.

#include <cstdint>
#include <string>

#include <sotto/export.hpp>
#include <sotto/ids.hpp>

namespace sotto {
namespace detail {
class TraceState;  // the trace's shared values; observability/trace_state.hpp
struct ContextAccess;
}  // namespace detail

/// A position in a trace: the ids of a span, and the trace-level values it carries. Copies are
/// cheap and may be passed to other threads; a Context may outlive its span and the session.
class SOTTO_API Context {
 public:
  Context() noexcept = default;
  Context(const Context& other) noexcept;
  Context(Context&& other) noexcept;
  Context& operator=(Context other) noexcept;
  ~Context();

  bool is_valid() const noexcept { return trace_id_.is_valid() && span_id_.is_valid(); }
  const TraceId& trace_id() const noexcept { return trace_id_; }
  const SpanId& span_id() const noexcept { return span_id_; }
  bool is_sampled() const noexcept { return (flags_ & 1) != 0; }
  bool is_remote() const noexcept { return is_remote_; }

  /// The W3C header value, e.g. "00-<32 hex>-<16 hex>-03". Empty when not valid.
  std::string traceparent() const;

 private:
  friend struct detail::ContextAccess;

  TraceId trace_id_;
  SpanId span_id_;
  std::uint8_t flags_ = 0;  // W3C: bit 0 sampled, bit 1 random trace id
  bool is_remote_ = false;
  detail::TraceState* trace_ = nullptr;  // counted reference, or null
};

/// The calling thread's innermost span, or an invalid Context outside of any.
SOTTO_API Context current_context() noexcept;

/// Makes `context` the calling thread's position until the scope ends: spans started meanwhile
/// are its children. For work handed to another thread. Scopes end in reverse order of making,
/// on the thread that made them.
class SOTTO_API ContextScope {
 public:
  explicit ContextScope(const Context& context) noexcept;
  ContextScope(const ContextScope&) = delete;
  ContextScope& operator=(const ContextScope&) = delete;
  ~ContextScope();

 private:
  std::uint64_t token_ = 0;  // 0: nothing to undo
};

/// auto scope = sotto::attach(context);
[[nodiscard]] inline ContextScope attach(const Context& context) noexcept {
  return ContextScope(context);
}

}  // namespace sotto
