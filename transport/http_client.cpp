#include "transport/http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <cassert>
#include <chrono>
#include <exception>
#include <string_view>
#include <utility>

#include "transport/http_connection.hpp"
#include "transport/http_event_loop.hpp"
#include "transport/http_request_head.hpp"
#include "transport/retry_after.hpp"

namespace sotto::transport {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

using Parser = http::response_parser<http::string_body>;

constexpr std::size_t read_bytes = 16 << 10;         // at a time
constexpr std::uint32_t max_header_bytes = 8 << 10;  // must fit in the buffer
constexpr unsigned switching_protocols = 101;
constexpr unsigned first_final_status = 200;
constexpr unsigned proxy_authentication_required = 407;

Error to_error(error_code error) {
  if (error == http::error::body_limit) {
    return {ErrorCode::too_large, "the answer is longer than max_response_bytes"};
  }
  if (error == http::error::header_limit) {
    return {ErrorCode::too_large, "the header of the answer is too long"};
  }
  return {ErrorCode::malformed, "the answer is not HTTP/1.1"};
}

// An exchange ended by its deadline or by cancel(), and what it was busy with.
struct GivenUp {
  ErrorCode code;
  const char* step;
  Error error() const { return {code, step}; }
};

HttpResponse to_response(Parser& parser) {
  auto& message = parser.get();
  HttpResponse response;
  response.status = static_cast<int>(message.result_int());
  response.content_type = message[http::field::content_type];
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  response.retry_after = parse_retry_after(message[http::field::retry_after], now);
  response.body = std::move(message.body());
  return response;
}

}  // namespace

// Shared by the client and the coroutine of its exchange, which may outlive it by a turn of the
// loop.
struct HttpClient::Impl : std::enable_shared_from_this<Impl> {
  Impl(EventLoop& loop, Endpoint to, HttpOptions with)
      : context(loop.impl().context),
        endpoint(std::move(to)),
        options(std::move(with)),
        head(endpoint, options.user_agent, reading_proxy()),
        connection(context, endpoint, options),
        deadline(context) {}

  Awaitable<void> run(std::shared_ptr<Impl> keeps_this_alive, HttpRequest request);
  Awaitable<Result<HttpResponse>> exchange(HttpRequest& request);
  Awaitable<Result<HttpResponse>> round_trip(const HttpRequest& request);
  Awaitable<Result<HttpResponse>> read_answer(const HttpRequest& request);
  Awaitable<std::optional<Error>> read_message(Parser& parser);

  /// The proxy that reads and answers HTTP, and does not merely pass TLS on.
  const Proxy* reading_proxy() const noexcept {
    return options.proxy && !endpoint.tls ? &*options.proxy : nullptr;
  }

  void start_deadline();
  void give_up(ErrorCode code) noexcept;
  void finish(Result<HttpResponse> result);

  asio::io_context& context;
  const Endpoint endpoint;
  const HttpOptions options;
  HttpRequestHead head;
  HttpConnection connection;
  Timer deadline;
  beast::flat_static_buffer<read_bytes> buffer;  // read, and not yet parsed

  // Of the exchange under way
  Completion done;              // empty when there is none
  std::uint64_t exchanges = 0;  // its number
  std::optional<GivenUp> given_up;
  bool is_connected = false;  // as far as that we talk HTTP
  bool heard = false;         // a byte of the answer
  bool reusable = false;      // the connection, after the answer
};

Awaitable<void> HttpClient::Impl::run(std::shared_ptr<Impl>, HttpRequest request) {
  co_await asio::post(no_throw);  // send() may be called in the loop, and calls nobody
  start_deadline();
  auto result = co_await exchange(request);
  deadline.cancel();
  if (!result || !reusable) connection.close();
  if (!result && given_up) result = given_up->error();
  finish(std::move(result));
}

Awaitable<Result<HttpResponse>> HttpClient::Impl::exchange(HttpRequest& request) {
  const std::size_t body_bytes = request.body ? request.body->size() : 0;
  if (auto error = head.format(request.method, request.headers, body_bytes)) co_return *error;

  if (connection.is_open() && connection.is_quiet()) {
    auto result = co_await round_trip(request);
    if (result || heard || given_up) co_return result;
  }
  // Also when the peer closed a connection while our request was on its way.
  connection.close();
  is_connected = false;
  if (given_up) co_return given_up->error();
  if (auto error = co_await connection.open()) co_return *error;
  co_return co_await round_trip(request);
}

