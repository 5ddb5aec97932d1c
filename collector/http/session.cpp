#include "collector/http/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http.hpp>

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "collector/http/answers.hpp"
#include "collector/http/same_origin.hpp"

namespace sotto::collector {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace net = boost::asio;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);  // gives [error, bytes]
constexpr std::size_t read_bytes = 64 << 10;  // a batch of 512 spans arrives in few reads

std::string text(boost::string_view view) {
  return {view.data(), view.size()};
}

// What no handler needs to see. Not for requests whose Host or Origin is foreign.
std::optional<Response> refuse_malformed(const http::request<http::string_body>& message,
                                         const Request& request) {
  if (message.count(http::field::host) > 1 ||
      (message.version() >= 11 && message.count(http::field::host) == 0)) {
    return error_answer(request, 400, "a request has one Host header");
  }
  if (!request.path.starts_with('/')) {
    return error_answer(request, 400, "the request's target is not a path");
  }
  return std::nullopt;
}

http::response<http::string_body> to_message(Response response, unsigned version, bool keep_alive) {
  http::response<http::string_body> message{
      static_cast<http::status>(static_cast<unsigned>(response.status)), version};
  for (const auto& [name, value] : response.headers) message.insert(name, value);
  // Answers hold text that strangers sent: a browser must neither guess at its type nor keep it.
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  if (!response.content_type.empty()) {
    message.set(http::field::content_type, response.content_type);
  }
  message.keep_alive(keep_alive);
  message.body() = std::move(response.body);
  message.prepare_payload();
  if (message.result() == http::status::no_content) message.content_length(boost::none);
  return message;
}

Response run_handler(const Handler& handler, const Request& request) {
  try {
    return handler(request);
  } catch (...) {  // no memory, or our bug: this request fails, the others go on
    return error_answer(request, 500, "this request failed inside the observer");
  }
}

void run_deferred(const DeferredHandler& handler, Request request, const Reply& reply) {
  Request head;  // for the error, should there be one
  head.method = request.method;
  head.content_type = request.content_type;
  try {
    handler(std::move(request), reply);
  } catch (...) {  // as above
    reply(error_answer(head, 500, "this request failed inside the observer"));
  }
}

}  // namespace

struct Session::Incoming {
  http::request_parser<http::string_body> parser;
  Request request;
  unsigned version = 11;
  bool is_head = false;  // HEAD: the answer has no body
  bool keep_alive = false;
  bool is_read = false;                  // all of it, so that another may follow
  std::optional<Response> refusal = {};  // known before the body
};

Session::Session(net::ip::tcp::socket socket, const Router& router, const ServerLimits& limits,
                 net::thread_pool& queries)
    : stream_(std::move(socket)), router_(router), limits_(limits), queries_(queries) {}

// Below, co_await never stands in a condition: g++ 12 makes `if (!co_await f()) break;` trap.

net::awaitable<void> Session::run() {
  bool is_open = true;
  while (is_open && !is_ending_) {
    is_open = co_await wait_for_request();
    if (is_open) is_open = co_await serve_one();
  }
  stream_.close();
}

net::awaitable<void> Session::turn_away() {
  Incoming nothing;
  const bool is_sent =
      co_await send(try_later(nothing.request, 503, "too many connections"), nothing);
  if (is_sent) co_await linger();
  stream_.close();
}

void Session::finish() {
  net::post(stream_.get_executor(), [self = shared_from_this()] {
    self->is_ending_ = true;
    if (self->is_idle_) self->stream_.cancel();
  });
}

void Session::abort() {
  net::post(stream_.get_executor(), [self = shared_from_this()] {
    self->is_ending_ = true;
    self->stream_.close();
  });
}

// False when the connection is over.
net::awaitable<bool> Session::wait_for_request() {
  if (buffer_.size() > 0) co_return true;  // pipelined
  stream_.expires_after(limits_.idle);
  is_idle_ = true;
  const auto [error, bytes] =
      co_await stream_.async_read_some(buffer_.prepare(read_bytes), no_throw);
  is_idle_ = false;
  buffer_.commit(bytes);
  co_return !error;
}

// Reads one request and answers it. False when the connection cannot take another.
net::awaitable<bool> Session::serve_one() {
  Incoming incoming;
  const bool is_answerable = co_await read_head(incoming);
  if (!is_answerable) co_return false;
  const Router::Endpoint* endpoint = nullptr;
  if (!incoming.refusal) {
    auto found = router_.find(incoming.request);
    if (auto* refusal = std::get_if<Response>(&found)) {
      incoming.refusal = std::move(*refusal);
    } else {
      endpoint = std::get<const Router::Endpoint*>(found);
    }
  }
  if (!incoming.refusal) {
    const bool is_received = co_await read_body(incoming);
    if (!is_received) co_return false;
  }

  Response response;
  if (incoming.refusal) {
    response = std::move(*incoming.refusal);
  } else {
    response = co_await answer(*endpoint, std::move(incoming.request));
  }
  incoming.keep_alive = incoming.keep_alive && incoming.is_read && !is_ending_;
  const bool is_sent = co_await send(std::move(response), incoming);
  const bool can_close = incoming.is_read && is_ending_;  // nothing is left to swallow
  if (is_sent && !incoming.keep_alive && !can_close) co_await linger();
  co_return is_sent&& incoming.keep_alive;
}

