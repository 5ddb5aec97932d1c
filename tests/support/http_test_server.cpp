#include "tests/support/http_test_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include "tests/support/gunzip.hpp"

namespace sotto::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using Manner = HttpReply::Manner;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds trickle_pause{10};

// One accepted connection; its coroutine owns it.
struct Connection {
  tcp::socket& socket;
  std::size_t number;
  bool tls_resumed = false;
  std::string client_name = {};
};

SeenRequest to_seen(const http::request<http::string_body>& message, const Connection& from) {
  SeenRequest seen;
  seen.method = message.method_string();
  seen.target = message.target();
  seen.body = message.body();
  seen.connection = from.number;
  seen.tls_resumed = from.tls_resumed;
  seen.client_name = from.client_name;
  for (const auto& field : message) {
    std::string name(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    seen.headers[name] = field.value();
  }
  return seen;
}

std::string to_chunks(const std::string& body) {
  constexpr std::size_t chunk_bytes = 1000;
  std::string text;
  for (std::size_t at = 0; at < body.size(); at += chunk_bytes) {
    const std::string chunk = body.substr(at, chunk_bytes);
    std::array<char, 20> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", chunk.size());
    text.append(size.data()).append(chunk).append("\r\n");
  }
  return text + "0\r\n\r\n";
}

std::string to_text(const HttpReply& reply) {
  if (reply.manner == Manner::raw) return reply.body;
  std::string text = "HTTP/1.1 " + std::to_string(reply.status) + " Reply\r\n";
  for (const auto& [name, value] : reply.headers) text += name + ": " + value + "\r\n";
  if (reply.manner == Manner::closing) text += "Connection: close\r\n";
  if (reply.manner == Manner::chunked) {
    return text + "Transfer-Encoding: chunked\r\n\r\n" + to_chunks(reply.body);
  }
  return text + "Content-Length: " + std::to_string(reply.body.size()) + "\r\n\r\n" + reply.body;
}

int to_number(HttpTestServer::TlsVersion version) {
  switch (version) {
    case HttpTestServer::TlsVersion::any: return 0;
    case HttpTestServer::TlsVersion::v1_1: return TLS1_1_VERSION;
    case HttpTestServer::TlsVersion::v1_2: return TLS1_2_VERSION;
    case HttpTestServer::TlsVersion::v1_3: return TLS1_3_VERSION;
  }
  return 0;
}

ssl::context to_context(const HttpTestServer::Options& options) {
  ssl::context context(ssl::context::tls_server);
  context.use_certificate_chain(asio::buffer(options.certificate->certificate));
  context.use_private_key(asio::buffer(options.certificate->key), ssl::context::pem);
  if (const int version = to_number(options.tls_version); version != 0) {
    SSL_CTX* const native = context.native_handle();
    SSL_CTX_set_security_level(native, 0);  // Debian's level 2 has no TLS 1.1
    SSL_CTX_set_min_proto_version(native, version);
    SSL_CTX_set_max_proto_version(native, version);
  }
  if (!options.client_ca_file.empty()) {
    context.load_verify_file(options.client_ca_file);
    context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
    SSL_CTX_set_session_id_context(context.native_handle(),
                                   reinterpret_cast<const unsigned char*>("test"), 4);
  }
  return context;
}

std::string client_name_of(SSL* ssl) {
  std::array<char, 100> name{};
  const X509* const certificate = SSL_get0_peer_certificate(ssl);
  if (certificate == nullptr) return {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name.data(),
                            static_cast<int>(name.size()));
  return name.data();
}

}  // namespace

struct HttpTestServer::Impl {
  explicit Impl(Options options);
  ~Impl();

  asio::awaitable<void> accept();
  asio::awaitable<void> serve_plain(tcp::socket socket, std::size_t number);
  asio::awaitable<void> serve_tls(tcp::socket socket, std::size_t number);
  template <typename Stream>
  asio::awaitable<void> serve(Stream& stream, Connection& connection);
  template <typename Stream>
  asio::awaitable<bool> answer(Stream& stream, HttpReply reply);

