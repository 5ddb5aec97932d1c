#pragma once

#include <condition_variable>
#include <coroutine>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace sotto::test {

/// A promise that knows nothing of traces.
class PlainPromise {
 protected:
  template <typename Awaiter>
  Awaiter begin(Awaiter awaiter) noexcept {
    return awaiter;
  }
  void end() noexcept {}
};

template <typename T>
struct TaskResult {
  std::optional<T> value;
  void return_value(T result) { value.emplace(std::move(result)); }
  T take() { return *std::move(value); }
};
template <>
struct TaskResult<void> {
  void return_void() noexcept {}
  void take() noexcept {}
};

/// A coroutine that starts when it is awaited and resumes who awaits it, as the coroutine types of
/// most programs. `Base` is sotto::CarryingPromise for one that keeps its position by itself.
template <typename T = void, typename Base = PlainPromise>
class Task {
 public:
  struct promise_type : Base, TaskResult<T> {
    Task get_return_object() { return Task(Handle::from_promise(*this)); }
    auto initial_suspend() noexcept { return this->begin(std::suspend_always()); }
    auto final_suspend() noexcept {
      struct ResumeAwaiter {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> done) noexcept {
          return done.promise().awaiter;
        }
        void await_resume() noexcept {}
      };
      this->end();
      return ResumeAwaiter();
    }
    void unhandled_exception() noexcept { error = std::current_exception(); }

    std::coroutine_handle<> awaiter = std::noop_coroutine();
    std::exception_ptr error;
  };
  using Handle = std::coroutine_handle<promise_type>;

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiter) noexcept {
    handle_.promise().awaiter = awaiter;
    return handle_;
  }
  T await_resume() {
    if (handle_.promise().error) std::rethrow_exception(handle_.promise().error);
    return handle_.promise().take();
  }

 private:
  explicit Task(Handle handle) : handle_(handle) {}
  Handle handle_;
};

/// A coroutine that starts when it is called and belongs to nobody.
struct Detached {
  struct promise_type {
    Detached get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};

template <typename T, typename Base>
Detached drive(Task<T, Base> task, std::promise<T> done) {
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(task);
      done.set_value();
    } else {
      done.set_value(co_await std::move(task));
    }
  } catch (const std::exception&) {
    done.set_exception(std::current_exception());
  }
}

/// Starts the task on the calling thread.
template <typename T, typename Base>
std::future<T> spawn(Task<T, Base> task) {
  std::promise<T> done;
  std::future<T> result = done.get_future();
  drive(std::move(task), std::move(done));
  return result;
}

/// Threads that resume coroutines.
class Workers {
 public:
  /// `after_each` is called on a worker's thread whenever a coroutine has given it back.
  explicit Workers(
      int count, std::function<void()> after_each = [] {}) {
    for (int i = 0; i < count; ++i) {
      Queue& queue = *queues_.emplace_back(std::make_unique<Queue>());
      threads_.emplace_back([&queue, after_each] {
        while (const std::coroutine_handle<> next = queue.take()) {
          next.resume();
          after_each();
        }
      });
    }
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers() {
    for (auto& queue : queues_) queue->put(nullptr);
    for (std::thread& thread : threads_) thread.join();
  }

  /// co_await workers.to(n): goes on on the thread of that number.
  auto to(std::size_t number) { return Hop{*queues_.at(number % queues_.size())}; }

 private:
  class Queue {
   public:
    void put(std::coroutine_handle<> handle) {
      {
        const std::lock_guard lock(mutex_);
        handles_.push_back(handle);
      }
      filled_.notify_one();
    }
    std::coroutine_handle<> take() {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [this] { return !handles_.empty(); });
      const std::coroutine_handle<> first = handles_.front();
      handles_.pop_front();
      return first;
    }

   private:
    std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<std::coroutine_handle<>> handles_;  // guarded by mutex_; null: the end
  };
  struct Hop {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) const { queue.put(handle); }
    void await_resume() const noexcept {}
    Queue& queue;
  };

  std::vector<std::unique_ptr<Queue>> queues_;
  std::vector<std::thread> threads_;
};

}  // namespace sotto::test
