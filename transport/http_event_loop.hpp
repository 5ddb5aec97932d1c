#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>

#include "transport/event_loop.hpp"

namespace sotto::transport {

/// Asio reports errors as values: `const auto [error, bytes] = co_await f(..., no_throw)`.
inline constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

struct EventLoop::Impl {
  boost::asio::io_context context{1};  // one thread runs it
  // Without connections there is nothing to wait for, and run_for must wait nevertheless.
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      context.get_executor()};
  std::atomic<bool> woken{false};
};

}  // namespace sotto::transport
