#pragma once

/// The position in the trace, for coroutines that resume on other threads.
///
/// Spans stand on the stack of the thread that starts them. A coroutine has no thread of its own:
/// when it is suspended its spans must leave the thread, which then has its own position again,
/// and when it is resumed they must be current on the thread where that happens. A CoroutineScope
/// does both, for every coroutine type: put one at the beginning, and await through it.
///
///   Task<> answer(Socket& socket, sotto::Context position = sotto::current_context()) {
///     sotto::CoroutineScope here(position);
///     auto span = sotto::start_span("answer");
///     co_await here.carry(socket.read());  // on whatever thread this resumes: span is current
///   }
///
/// Most coroutine types run nothing until they are awaited or spawned, on whatever thread: hence
/// the position is an argument, which C++ evaluates when the coroutine is called.
///
/// One scope stands for one flow of control. A coroutine that is awaited at once may share its
/// caller's, as `CoroutineScope&`, and is then awaited without carry; one that runs beside its
/// caller has its own.

#include <coroutine>
#include <type_traits>
#include <utility>

#include <sotto/context.hpp>
#include <sotto/export.hpp>

namespace sotto {

class CoroutineScope;

namespace detail {

struct CoroutineEntries;  // observability/coroutine.cpp

/// What co_await asks for await_ready and so on.
template <typename A>
decltype(auto) awaiter_of(A&& awaitable) {
  if constexpr (requires { std::forward<A>(awaitable).operator co_await(); }) {
    return std::forward<A>(awaitable).operator co_await();
  } else if constexpr (requires { operator co_await(std::forward<A>(awaitable)); }) {
    return operator co_await(std::forward<A>(awaitable));
  } else {
    return std::forward<A>(awaitable);
  }
}

/// Can be awaited by every coroutine. asio::awaitable, for one, only by its own kind.
template <typename A>
concept OpenAwaitable = requires(A&& awaitable, std::coroutine_handle<> handle) {
  awaiter_of(std::forward<A>(awaitable)).await_suspend(handle);
};

/// A type that coroutines return: Task<T>, asio::awaitable<T>.
template <typename A, typename... Args>
concept CoroutineType = requires {
  typename std::coroutine_traits<A, Args...>::promise_type;
};

/// Whether the result of awaiting such a coroutine is void.
template <typename A, typename... Args>
concept ReturnsVoid = requires(typename std::coroutine_traits<A, Args...>::promise_type& promise) {
  promise.return_void();
};

template <typename Awaiter>
class Carried;

template <typename A>
A carry_coroutine(CoroutineScope& scope, A awaitable);

}  // namespace detail

/// A coroutine's place in the trace.
///
/// Threads: that which runs the coroutine.  Cost: nothing without a session; with one, a heap block
/// for the scope, and a copy of 56 bytes for each open span when the coroutine moves.
/// Spans that are still open when the scope ends are no longer current anywhere, as after detach().
class SOTTO_API CoroutineScope {
 public:
  /// Begins at `position`, on the calling thread.
  explicit CoroutineScope(const Context& position) noexcept;
  CoroutineScope(const CoroutineScope&) = delete;
  CoroutineScope& operator=(const CoroutineScope&) = delete;
  ~CoroutineScope();

  /// co_await scope.carry(awaitable) is co_await awaitable, and takes the position along. Any
  /// awaitable; those that only their own kind can await, like asio::awaitable, are wrapped in
  /// another coroutine of that kind. To be awaited in the same expression.
  template <typename A>
  [[nodiscard]] auto carry(A&& awaitable);

  /// What carry is made of. leave() takes the coroutine's spans off the calling thread, before it
  /// may be resumed elsewhere; enter() makes them current on the calling thread. Repeated calls do
  /// nothing.
  void leave() noexcept;
  void enter() noexcept;

 private:
  friend class CarryingPromise;
  struct Outside {};
  /// Begins at `position` with the first enter().
  CoroutineScope(const Context& position, Outside) noexcept;

