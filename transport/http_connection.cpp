#include "transport/http_connection.hpp"

#include <boost/asio/write.hpp>
#include <openssl/crypto.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "transport/http_event_loop.hpp"
#include "transport/http_tunnel.hpp"

namespace sotto::transport {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t tls_record_bytes = 16 << 10;  // the largest, RFC 8446 section 5.1

// Asio's open() would let the descriptor leak into programs that the host starts.
error_code open_socket(Socket& socket, const tcp& protocol) {
  const int descriptor = ::socket(protocol.family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return error_code(errno, boost::system::system_category());
  error_code error;
  socket.assign(protocol, descriptor, error);
  if (!error) socket.non_blocking(true, error);
  if (!error) socket.set_option(tcp::no_delay(true), error);
  return error;
}

// Asio's own would hand the system at most 64 KiB at a time.
std::size_t all_at_once(error_code error, std::size_t) {
  return error ? 0 : SIZE_MAX;
}

const Endpoint& peer(const Endpoint& endpoint, const HttpOptions& options) {
  return options.proxy ? options.proxy->address : endpoint;
}

error_code to_error(TlsStream::Status status) {
  switch (status) {
    case TlsStream::Status::done: return {};
    case TlsStream::Status::closed: return asio::error::eof;
    default: return asio::error::connection_reset;
  }
}

}  // namespace

HttpConnection::HttpConnection(asio::io_context& context, const Endpoint& endpoint,
                               const HttpOptions& options)
    : endpoint_(endpoint),
      options_(options),
      via_(options.proxy ? options.proxy->setting + ": " : ""),
      looking_up_(via_ + "looking up the host name"),
      connecting_(via_ + "connecting"),
      asking_proxy_(via_ + "waiting for the proxy's answer"),
      reading_(context),
      resolver_(context, peer(endpoint, options).host, peer(endpoint, options).port),
      socket_(context) {}

Awaitable<std::optional<Error>> HttpConnection::open() {
  std::optional<Error> error;
  if (endpoint_.tls && !tls_context_) error = co_await make_tls_context();
  if (!error) error = co_await connect();
  if (!error && endpoint_.tls && options_.proxy) error = co_await open_tunnel();
  if (!error && endpoint_.tls) error = co_await start_tls();
  if (error) close();
  co_return error;
}

// The certificates that a system trusts take tens of milliseconds of work, and a disk that hangs
// takes for ever.
Awaitable<std::optional<Error>> HttpConnection::make_tls_context() {
  step_ = "reading the certificates";
  if (!reading_.is_under_way()) made_ = std::make_shared<std::optional<Result<TlsContext>>>();
  const BlockingCall::Work read = [made = made_, files = options_.tls] {
    made->emplace(TlsContext::make(files));
    // The program may have OpenSSL clean up in exit(), which races with the end of this thread.
    OPENSSL_thread_stop();
  };
  const auto outcome = co_await reading_.run(read);
  if (outcome == BlockingCall::Outcome::cancelled) co_return Error{ErrorCode::cancelled, step_};
  const auto made = std::exchange(made_, nullptr);
  if (outcome == BlockingCall::Outcome::no_thread || !made->has_value()) {
    co_return Error{ErrorCode::tls_failed, "no thread or no memory to read the certificates"};
  }
  if (!(*made)->ok()) co_return (*made)->error();
  tls_context_.emplace(std::move(**made).value());
  co_return std::nullopt;
}

// An address that swallows packets costs one exchange its whole time; the next exchange starts
// with the address that follows.
Awaitable<std::optional<Error>> HttpConnection::connect() {
  step_ = looking_up_.c_str();
  const auto found = co_await resolver_.resolve();
  if (!found) co_return Error{found.error().code, via_ + found.error().detail};
  const Resolver::Addresses& addresses = found.value();

  step_ = connecting_.c_str();
  error_code error;
  for (std::size_t tried = 0; tried < addresses.size(); ++tried, ++first_address_) {
    const tcp::endpoint& address = addresses[first_address_ % addresses.size()];
    close();
    error = open_socket(socket_, address.protocol());
    if (error) continue;
    std::tie(error) = co_await socket_.async_connect(address, no_throw);
    if (!error) co_return std::nullopt;
    if (!socket_.is_open()) {
      ++first_address_;
      break;
    }
  }
  co_return Error{ErrorCode::unreachable, connecting_ + ": " + error.message()};
}

// The proxy learns the endpoint's name and port, and from then on sees TLS.
Awaitable<std::optional<Error>> HttpConnection::open_tunnel() {
  step_ = asking_proxy_.c_str();
  const std::string request = connect_request(endpoint_, *options_.proxy);
  auto [error, bytes] = co_await asio::async_write(socket_, asio::buffer(request), no_throw);
  std::string answer(max_connect_answer_bytes, '\0');
  std::size_t size = 0;
  while (!error && size < answer.size()) {
    std::tie(error, bytes) = co_await socket_.async_read_some(
        asio::buffer(answer.data() + size, answer.size() - size), no_throw);
    size += bytes;
    const auto status = read_connect_answer(std::string_view(answer).substr(0, size));
    if (!status) co_return Error{status.error().code, via_ + status.error().detail};
    if (!status.value()) continue;
    if (*status.value() / 100 == 2) co_return std::nullopt;
    co_return refused_by(*options_.proxy, *status.value());
  }
  if (error) co_return Error{ErrorCode::unreachable, via_ + "the proxy broke the connection"};
  co_return Error{ErrorCode::malformed, via_ + "the proxy's answer is too long"};
}

Awaitable<std::optional<Error>> HttpConnection::start_tls() {
  step_ = "the TLS handshake";
  auto stream = tls_context_->start(socket_.native_handle(), endpoint_.host);
  if (!stream) co_return stream.error();
  tls_.emplace(std::move(stream).value());
  const auto step = co_await drive([](TlsStream& tls) { return tls.handshake(); });
  switch (step.status) {
    case TlsStream::Status::done: co_return std::nullopt;
    case TlsStream::Status::failed: co_return Error{ErrorCode::tls_failed, tls_->failure()};
    default: co_return Error{ErrorCode::unreachable, "closed in the TLS handshake"};
  }
}

// Repeats `operation` until it needs no more waiting. close() may come during any wait.
template <typename Operation>
Awaitable<TlsStream::Step> HttpConnection::drive(Operation operation) {
  while (tls_) {
    const TlsStream::Step step = operation(*tls_);
    if (step.status == TlsStream::Status::wants_read) {
      co_await socket_.async_wait(Socket::wait_read, no_throw);
    } else if (step.status == TlsStream::Status::wants_write) {
      co_await socket_.async_wait(Socket::wait_write, no_throw);
    } else {
      co_return step;
    }
  }
  co_return TlsStream::Step{TlsStream::Status::broken};
}

Awaitable<error_code> HttpConnection::write(std::string_view head, std::string_view body) {
  if (!endpoint_.tls) {
    const std::array parts{asio::buffer(head), asio::buffer(body)};
    const auto [error, bytes] = co_await asio::async_write(socket_, parts, all_at_once, no_throw);
    co_return error;
  }
  const std::size_t with_head =
      std::min(body.size(), tls_record_bytes - std::min(head.size(), tls_record_bytes));
  record_.assign(head).append(body.substr(0, with_head));
  error_code error = co_await write_tls(record_);
  if (!error) error = co_await write_tls(body.substr(with_head));
  co_return error;
}

Awaitable<error_code> HttpConnection::write_tls(std::string_view data) {
  while (!data.empty()) {
    const auto step = co_await drive([data](TlsStream& tls) { return tls.write(data); });
    if (step.status != TlsStream::Status::done) co_return to_error(step.status);
    data.remove_prefix(step.bytes);
  }
  co_return error_code();
}

Awaitable<HttpConnection::Received> HttpConnection::read_some(asio::mutable_buffer out) {
  if (!endpoint_.tls) {
    const auto [error, bytes] = co_await socket_.async_read_some(out, no_throw);
    co_return Received{error, bytes};
  }
  const auto step =
      co_await drive([out](TlsStream& tls) { return tls.read(out.data(), out.size()); });
  const bool is_refused = tls_ && step.status == TlsStream::Status::failed;
  co_return Received{to_error(step.status), step.bytes, is_refused ? tls_->refusal() : nullptr};
}

bool HttpConnection::is_quiet() {
  char byte = 0;
  error_code error;
  socket_.receive(asio::buffer(&byte, 1), Socket::message_peek, error);
  return error == asio::error::would_block;
}

void HttpConnection::remember_session() noexcept {
  if (tls_) tls_context_->remember(*tls_);
}

void HttpConnection::close() noexcept {
  reading_.cancel();
  resolver_.cancel();
  tls_.reset();
  error_code ignored;  // the descriptor is released whatever close says
  socket_.close(ignored);
}

}  // namespace sotto::transport
