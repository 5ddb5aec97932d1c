#include "tests/support/proxy_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <mutex>
#include <optional>
#include <thread>

namespace sotto::test {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view granted = "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n";

asio::awaitable<void> copy(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to) {
  std::array<char, 16 << 10> bytes{};
  for (;;) {
    const auto [error, size] = co_await from->async_read_some(asio::buffer(bytes), no_throw);
    if (error) break;
    const auto [failed, written] =
        co_await asio::async_write(*to, asio::buffer(bytes.data(), size), no_throw);
    if (failed) break;
  }
  boost::system::error_code ignored;
  to->shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace

struct ProxyServer::Impl {
  explicit Impl(std::uint16_t port)
      : acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        upstream(asio::ip::address_v4::loopback(), port) {
    asio::co_spawn(context, accept(), asio::detached);
    thread = std::thread([this] { context.run(); });
  }
  ~Impl() {
    context.stop();
    thread.join();
  }

  asio::awaitable<void> accept() {
    for (;;) {
      auto [error, socket] = co_await acceptor.async_accept(no_throw);
      if (error) continue;
      asio::co_spawn(context, serve(std::make_shared<tcp::socket>(std::move(socket))),
                     asio::detached);
    }
  }

  asio::awaitable<void> serve(std::shared_ptr<tcp::socket> client) {
    std::string text;
    const auto [error, size] =
        co_await asio::async_read_until(*client, asio::dynamic_buffer(text), "\r\n\r\n", no_throw);
    if (error) co_return;
    std::optional<std::string> refused;
    {
      const std::lock_guard lock(mutex);
      requests.push_back(text.substr(0, size));
      refused = refusal;
    }
    if (refused) {
      co_await asio::async_write(*client, asio::buffer(*refused), no_throw);
      if (!refused->empty()) co_return;
      char byte = 0;
      co_await client->async_read_some(asio::buffer(&byte, 1), no_throw);
      co_return;
    }
    const auto server = std::make_shared<tcp::socket>(context);
    if (const auto [failed] = co_await server->async_connect(upstream, no_throw); failed) co_return;
    co_await asio::async_write(*client, asio::buffer(granted), no_throw);
    asio::co_spawn(context, copy(server, client), asio::detached);
    co_await copy(client, server);
  }

  asio::io_context context;
  tcp::acceptor acceptor;
  const tcp::endpoint upstream;

  mutable std::mutex mutex;  // guards what follows
  std::optional<std::string> refusal;
  std::vector<std::string> requests;

  std::thread thread;  // last: it uses all of the above
};

ProxyServer::ProxyServer(std::uint16_t upstream_port)
    : impl_(std::make_unique<Impl>(upstream_port)) {}

ProxyServer::~ProxyServer() = default;

std::string ProxyServer::url(std::string_view user_info) const {
  std::string text = "http://";
  if (!user_info.empty()) text.append(user_info).append("@");
  return text + "127.0.0.1:" + std::to_string(impl_->acceptor.local_endpoint().port());
}

void ProxyServer::refuse_with(std::string answer) {
  const std::lock_guard lock(impl_->mutex);
  impl_->refusal = std::move(answer);
}

std::vector<std::string> ProxyServer::requests() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->requests;
}

}  // namespace sotto::test
