#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>

#include "transport/event_loop.hpp"

namespace sotto::transport {

// Asio's types for the one executor that we have: its default, any executor, adds 20 KB of code.
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <typename T>
using Awaitable = boost::asio::awaitable<T, Executor>;

/// Errors come as values: `const auto [error, bytes] = co_await f(..., no_throw)`.
inline constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>());

struct EventLoop::Impl {
  boost::asio::io_context context{1};  // one thread runs it
  // Without connections there is nothing to wait for, and run_for must wait nevertheless.
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      context.get_executor()};
  std::atomic<bool> woken{false};
};

}  // namespace sotto::transport
