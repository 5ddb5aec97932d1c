#pragma once

/// Functions as spans: what goes in, what comes out, how long it took, what was thrown.
///
/// Arguments and results are recorded as JSON when append_json knows their type; others are left
/// out. Nothing is turned into text while tracing is off. An exception of the function is recorded
/// and goes on to the caller as it was.
///
/// Threads: any. The span is the current one of the calling thread while the function runs. That of
/// a coroutine goes where the coroutine goes, and ends with it (coroutine.hpp).

#include <concepts>
#include <exception>
#include <functional>
#include <future>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <sotto/append_json.hpp>
#include <sotto/coroutine.hpp>
#include <sotto/tracing.hpp>

namespace sotto {
namespace detail {

template <typename T>
void append_argument(std::string& out, const T& value, bool& is_first) {
  if (!std::exchange(is_first, false)) out += ',';
  if constexpr (Recordable<T>) {
    append_any(out, value);
  } else {
    out += "null";
  }
}

/// {"args":[...]}: a JSON array, in order; null for an argument that cannot be recorded.
template <typename... Args>
void record_arguments(Span& span, const Args&... args) {
  if constexpr (sizeof...(Args) != 0) {
    std::string text = "[";
    bool is_first = true;
    (append_argument(text, args, is_first), ...);
    span.set_input(text += ']');
  }
}

template <typename T>
void record_result(Span& span, const T& value) {
  if constexpr (TextLike<T>) {
    span.set_output(value);
  } else if constexpr (Recordable<T>) {
    std::string text;
    append_any(text, value);
    span.set_output(text);
  }
}

/// Calls `f` and tells `span` of its result or its exception.
template <typename F, typename... Args>
decltype(auto) call_recorded(Span& span, F&& f, Args&&... args) {
  using Value = std::invoke_result_t<F, Args...>;
  static_assert(!CoroutineType<std::remove_cvref_t<Value>>,
                "a coroutine goes on after its call: start its span in its body, or its trace by "
                "with_trace_async");
#if defined(__cpp_exceptions)
  try {
#endif
    if constexpr (std::is_void_v<Value>) {
      std::invoke(std::forward<F>(f), std::forward<Args>(args)...);
    } else {
      Value value = std::invoke(std::forward<F>(f), std::forward<Args>(args)...);
      if (span.is_recording()) record_result(span, value);
      return static_cast<Value>(std::forward<Value>(value));
    }
#if defined(__cpp_exceptions)
  } catch (const std::exception& error) {
    span.record_error(error);
    throw;
  } catch (...) {
    span.set_error("exception");
    throw;
  }
#endif
}

}  // namespace detail

/// Calls f(args...) inside a span and returns what it returns.
///
///   const auto answer = sotto::observe("clean-query", clean_query, "  Hello ");
template <typename F, typename... Args>
requires std::invocable<F, Args...>
decltype(auto) observe(std::string_view name, F&& f, Args&&... args) {
  Span span = start_span(name);
  if (span.is_recording()) detail::record_arguments(span, args...);
  return detail::call_recorded(span, std::forward<F>(f), std::forward<Args>(args)...);
}

/// A callable that is `f` inside a span called `name`. It owns `f` and the name.
///
///   const auto clean = sotto::observed("clean-query", clean_query);
///   clean("  Hello ");
template <typename F>
auto observed(std::string name, F f) {
  return [name = std::move(name), f = std::move(f)](auto&&... args) -> decltype(auto) {
    return observe(name, f, std::forward<decltype(args)>(args)...);
  };
}

/// Runs f(trace), or f(), inside a new trace and returns what it returns.
///
///   sotto::with_trace({.name = "api-request"}, [&](sotto::Trace& trace) { ... });
template <typename F>
decltype(auto) with_trace(const TraceOptions& options, F&& f) {
  Trace trace = start_trace(options);
  if constexpr (std::invocable<F, Trace&>) {
    return detail::call_recorded(trace, std::forward<F>(f), trace);
  } else {
    return detail::call_recorded(trace, std::forward<F>(f));
  }
}

namespace detail {

/// Calls f with as much of (trace, here) as it takes.
template <typename F>
decltype(auto) call_in_trace(F& f, Trace& trace, CoroutineScope& here) {
  if constexpr (std::invocable<F&, Trace&, CoroutineScope&>) {
    return std::invoke(f, trace, here);
  } else if constexpr (std::invocable<F&, Trace&>) {
    return std::invoke(f, trace);
  } else {
    return std::invoke(f);
  }
}

template <typename F>
using CoroutineOf = decltype(call_in_trace(std::declval<F&>(), std::declval<Trace&>(),
                                           std::declval<CoroutineScope&>()));

/// The coroutine of with_trace_async: it owns the trace and the function.
template <typename A, typename F>
A run_in_trace(Trace opened, Context position, F f) {
  Trace trace = std::move(opened);  // ends when the coroutine is done; its arguments live longer
  CoroutineScope here(position);
#if defined(__cpp_exceptions)
  try {
#endif
    A work = call_in_trace(f, trace, here);
    // Without `here` it has a scope of its own.
    if constexpr (!std::invocable<F&, Trace&, CoroutineScope&>) here.leave();
    if constexpr (ReturnsVoid<A, Trace, Context, F>) {
      co_await std::move(work);
    } else {
      decltype(auto) value = co_await std::move(work);
      if (trace.is_recording()) record_result(trace, value);
      co_return std::forward<decltype(value)>(value);
    }
#if defined(__cpp_exceptions)
  } catch (const std::exception& error) {
    trace.record_error(error);
    throw;
  } catch (...) {
    trace.set_error("exception");
    throw;
  }
#endif
}

}  // namespace detail

/// Runs `f` inside a new trace, at once and beside the caller: what `f` returns says how.
///
/// A coroutine (Task<T>, asio::awaitable<T>): so does with_trace_async, of the same type, to be
/// awaited or spawned. The trace begins here and ends when `f` is done, has thrown, or is destroyed
/// while it is suspended; `f` and its captures live as long. f(trace, here) shares the scope that
/// keeps its position: it awaits with here.carry. f(trace) and f() may make a scope of their own,
/// at trace.context().
///
/// Anything else: f(trace) or f() runs on a thread of its own, and the result is a std::future,
/// whose destructor waits, as that of std::async does.
template <typename F>
auto with_trace_async(const TraceOptions& options, F f) {
  Trace trace = start_trace(options);
  const Context context = trace.context();
  trace.detach();
  using Result = std::remove_cvref_t<detail::CoroutineOf<F>>;
  if constexpr (detail::CoroutineType<Result, Trace, Context, F>) {
    return detail::run_in_trace<Result>(std::move(trace), context, std::move(f));
  } else {
    return std::async(std::launch::async,
                      [trace = std::move(trace), context, f = std::move(f)]() mutable {
                        const ContextScope scope(context);
                        if constexpr (std::invocable<F&, Trace&>) {
                          return detail::call_recorded(trace, f, trace);
                        } else {
                          return detail::call_recorded(trace, f);
                        }
                      });
  }
}

/// What bind returns. Called as often, and with what constness, as `F` allows; movable and
/// copyable as `F` is.
template <typename F>
class Bound {
 public:
  Bound(const Context& context, F f) : context_(context), f_(std::move(f)) {}

