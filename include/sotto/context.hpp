#pragma once

/// Where in a trace the running code is: what a new span takes as its parent.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sotto/detail/sampling_point.hpp>
#include <sotto/export.hpp>
#include <sotto/ids.hpp>

namespace sotto {

namespace detail {
class SharedBaggage;
class TraceState;  // the trace's shared values
struct ContextAccess;
}  // namespace detail

/// A position in a trace: the ids of a span, the trace-level values it carries, and the baggage
/// that travels with it (baggage.hpp). Copies are cheap and may be passed to other threads; a
/// Context may outlive its span and the session. An invalid one stands for "outside of any trace".
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
  /// What other systems on the way added, as it was received, and the share of traces that was
  /// kept when this one began, as "ot=th:..."; often empty.
  std::string tracestate() const;

 private:
  friend struct detail::ContextAccess;

  TraceId trace_id_;
  SpanId span_id_;
  std::uint8_t flags_ = 0;  // W3C: bit 0 sampled, bit 1 random trace id
  bool is_remote_ = false;
  detail::SamplingPoint sampling_{};
  detail::TraceState* trace_ = nullptr;       // counted reference, or null
  detail::SharedBaggage* baggage_ = nullptr;  // the same
};

/// Which headers inject() writes and extract() reads. Baggage is a matter of opt-in, since anyone
/// may have put anything into it: a call says so, or OTEL_PROPAGATORS does.
enum class Propagate : std::uint8_t {
  as_configured,  // what OTEL_PROPAGATORS names; without it traceparent and tracestate
  with_baggage,   // baggage too
};

namespace detail {

/// Collects what extract() needs while it goes over a request's headers.
class SOTTO_API HeaderReader {
 public:
  explicit HeaderReader(Propagate what) noexcept;
  void read(std::string_view name, std::string_view value);
  std::optional<Context> context() const;

 private:
  std::uint8_t headers_;
  std::string traceparent_;
  std::string tracestate_;
  std::string baggage_;
  int traceparents_ = 0;
};

struct OutgoingHeader {
  const char* name;
  std::string value;
};
SOTTO_API std::vector<OutgoingHeader> outgoing_headers(const Context& context, Propagate what);

}  // namespace detail

/// The calling thread's innermost span, or an invalid Context outside of any.
SOTTO_API Context current_context() noexcept;

/// The traceparent header that makes a callee's spans children of the current span; empty outside
/// of any.
inline std::string traceparent() {
  return current_context().traceparent();
}

/// The caller's position, from its W3C headers, for TraceOptions::parent or attach(). Strict: a
/// header that the standard does not allow gives nothing, and the request starts a new trace.
/// A tracestate that is not well formed is left out. Several tracestate headers are joined by ",".
SOTTO_API std::optional<Context> parse_traceparent(std::string_view traceparent,
                                                   std::string_view tracestate = {});

/// The same, from all headers of a request: a range of pairs of name and value. Names match in any
/// case. More than one traceparent gives no position. When baggage is read and there is some, the
/// result may be a Context with baggage that is not valid.
template <typename Headers>
std::optional<Context> extract(const Headers& headers, Propagate what = Propagate::as_configured) {
  detail::HeaderReader reader(what);
  for (const auto& [name, value] : headers) reader.read(name, value);
  return reader.context();
}

/// Adds the headers traceparent and tracestate to a container of pairs, and baggage when that is
/// wanted; nothing outside of a span.
template <typename Headers>
void inject(Headers& headers, const Context& context = current_context(),
            Propagate what = Propagate::as_configured) {
  for (detail::OutgoingHeader& header : detail::outgoing_headers(context, what)) {
    headers.insert(headers.end(), {header.name, std::move(header.value)});
  }
}

/// Makes `context` the calling thread's position until the scope ends: spans started meanwhile
/// are its children, and roots of their own when it is not valid. For work handed to another
/// thread. A scope belongs to the thread that made it; where it ends elsewhere, that thread is
/// told, and its next span is right again.
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