// Reads up to the body and finds the reasons to refuse it. False when there is nobody to answer.
net::awaitable<bool> Session::read_head(Incoming& incoming) {
  incoming.parser.header_limit(limits_.header_bytes);
  incoming.parser.body_limit(limits_.body_bytes);
  stream_.expires_after(limits_.header);
  const auto [error, bytes] =
      co_await http::async_read_header(stream_, buffer_, incoming.parser, no_throw);

  auto& message = incoming.parser.get();
  Request& request = incoming.request;
  request.method = text(message.method_string());
  incoming.is_head = request.method == "HEAD";
  if (incoming.is_head) request.method = "GET";
  request.content_type = text(message[http::field::content_type]);
  if (error == http::error::body_limit) {
    incoming.refusal = error_answer(request, 413, "the body is larger than this server takes");
  } else if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    incoming.refusal = error_answer(request, 431, "the header is larger than this server takes");
  } else if (error &&
             error.category() == http::make_error_code(http::error::bad_method).category() &&
             error != http::error::end_of_stream && error != http::error::partial_message) {
    incoming.refusal = error_answer(request, 400, "this is not HTTP/1.1");
  }
  if (error) co_return incoming.refusal.has_value();

  const std::string target = text(message.target());
  const std::size_t question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string::npos) request.query = target.substr(question + 1);
  request.host = text(message[http::field::host]);
  request.origin = text(message[http::field::origin]);
  request.content_encoding = text(message[http::field::content_encoding]);
  incoming.version = message.version();
  incoming.keep_alive = message.keep_alive();
  incoming.is_read = incoming.parser.is_done();
  incoming.refusal = refuse_malformed(message, request);
  if (!incoming.refusal) incoming.refusal = refuse_foreign(request);
  co_return true;
}

// False when the connection broke. A body that grows too large becomes a refusal.
net::awaitable<bool> Session::read_body(Incoming& incoming) {
  stream_.expires_after(limits_.body);
  auto& message = incoming.parser.get();
  if (incoming.version >= 11 && !incoming.is_read &&
      beast::iequals(message[http::field::expect], "100-continue")) {
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [error, bytes] = co_await net::async_write(stream_, net::buffer(go_on), no_throw);
    if (error) co_return false;
  }
  const auto [error, bytes] =
      co_await http::async_read(stream_, buffer_, incoming.parser, no_throw);
  if (error == http::error::body_limit) {
    incoming.refusal =
        error_answer(incoming.request, 413, "the body is larger than this server takes");
    co_return true;
  }
  if (error) co_return false;
  incoming.is_read = true;
  incoming.request.body = std::move(message.body());
  co_return true;
}

// Suspends until the endpoint has answered, wherever it does so.
net::awaitable<Response> Session::answer(const Router::Endpoint& endpoint, Request request) {
  const auto start = [this, &endpoint](auto resume, Request taken) {
    // Replies are copyable, the coroutine's handle is not: hence shared.
    auto shared = std::make_shared<decltype(resume)>(std::move(resume));
    Reply reply = [shared, executor = stream_.get_executor()](Response response) {
      net::post(executor, [shared, response = std::move(response)]() mutable {
        std::move (*shared)(std::move(response));
      });
    };
    if (const auto* deferred = std::get_if<DeferredHandler>(&endpoint)) {
      return run_deferred(*deferred, std::move(taken), reply);
    }
    net::post(queries_, [&handler = std::get<Handler>(endpoint), reply = std::move(reply),
                         taken = std::move(taken)] { reply(run_handler(handler, taken)); });
  };
  return net::async_initiate<const net::use_awaitable_t<>, void(Response)>(
      start, net::use_awaitable, std::move(request));
}

net::awaitable<bool> Session::send(Response response, const Incoming& incoming) {
  auto message = to_message(std::move(response), incoming.version, incoming.keep_alive);
  stream_.expires_after(limits_.write);
  http::response_serializer<http::string_body> serializer(message);
  if (incoming.is_head) {
    const auto [error, bytes] = co_await http::async_write_header(stream_, serializer, no_throw);
    co_return !error;
  }
  const auto [error, bytes] = co_await http::async_write(stream_, serializer, no_throw);
  co_return !error;
}

// After the last answer: says that no more comes, and swallows what the client still sends. A
// socket closed with unread bytes resets the connection, and the client may lose the answer.
net::awaitable<void> Session::linger() {
  beast::error_code error;
  stream_.socket().shutdown(net::ip::tcp::socket::shutdown_send, error);
  stream_.expires_after(limits_.linger);
  buffer_.clear();
  while (!error) {
    const auto [stopped, bytes] =
        co_await stream_.async_read_some(buffer_.prepare(read_bytes), no_throw);
    error = stopped;
  }
}

}  // namespace sotto::collector
