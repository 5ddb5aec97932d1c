// Coroutines that go on on other threads, and take their place in the trace along. Run it with
// TRACING_MODE=print to see the spans.

#include <condition_variable>
#include <coroutine>
#include <deque>
#include <exception>
#include <future>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <sotto/sotto.hpp>

namespace {

/// An event loop in small: a thread that resumes coroutines.
class Loop {
 public:
  Loop() : thread_([this] { run(); }) {}
  ~Loop() {
    put(nullptr);
    thread_.join();
  }

  /// co_await loop.turn(): goes on on the loop's thread.
  auto turn() {
    struct Turn {
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> handle) const { loop.put(handle); }
      void await_resume() const noexcept {}
      Loop& loop;
    };
    return Turn{*this};
  }

 private:
  void put(std::coroutine_handle<> handle) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(handle);
    filled_.notify_one();
  }
  void run() {
    for (std::unique_lock lock(mutex_);;) {
      filled_.wait(lock, [this] { return !waiting_.empty(); });
      const std::coroutine_handle<> next = waiting_.front();
      waiting_.pop_front();
      if (!next) return;
      lock.unlock();
      next.resume();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::coroutine_handle<>> waiting_;  // null: the end
  std::thread thread_;
};

/// The program's own coroutine type: it starts when it is awaited. Its promise carries, so that
/// the coroutines need to know nothing of traces.
class Task {
 public:
  struct promise_type : sotto::CarryingPromise {
    Task get_return_object() {
      return Task(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    auto initial_suspend() noexcept { return begin(std::suspend_always()); }
    auto final_suspend() noexcept {
      end();
      return ResumeAwaiter();
    }
    void return_value(std::string text) { result = std::move(text); }
    void unhandled_exception() noexcept { error = std::current_exception(); }

    std::coroutine_handle<> awaiter = std::noop_coroutine();
    std::string result;
    std::exception_ptr error;
  };

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiter) const noexcept {
    handle_.promise().awaiter = awaiter;
    return handle_;
  }
  std::string await_resume() const {
    if (handle_.promise().error) std::rethrow_exception(handle_.promise().error);
    return std::move(handle_.promise().result);
  }

 private:
  struct ResumeAwaiter {
    bool await_ready() noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> done) noexcept {
      return done.promise().awaiter;
    }
    void await_resume() noexcept {}
  };
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}

  std::coroutine_handle<promise_type> handle_;
};

Task fetch(Loop& loop, std::string page) {
  auto fetch_span = sotto::start_span("fetch", {{"page", page}});
  co_await loop.turn();
  auto parse_span = sotto::start_span("parse");  // on the loop's thread, a child of "fetch"
  co_return "text of " + page;
}

Task answer(Loop& loop) {
  auto answer_span = sotto::start_span("answer");
  std::string text = co_await fetch(loop, "first page");
  text += ", " + co_await fetch(loop, "second page");
  co_return text;
}

/// A coroutine type from elsewhere, which knows nothing of traces.
struct Job {
  struct promise_type {
    Job get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};

Job refresh(Loop& loop, std::promise<void>& done,
            sotto::Context position = sotto::current_context()) {
  sotto::CoroutineScope here(position);
  {
    auto refresh_span = sotto::start_span("refresh");
    co_await here.carry(loop.turn());
    auto write_span = sotto::start_span("write");  // on the loop's thread, a child of "refresh"
  }
  done.set_value();
}

Job wait_for(Task task, std::promise<std::string>& result) {
  result.set_value(co_await std::move(task));
}

}  // namespace

int main() {
  const sotto::Session session;
  Loop loop;

  std::promise<void> refreshed;
  sotto::with_trace({.name = "start"}, [&] { refresh(loop, refreshed); });
  refreshed.get_future().wait();

  Task request = sotto::with_trace_async({.name = "request", .user_id = "user123"},
                                         [&loop](sotto::Trace& trace) {
                                           trace.set_input("What is on the pages?");
                                           return answer(loop);
                                         });
  std::promise<std::string> result;
  wait_for(std::move(request), result);
  std::cout << result.get_future().get() << "\n";
}