  detail::CoroutineEntries* entries_;  // null: nothing to carry
};

/// A base for the promise of a coroutine type of your own: its coroutines take the position where
/// they are called and keep it, without a CoroutineScope and carry.
///
///   struct promise_type : sotto::CarryingPromise {
///     auto initial_suspend() noexcept { return begin(std::suspend_always()); }
///     auto final_suspend() noexcept { end(); return ResumeAwaiter(); }
///     ...
///   };
class CarryingPromise {
 public:
  template <typename A>
  auto await_transform(A&& awaitable) {
    return scope_.carry(std::forward<A>(awaitable));
  }

 protected:
  CarryingPromise() noexcept : scope_(current_context(), CoroutineScope::Outside()) {}

  /// What initial_suspend() returns: `awaiter`, which then carries.
  template <typename Awaiter>
  auto begin(Awaiter awaiter) {
    return detail::Carried<Awaiter>(scope_, [&]() -> Awaiter { return std::move(awaiter); });
  }
  void end() noexcept { scope_.leave(); }

 private:
  CoroutineScope scope_;
};

namespace detail {

template <typename Awaiter>
class [[nodiscard]] Carried {
 public:
  template <typename Make>
  Carried(CoroutineScope& scope, Make make) : scope_(scope), awaiter_(make()) {}
  Carried(const Carried&) = delete;
  Carried& operator=(const Carried&) = delete;

  bool await_ready() { return awaiter_.await_ready(); }

  template <typename Promise>
  auto await_suspend(std::coroutine_handle<Promise> handle) {
    // Enters again when the awaiter throws. It holds no reference to *this: once the awaiter has
    // the handle, the coroutine may be running, or gone.
    struct Departure {
      ~Departure() {
        if (scope != nullptr) scope->enter();
      }
      CoroutineScope* scope;
    } departure{&scope_};
    scope_.leave();
    if constexpr (std::is_void_v<decltype(awaiter_.await_suspend(handle))>) {
      awaiter_.await_suspend(handle);
      departure.scope = nullptr;
    } else {
      auto next = awaiter_.await_suspend(handle);
      departure.scope = nullptr;
      return next;
    }
  }

  decltype(auto) await_resume() {
    scope_.enter();
    return awaiter_.await_resume();
  }

 private:
  CoroutineScope& scope_;
  Awaiter awaiter_;
};

/// Awaits `awaitable` as a coroutine of the same type. When it is destroyed meanwhile, the scope
/// stays outside.
template <typename A>
A carry_coroutine(CoroutineScope& scope, A awaitable) {
  scope.leave();
#if defined(__cpp_exceptions)
  try {
#endif
    if constexpr (ReturnsVoid<A, CoroutineScope&, A>) {
      co_await std::move(awaitable);
      scope.enter();
      co_return;
    } else {
      decltype(auto) value = co_await std::move(awaitable);
      scope.enter();
      co_return std::forward<decltype(value)>(value);
    }
#if defined(__cpp_exceptions)
  } catch (...) {
    scope.enter();
    throw;
  }
#endif
}

}  // namespace detail

template <typename A>
auto CoroutineScope::carry(A&& awaitable) {
  using Kind = std::remove_cvref_t<A>;
  if constexpr (detail::OpenAwaitable<A>) {
    using Awaiter = decltype(detail::awaiter_of(std::forward<A>(awaitable)));
    return detail::Carried<Awaiter>(
        *this, [&]() -> decltype(auto) { return detail::awaiter_of(std::forward<A>(awaitable)); });
  } else {
    static_assert(detail::CoroutineType<Kind, CoroutineScope&, Kind>,
                  "this cannot be awaited; of an Asio operation take the form with use_awaitable");
    return detail::carry_coroutine<Kind>(*this, std::forward<A>(awaitable));
  }
}

}  // namespace sotto