  template <typename Stream>
  asio::awaitable<void> linger(Stream& stream);

  HttpReply next_reply(SeenRequest request);
  void opened(Connection& connection);
  void closed(Connection& connection);

  asio::io_context context;
  std::optional<ssl::context> tls;
  tcp::acceptor acceptor;
  const bool reads_bodies;
  const bool remembers;
  std::set<Connection*> live;  // the server's thread only

  mutable std::mutex mutex;  // guards what follows
  mutable std::condition_variable changed;
  std::function<HttpReply(const SeenRequest&)> handler;
  std::deque<HttpReply> replies;
  std::vector<SeenRequest> requests;
  std::size_t accepted = 0;
  std::size_t open = 0;

  std::thread thread;  // last: it uses all of the above
};

HttpTestServer::Impl::Impl(Options options)
    : acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      reads_bodies(options.reads_bodies),
      remembers(options.remembers),
      handler([](const SeenRequest&) { return HttpReply{}; }) {
  if (options.certificate) tls.emplace(to_context(options));
  if (options.accepts) asio::co_spawn(context, accept(), asio::detached);
  thread = std::thread([this] { context.run(); });
}

HttpTestServer::Impl::~Impl() {
  context.stop();
  thread.join();
}

asio::awaitable<void> HttpTestServer::Impl::accept() {
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(no_throw);
    if (error) continue;
    std::size_t number = 0;
    {
      const std::lock_guard lock(mutex);
      number = ++accepted;
    }
    asio::co_spawn(
        context,
        tls ? serve_tls(std::move(socket), number) : serve_plain(std::move(socket), number),
        asio::detached);
  }
}

asio::awaitable<void> HttpTestServer::Impl::serve_plain(tcp::socket socket, std::size_t number) {
  Connection connection{socket, number};
  opened(connection);
  co_await serve(socket, connection);
  closed(connection);
}

asio::awaitable<void> HttpTestServer::Impl::serve_tls(tcp::socket socket, std::size_t number) {
  ssl::stream<tcp::socket> stream(std::move(socket), *tls);
  Connection connection{stream.next_layer(), number};
  opened(connection);
  const auto [error] = co_await stream.async_handshake(ssl::stream_base::server, no_throw);
  if (!error) {
    connection.tls_resumed = SSL_session_reused(stream.native_handle()) == 1;
    connection.client_name = client_name_of(stream.native_handle());
    co_await serve(stream, connection);
  }
  closed(connection);
}

template <typename Stream>
asio::awaitable<void> HttpTestServer::Impl::serve(Stream& stream, Connection& connection) {
  beast::flat_buffer buffer;
  for (bool stays = true; stays;) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(boost::none);
    const auto [error, bytes] =
        reads_bodies ? co_await http::async_read(stream, buffer, parser, no_throw)
                     : co_await http::async_read_header(stream, buffer, parser, no_throw);
    if (error) break;
    stays = co_await answer(stream, next_reply(to_seen(parser.get(), connection)));
  }
}

// Whether the connection stays open.
template <typename Stream>
asio::awaitable<bool> HttpTestServer::Impl::answer(Stream& stream, HttpReply reply) {
  if (reply.manner == Manner::hang_up) co_return false;
  if (reply.manner == Manner::silent) {
    char byte = 0;
    co_await stream.async_read_some(asio::buffer(&byte, 1), no_throw);
    co_return false;
  }
  std::string text = to_text(reply);
  if (reply.manner == Manner::half) text.resize(text.size() / 2);
  if (reply.manner == Manner::trickle) {
    asio::steady_timer timer(context);
    for (const char& byte : text) {
      const auto [error, bytes] =
          co_await asio::async_write(stream, asio::buffer(&byte, 1), no_throw);
      if (error) break;
      timer.expires_after(trickle_pause);
      co_await timer.async_wait(no_throw);
    }
    co_return true;
  }
  const auto [error, bytes] = co_await asio::async_write(stream, asio::buffer(text), no_throw);
  if (reply.manner == Manner::closing) co_await linger(stream);
  co_return !error && (reply.manner == Manner::whole || reply.manner == Manner::chunked);
}

