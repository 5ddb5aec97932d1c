// The span of observe would end before the coroutine does.

#include <coroutine>

#include <sotto/observe.hpp>

struct Job {
  struct promise_type {
    Job get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept {}
  };
};

Job work() {
  co_await std::suspend_always();
}

void call() {
#ifdef SOTTO_MUST_FAIL
  sotto::observe("work", work);
#else
  work();
#endif
}
