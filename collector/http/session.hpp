#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <chrono>
#include <memory>

#include "collector/http/message.hpp"
#include "collector/http/router.hpp"
#include "collector/http/server.hpp"

namespace sotto::collector {

/// One connection. Everything runs on the socket's strand; finish() and abort() are for any
/// thread. Shared by its coroutine and the server, which tells it to end: whichever is last.
class Session : public std::enable_shared_from_this<Session> {
 public:
  /// `router`, `limits` and `queries` outlive the session.
  Session(boost::asio::ip::tcp::socket socket, const Router& router, const ServerLimits& limits,
          boost::asio::thread_pool& queries);

  /// Answers requests until the peer closes, errs, is too slow, or finish() is called.
  boost::asio::awaitable<void> run();

  /// Says 503, for a connection beyond the limit.
  boost::asio::awaitable<void> turn_away();

  /// Ends after the request under way; at once when there is none.
  void finish();

  /// Closes the socket. A request under way is still handled, its answer goes nowhere.
  void abort();

 private:
  struct Incoming;  // a request and what the answer must know of it

  boost::asio::awaitable<bool> wait_for_request();
  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<bool> read_head(Incoming& incoming);
  boost::asio::awaitable<bool> read_body(Incoming& incoming);
  boost::asio::awaitable<Response> answer(const Router::Endpoint& endpoint, Request request);
  boost::asio::awaitable<bool> send(Response response, const Incoming& incoming);
  boost::asio::awaitable<void> linger();

  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;  // keeps what was read past one request for the next
  const Router& router_;
  const ServerLimits& limits_;
  boost::asio::thread_pool& queries_;
  bool is_idle_ = false;    // waits for the first byte of a request
  bool is_ending_ = false;  // finish() was called
};

}  // namespace sotto::collector