// Closing with unread bytes would reset the connection, and take the answer along.
template <typename Stream>
asio::awaitable<void> HttpTestServer::Impl::linger(Stream& stream) {
  beast::error_code ignored;
  stream.lowest_layer().shutdown(tcp::socket::shutdown_send, ignored);
  std::string unread(64 << 10, '\0');
  for (bool more = true; more;) {
    const auto [error, bytes] = co_await stream.async_read_some(asio::buffer(unread), no_throw);
    more = !error;
  }
}

HttpReply HttpTestServer::Impl::next_reply(SeenRequest request) {
  std::unique_lock lock(mutex);
  if (remembers) requests.push_back(request);
  changed.notify_all();
  if (!replies.empty()) {
    HttpReply reply = std::move(replies.front());
    replies.pop_front();
    return reply;
  }
  const auto make_reply = handler;
  lock.unlock();
  return make_reply(request);
}

void HttpTestServer::Impl::opened(Connection& connection) {
  live.insert(&connection);
  const std::lock_guard lock(mutex);
  ++open;
}

void HttpTestServer::Impl::closed(Connection& connection) {
  live.erase(&connection);
  beast::error_code ignored;  // the client may have been faster
  connection.socket.close(ignored);
  const std::lock_guard lock(mutex);
  --open;
  changed.notify_all();
}

HttpTestServer::HttpTestServer() : HttpTestServer(Options{}) {}

HttpTestServer::HttpTestServer(Options options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

HttpTestServer::~HttpTestServer() = default;

std::uint16_t HttpTestServer::port() const {
  return impl_->acceptor.local_endpoint().port();
}

std::string HttpTestServer::url(std::string_view path) const {
  const std::string scheme = impl_->tls ? "https" : "http";
  return scheme + "://127.0.0.1:" + std::to_string(port()).append(path);
}

void HttpTestServer::set_reply(HttpReply reply) {
  set_handler([reply = std::move(reply)](const SeenRequest&) { return reply; });
}

void HttpTestServer::set_handler(std::function<HttpReply(const SeenRequest&)> handler) {
  const std::lock_guard lock(impl_->mutex);
  impl_->handler = std::move(handler);
}

void HttpTestServer::add_reply(HttpReply reply) {
  const std::lock_guard lock(impl_->mutex);
  impl_->replies.push_back(std::move(reply));
}

std::vector<SeenRequest> HttpTestServer::requests() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->requests;
}

std::size_t HttpTestServer::connections() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->accepted;
}

std::size_t HttpTestServer::open_connections() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->open;
}

void HttpTestServer::close_connections() {
  std::promise<void> closed;
  asio::post(impl_->context, [this, &closed] {
    for (Connection* const connection : impl_->live) {
      beast::error_code ignored;
      connection->socket.close(ignored);
    }
    closed.set_value();
  });
  closed.get_future().wait();
}

bool HttpTestServer::wait_for_requests(std::size_t count, std::chrono::milliseconds timeout) const {
  std::unique_lock lock(impl_->mutex);
  return impl_->changed.wait_for(lock, timeout, [&] { return impl_->requests.size() >= count; });
}

bool HttpTestServer::wait_for_open_connections(std::size_t most,
                                               std::chrono::milliseconds timeout) const {
  std::unique_lock lock(impl_->mutex);
  return impl_->changed.wait_for(lock, timeout, [&] { return impl_->open <= most; });
}

std::string SeenRequest::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

std::string SeenRequest::plain_body() const {
  if (header("content-encoding") != "gzip") return body;
  return gunzip(body).value_or("");
}

}  // namespace sotto::test
