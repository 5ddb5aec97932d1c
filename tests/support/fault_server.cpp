#include "tests/support/fault_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <sys/socket.h>

#include <string_view>
#include <thread>
#include <vector>

namespace sotto::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view accepted = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
constexpr std::string_view unavailable =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view later =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view garbage = "\x16\x03\x01\x02 SSH-2.0 \r\n\r\n\0\0\0 250 OK";
constexpr std::string_view endless = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

asio::awaitable<void> read_for_ever(tcp::socket& socket) {
  std::string bytes(64 << 10, '\0');
  for (;;) {
    const auto [error, size] = co_await socket.async_read_some(asio::buffer(bytes), no_throw);
    if (error) break;
  }
}

asio::awaitable<bool> write(tcp::socket& socket, std::string_view text) {
  const auto [error, size] = co_await asio::async_write(socket, asio::buffer(text), no_throw);
  co_return !error;
}

// A whole request. False when the client has closed.
asio::awaitable<bool> read_request(tcp::socket& socket, beast::flat_buffer& buffer) {
  http::request_parser<http::string_body> parser;
  parser.body_limit(boost::none);
  const auto [error, size] = co_await http::async_read(socket, buffer, parser, no_throw);
  co_return !error;
}

asio::awaitable<void> trickle(tcp::socket& socket, std::string_view text) {
  asio::steady_timer timer(socket.get_executor());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!co_await write(socket, text.substr(i, 1))) co_return;
    timer.expires_after(std::chrono::seconds(1));
    co_await timer.async_wait(no_throw);
  }
}

asio::awaitable<void> write_for_ever(tcp::socket& socket) {
  const std::string chunk = "1000\r\n" + std::string(0x1000, 'x') + "\r\n";
  while (co_await write(socket, chunk)) continue;
}

// What the fault makes of one connection, from its first byte.
asio::awaitable<void> misbehave(tcp::socket socket, Fault fault) {
  beast::error_code ignored;
  if (fault == Fault::half_closed) socket.shutdown(tcp::socket::shutdown_send, ignored);
  if (fault == Fault::silent || fault == Fault::half_closed || fault == Fault::tls_stuck) {
    co_return co_await read_for_ever(socket);
  }
  beast::flat_buffer buffer;
  while (co_await read_request(socket, buffer)) {
    switch (fault) {
      case Fault::trickles: co_await trickle(socket, accepted); break;
      case Fault::resets: socket.set_option(asio::socket_base::linger(true, 0), ignored); co_return;
      case Fault::cuts_off: co_await write(socket, accepted.substr(0, 30)); co_return;
      case Fault::garbage: co_await write(socket, garbage); break;
      case Fault::endless:
        co_await write(socket, endless);
        co_await write_for_ever(socket);
        break;
      case Fault::unavailable: co_await write(socket, unavailable); break;
      case Fault::later: co_await write(socket, later); break;
      default: co_return;
    }
  }
}

}  // namespace

struct FaultServer::Impl {
  explicit Impl(Fault wrong) : fault(wrong) {
    const tcp::endpoint any_port(asio::ip::address_v4::loopback(), 0);
    acceptor.open(tcp::v4());
    acceptor.bind(any_port);
    port = acceptor.local_endpoint().port();
    if (fault == Fault::refuses) return;  // the port stays ours
    acceptor.listen(fault == Fault::black_hole ? 0 : asio::socket_base::max_listen_connections);
    if (fault == Fault::black_hole) fill_queue();
    if (fault != Fault::black_hole && fault != Fault::deaf) {
      asio::co_spawn(context, accept(), asio::detached);
    }
    thread = std::thread([this] { context.run(); });
  }
  ~Impl() {
    context.stop();
    if (thread.joinable()) thread.join();
  }

  // Linux completes as many connections as fit in the queue of those that wait to be accepted, and
  // drops the packets of all others. A queue of length 0 holds one.
  void fill_queue() {
    for (int i = 0; i < 8; ++i) {
      tcp::socket& socket = waiting.emplace_back(context, tcp::v4());
      socket.native_non_blocking(true);
      const tcp::endpoint self = acceptor.local_endpoint();
      connect(socket.native_handle(), self.data(), static_cast<socklen_t>(self.size()));
    }
  }

  asio::awaitable<void> accept() {
    for (;;) {
      auto [error, socket] = co_await acceptor.async_accept(no_throw);
      if (!error) asio::co_spawn(context, misbehave(std::move(socket), fault), asio::detached);
    }
  }

  const Fault fault;
  std::uint16_t port = 0;
  asio::io_context context;
  tcp::acceptor acceptor{context};
  std::vector<tcp::socket> waiting;  // of a full queue
  std::thread thread;                // last: it uses all of the above
};

FaultServer::FaultServer(Fault fault) : impl_(std::make_unique<Impl>(fault)) {}

FaultServer::~FaultServer() = default;

std::uint16_t FaultServer::port() const {
  return impl_->port;
}

std::string FaultServer::url() const {
  const char* const scheme = impl_->fault == Fault::tls_stuck ? "https" : "http";
  return std::string(scheme) + "://127.0.0.1:" + std::to_string(impl_->port) + "/v1/traces";
}

}  // namespace sotto::test