  template <typename... Args>
  requires std::invocable<F&, Args...>
  decltype(auto) operator()(Args&&... args) & {
    const ContextScope scope(context_);
    return std::invoke(f_, std::forward<Args>(args)...);
  }
  template <typename... Args>
  requires std::invocable<const F&, Args...>
  decltype(auto) operator()(Args&&... args) const& {
    const ContextScope scope(context_);
    return std::invoke(f_, std::forward<Args>(args)...);
  }
  template <typename... Args>
  requires std::invocable<F, Args...>
  decltype(auto) operator()(Args&&... args) && {
    const ContextScope scope(context_);
    return std::invoke(std::move(f_), std::forward<Args>(args)...);
  }

 private:
  Context context_;
  F f_;
};

/// A callable that runs `f` at the position in the trace where bind was called, on any thread, for
/// std::thread, std::async, std::packaged_task and every executor that takes functions:
///   std::thread worker(sotto::bind([] { auto span = sotto::start_span("work"); }));
template <typename F>
Bound<F> bind(F f) {
  return Bound<F>(current_context(), std::move(f));
}

}  // namespace sotto

/// Makes the rest of the enclosing block a span with the enclosing function's name.
#define SOTTO_OBSERVE() const ::sotto::Span sotto_observed_span = ::sotto::start_span(__func__)
