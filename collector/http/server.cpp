#include "collector/http/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include "collector/http/same_origin.hpp"
#include "collector/http/session.hpp"

namespace sotto::collector {
namespace {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);
constexpr int io_threads = 2;     // more do not store more: the disk is next (DESIGN.md, 9)
constexpr int query_threads = 2;  // a slow query leaves one for the others
constexpr std::chrono::milliseconds accept_pause{100};  // after an error such as "too many files"

Error cannot_listen(const error_code& error, std::uint16_t port) {
  const std::string where = "port " + std::to_string(port);
  if (error == net::error::address_in_use) {
    return {ErrorCode::invalid_config, where + " is in use by another program"};
  }
  if (error == net::error::access_denied) {
    return {ErrorCode::invalid_config, where + " may not be used by this user"};
  }
  return {ErrorCode::invalid_config, where + " cannot be listened on: " + error.message()};
}

}  // namespace

struct Server::Impl {
  Impl(Router routes, ServerLimits given) : router(std::move(routes)), limits(given) {}

  Result<Done> listen(const std::string& host, std::uint16_t port);
  net::awaitable<void> accept();
  void begin(tcp::socket socket);
  void end(const std::shared_ptr<Session>& session);
  void tell_all(void (Session::*what)());
  void stop();

  const Router router;
  const ServerLimits limits;
  net::thread_pool queries{query_threads};
  net::io_context io{io_threads};
  net::executor_work_guard<net::io_context::executor_type> work{io.get_executor()};
  net::strand<net::io_context::executor_type> accept_strand{io.get_executor()};
  tcp::acceptor acceptor{accept_strand};
  net::steady_timer accept_retry{accept_strand};
  std::atomic<std::uint16_t> port{0};  // 0: not running
  std::vector<std::thread> threads;

  std::mutex mutex;  // guards what follows
  std::condition_variable session_ended;
  std::unordered_set<std::shared_ptr<Session>> sessions;
  bool is_stopping = false;
};

Result<Done> Server::Impl::listen(const std::string& host, std::uint16_t wanted_port) {
  if (!is_loopback(host)) {
    return Error{ErrorCode::invalid_config,
                 "host is not a loopback address; others are refused until a token protects them"};
  }
  error_code error;
  const std::string name = host == "localhost" ? "127.0.0.1" : host;
  const tcp::endpoint endpoint(net::ip::make_address(name, error), wanted_port);
  if (error) return Error{ErrorCode::invalid_config, "host is not an IP address"};
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
  if (error) return cannot_listen(error, wanted_port);
  return Done{};
}

net::awaitable<void> Server::Impl::accept() {
  while (acceptor.is_open()) {
    tcp::socket socket(net::any_io_executor(net::make_strand(io)));
    const auto [error] = co_await acceptor.async_accept(socket, no_throw);
    if (!error) {
      begin(std::move(socket));
    } else if (acceptor.is_open()) {
      accept_retry.expires_after(accept_pause);
      co_await accept_retry.async_wait(no_throw);
    }
  }
}

void Server::Impl::begin(tcp::socket socket) {
  error_code ignored;  // without it answers are only slower
  socket.set_option(tcp::no_delay(true), ignored);
  const auto executor = socket.get_executor();
  auto session = std::make_shared<Session>(std::move(socket), router, limits, queries);
  bool has_room = false;
  {
    const std::lock_guard lock(mutex);
    if (is_stopping) return;
    has_room = sessions.size() < limits.connections;
    sessions.insert(session);
  }
  net::co_spawn(executor, has_room ? session->run() : session->turn_away(),
                [this, session](const std::exception_ptr&) { end(session); });
}

void Server::Impl::end(const std::shared_ptr<Session>& session) {
  const std::lock_guard lock(mutex);
  sessions.erase(session);
  session_ended.notify_all();
}

void Server::Impl::tell_all(void (Session::*what)()) {
  for (const auto& session : sessions) ((*session).*what)();
}

void Server::Impl::stop() {
  net::post(accept_strand, [this] {
    error_code ignored;
    acceptor.close(ignored);
    accept_retry.cancel();
  });
  {
    std::unique_lock lock(mutex);
    is_stopping = true;
    tell_all(&Session::finish);
    const auto all_ended = [this] { return sessions.empty(); };
    if (!session_ended.wait_for(lock, limits.drain, all_ended)) {
      tell_all(&Session::abort);
      session_ended.wait(lock, all_ended);
    }
  }
  work.reset();
  for (std::thread& thread : threads) thread.join();
  queries.join();
}

Server::Server(Router router, ServerLimits limits)
    : impl_(std::make_unique<Impl>(std::move(router), limits)) {}

Server::~Server() {
  stop();
}

Result<Done> Server::start(const std::string& host, std::uint16_t port) {
  const auto listening = impl_->listen(host, port);
  if (!listening) return listening;
  error_code ignored;  // an open socket has an address
  impl_->port.store(impl_->acceptor.local_endpoint(ignored).port(), std::memory_order_relaxed);
  net::co_spawn(impl_->accept_strand, impl_->accept(), [](const std::exception_ptr&) {});
  for (int i = 0; i < io_threads; ++i) {
    impl_->threads.emplace_back([impl = impl_.get()] { impl->io.run(); });
  }
  return Done{};
}

void Server::stop() noexcept {
  if (impl_->threads.empty()) return;
  impl_->port.store(0, std::memory_order_relaxed);
  impl_->stop();
  impl_->threads.clear();
}

std::uint16_t Server::port() const noexcept {
  return impl_->port.load(std::memory_order_relaxed);
}

}  // namespace sotto::collector