// A write that fails is no reason to stop: the server may have answered before it had read all
// (413, 401). Otherwise reading fails as well.
Awaitable<Result<HttpResponse>> HttpClient::Impl::round_trip(const HttpRequest& request) {
  buffer.clear();
  heard = false;
  is_connected = true;
  const std::string_view body = request.body ? std::string_view(*request.body) : std::string_view();
  const error_code write_error = co_await connection.write(head.text(), body);
  auto result = co_await read_answer(request);
  if (write_error) reusable = false;
  if (result) connection.remember_session();
  co_return result;
}

Awaitable<Result<HttpResponse>> HttpClient::Impl::read_answer(const HttpRequest& request) {
  for (;;) {
    Parser parser;  // of an interim answer, 1xx, or of the final one
    parser.eager(true);
    parser.header_limit(max_header_bytes);
    parser.body_limit(options.max_response_bytes);
    parser.skip(request.method == "HEAD");
    if (auto error = co_await read_message(parser)) co_return *error;

    const unsigned status = parser.get().result_int();
    if (status == switching_protocols) {
      co_return Error{ErrorCode::malformed, "the server left HTTP/1.1"};
    }
    if (status < first_final_status) continue;
    if (status == proxy_authentication_required && reading_proxy() != nullptr) {
      co_return refused_by(*reading_proxy(), static_cast<int>(status));
    }
    reusable = parser.keep_alive() && buffer.size() == 0;
    co_return to_response(parser);
  }
}

Awaitable<std::optional<Error>> HttpClient::Impl::read_message(Parser& parser) {
  error_code error;
  for (;;) {
    if (buffer.size() > 0) {
      buffer.consume(parser.put(buffer.data(), error));
      if (error && error != http::error::need_more) co_return to_error(error);
      if (parser.is_done()) co_return std::nullopt;
    }
    const std::size_t room = buffer.max_size() - buffer.size();
    if (room == 0) co_return Error{ErrorCode::malformed, "a line of the answer is too long"};
    const auto received = co_await connection.read_some(buffer.prepare(room));
    heard = heard || received.bytes > 0;
    if (received.error == asio::error::eof && parser.got_some()) {
      parser.put_eof(error);  // an answer of unknown length ends with the connection
      if (!error) co_return std::nullopt;
    }
    if (received.refusal != nullptr) co_return Error{ErrorCode::tls_failed, received.refusal};
    if (received.error) {
      co_return Error{ErrorCode::unreachable, heard ? "the connection broke in the answer"
                                                    : "the connection broke before the answer"};
    }
    buffer.commit(received.bytes);
  }
}

void HttpClient::Impl::start_deadline() {
  deadline.expires_after(options.timeout);
  deadline.async_wait([weak = weak_from_this(), number = exchanges](error_code stopped) {
    const auto self = weak.lock();
    // An exchange that ended just now may have left this call behind.
    if (!stopped && self && self->exchanges == number && self->done) {
      self->give_up(ErrorCode::timeout);
    }
  });
}

void HttpClient::Impl::give_up(ErrorCode code) noexcept {
  given_up = {code, is_connected ? "waiting for the answer" : connection.step()};
  connection.close();
}

void HttpClient::Impl::finish(Result<HttpResponse> result) {
  if (!done) return;  // the destructor was faster
  std::exchange(done, nullptr)(std::move(result));
}

HttpClient::HttpClient(EventLoop& loop, Endpoint endpoint, HttpOptions options)
    : impl_(std::make_shared<Impl>(loop, std::move(endpoint), std::move(options))) {}

HttpClient::~HttpClient() {
  cancel();
  impl_->connection.close();
  if (busy()) impl_->finish(impl_->given_up->error());
}

void HttpClient::send(HttpRequest request, Completion done) {
  assert(!busy());
  impl_->done = std::move(done);
  impl_->given_up.reset();
  ++impl_->exchanges;
  asio::co_spawn(impl_->context, impl_->run(impl_, std::move(request)),
                 [self = impl_](std::exception_ptr failure) {
                   if (!failure) return;
                   self->connection.close();
                   self->finish(Error{ErrorCode::unreachable, "no memory for the exchange"});
                 });
}

bool HttpClient::busy() const noexcept {
  return static_cast<bool>(impl_->done);
}

void HttpClient::cancel() noexcept {
  busy() ? impl_->give_up(ErrorCode::cancelled) : impl_->connection.close();
}

}  // namespace sotto::transport
