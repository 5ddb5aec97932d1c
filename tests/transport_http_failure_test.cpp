// What goes wrong between a client and a server, and how an exchange ends then.

#include <gtest/gtest.h>

#include "tests/transport_http_fixture.hpp"

namespace sotto::transport {
namespace {

using namespace std::chrono_literals;
using test::HttpReply;
using test::HttpTestServer;
using Manner = HttpReply::Manner;

// Long enough for a loaded machine to connect, short enough for a test to wait for.
constexpr auto short_timeout = 300ms;

class HttpFailure : public testing::Test {
 protected:
  Error failure_of(HttpClient& client) {
    const auto answer = exchange(loop, client, post("a batch"));
    EXPECT_FALSE(answer.ok());
    return answer.ok() ? Error{} : answer.error();
  }
  ErrorCode code_after(HttpReply reply, HttpOptions options = {}) {
    server.set_reply(std::move(reply));
    HttpClient client(loop, endpoint_of(server), std::move(options));
    return failure_of(client).code;
  }

  HttpTestServer server;
  EventLoop loop;
};

TEST(HttpConnecting, FailsWhenNobodyListens) {
  std::uint16_t port = 0;
  {
    const HttpTestServer gone;
    port = gone.port();
  }
  EventLoop loop;
  HttpClient client(loop, {.host = "127.0.0.1", .port = port}, {});
  const auto answer = exchange(loop, client, post(""));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::unreachable);
  EXPECT_EQ(answer.error().detail, "connecting: Connection refused");
}

TEST(HttpConnecting, FailsWhenTheNameHasNoAddress) {
  EventLoop loop;
  HttpClient client(loop, {.host = "no-such-host.invalid"}, {});
  const auto answer = exchange(loop, client, post(""));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::unreachable);
  EXPECT_EQ(answer.error().detail, "the host name has no address");
}

TEST(HttpConnecting, CanBeTriedAgain) {
  EventLoop loop;
  HttpClient client(loop, {.host = "no-such-host.invalid"}, {});
  EXPECT_FALSE(exchange(loop, client, post("")).ok());
  EXPECT_FALSE(exchange(loop, client, post("")).ok());
}

TEST(HttpConnecting, CanBeLeftInTheMiddleOfALookUp) {
  EventLoop loop;
  int answered = 0;
  for (int i = 0; i < 20; ++i) {
    HttpClient client(loop, {.host = "localhost", .port = 1}, {});
    client.send(post(""), [&](const Result<HttpResponse>& answer) {
      ++answered;
      ASSERT_FALSE(answer.ok());
      // A quick look-up is over by then, and nobody listens there.
      const ErrorCode code = answer.error().code;
      EXPECT_TRUE(code == ErrorCode::cancelled || code == ErrorCode::unreachable);
    });
    loop.run_for(0ns);
  }
  EXPECT_EQ(answered, 20) << "each once";
}

TEST(HttpConnecting, ItsLoopMayGoAwayInTheMiddleOfALookUp) {
  int answered = 0;
  constexpr int loops = 100;
  for (int i = 0; i < loops; ++i) {
    EventLoop loop;
    HttpClient client(loop, {.host = "localhost", .port = 1}, {});
    client.send(post(""), [&](const Result<HttpResponse>& answer) { answered += !answer.ok(); });
    loop.run_for(0ns);
  }
  EXPECT_EQ(answered, loops) << "each once";
}

TEST_F(HttpFailure, SilenceIsATimeout) {
  EXPECT_EQ(code_after({.manner = Manner::silent}, {.timeout = short_timeout}), ErrorCode::timeout);
}

TEST_F(HttpFailure, AnAnswerThatTricklesIsATimeout) {
  EXPECT_EQ(code_after({.body = std::string(10'000, 'x'), .manner = Manner::trickle},
                       {.timeout = short_timeout}),
            ErrorCode::timeout);
}

TEST_F(HttpFailure, ATimeoutSaysWhatWasWaitedForAndClosesTheConnection) {
  server.set_reply({.manner = Manner::silent});
  HttpClient client(loop, endpoint_of(server), {.timeout = short_timeout});
  EXPECT_EQ(failure_of(client).detail, "waiting for the answer");
  EXPECT_TRUE(server.wait_for_open_connections(0));
}

TEST_F(HttpFailure, TheNextExchangeStartsAfresh) {
  server.add_reply({.manner = Manner::silent});
  HttpClient client(loop, endpoint_of(server), {.timeout = short_timeout});
  EXPECT_EQ(failure_of(client).code, ErrorCode::timeout);
  server.set_handler([](const test::SeenRequest&) { return HttpReply{.status = 202}; });
  EXPECT_EQ(exchange(loop, client, post("")).value().status, 202);
}

TEST_F(HttpFailure, HangingUpWithoutAnAnswerIsUnreachable) {
  EXPECT_EQ(code_after({.manner = Manner::hang_up}), ErrorCode::unreachable);
  EXPECT_EQ(server.requests().size(), 1U);  // a fresh connection is not replaced
}

TEST_F(HttpFailure, HalfAnAnswerIsUnreachable) {
  EXPECT_EQ(code_after({.body = std::string(1000, 'x'), .manner = Manner::half}),
            ErrorCode::unreachable);
}

TEST_F(HttpFailure, HalfAHeaderIsUnreachable) {
  EXPECT_EQ(code_after({.manner = Manner::half}), ErrorCode::unreachable);
}

// The server may have acted on it: sending again is for the caller to decide.
TEST_F(HttpFailure, HalfAnAnswerOnAKeptConnectionIsNotSentAgain) {
  HttpClient client(loop, endpoint_of(server), {});
  ASSERT_TRUE(exchange(loop, client, post("")).ok());
  server.set_reply({.body = std::string(1000, 'x'), .manner = Manner::half});
  EXPECT_EQ(failure_of(client).code, ErrorCode::unreachable);
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(HttpFailure, AnAnswerOfAHundredMegabytesIsTooLarge) {
  EXPECT_EQ(code_after({.body = std::string(100 << 20, 'x')}), ErrorCode::too_large);
}

TEST_F(HttpFailure, ChunksWithoutEndAreTooLarge) {
  EXPECT_EQ(code_after({.body = std::string(1 << 20, 'x'), .manner = Manner::chunked},
                       {.max_response_bytes = 64 << 10}),
            ErrorCode::too_large);
}

TEST_F(HttpFailure, AnAnswerOfTheLimitIsTaken) {
  server.set_reply({.body = std::string(1000, 'x')});
  HttpClient exact(loop, endpoint_of(server), {.max_response_bytes = 1000});
  EXPECT_TRUE(exchange(loop, exact, post("")).ok());
  EXPECT_EQ(code_after({.body = std::string(1001, 'x')}, {.max_response_bytes = 1000}),
            ErrorCode::too_large);
}

TEST_F(HttpFailure, AnEndlessHeaderIsTooLarge) {
  EXPECT_EQ(code_after({.headers = {{"X", std::string(1 << 20, 'x')}}}), ErrorCode::too_large);
}

class HttpGarbage : public HttpFailure, public testing::WithParamInterface<const char*> {};

TEST_P(HttpGarbage, IsMalformed) {
  EXPECT_EQ(code_after({.body = GetParam(), .manner = Manner::raw}), ErrorCode::malformed);
}

INSTANTIATE_TEST_SUITE_P(
    Answer, HttpGarbage,
    testing::Values("SSH-2.0-OpenSSH_9.2\r\n", "\x16\x03\x01\x02garbage", "HTTP/2.0 200 OK\r\n\r\n",
                    "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n"
                    "Content-Length: 2\r\n\r\nxx",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                    "HTTP/1.1 101 Switching Protocols\r\n\r\n"));

TEST_F(HttpFailure, AnEndlessChunkLineIsRefused) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;";
  const ErrorCode code =
      code_after({.body = head + std::string(1 << 20, 'x'), .manner = Manner::raw});
  EXPECT_TRUE(code == ErrorCode::malformed || code == ErrorCode::too_large);
}

TEST_F(HttpFailure, CancelEndsTheExchangeFromTheLoop) {
  server.set_reply({.manner = Manner::silent});
  HttpClient client(loop, endpoint_of(server), {});
  std::optional<ErrorCode> code;
  client.send(post(""), [&](const Result<HttpResponse>& answer) { code = answer.error().code; });
  while (server.requests().empty()) loop.run_for(1ms);

  client.cancel();
  EXPECT_FALSE(code.has_value());
  while (!code) loop.run_for(1ms);
  EXPECT_EQ(code, ErrorCode::cancelled);
  EXPECT_FALSE(client.busy());
  EXPECT_TRUE(server.wait_for_open_connections(0));
}

TEST_F(HttpFailure, CancelWithoutAnExchangeClosesTheIdleConnection) {
  HttpClient client(loop, endpoint_of(server), {});
  client.cancel();
  EXPECT_TRUE(exchange(loop, client, post("")).ok());
  client.cancel();
  EXPECT_TRUE(server.wait_for_open_connections(0));
  EXPECT_TRUE(exchange(loop, client, post("")).ok());
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpFailure, CancelWorksBeforeTheLoopHasRun) {
  HttpClient client(loop, endpoint_of(server), {});
  std::optional<ErrorCode> code;
  client.send(post(""), [&](const Result<HttpResponse>& answer) { code = answer.error().code; });
  client.cancel();
  while (!code) loop.run_for(1ms);
  EXPECT_EQ(code, ErrorCode::cancelled);
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(HttpFailure, TheDestructorEndsTheExchangeItself) {
  server.set_reply({.manner = Manner::silent});
  std::optional<ErrorCode> code;
  {
    HttpClient client(loop, endpoint_of(server), {});
    client.send(post(""), [&](const Result<HttpResponse>& answer) { code = answer.error().code; });
    while (server.requests().empty()) loop.run_for(1ms);
  }
  EXPECT_EQ(code, ErrorCode::cancelled);
  EXPECT_TRUE(server.wait_for_open_connections(0));
  loop.run_for(1ms);  // what is left of the exchange finds nobody to call
}

TEST_F(HttpFailure, TheLoopCanBeDestroyedInTheMiddleOfAnExchange) {
  server.set_reply({.manner = Manner::silent});
  EventLoop short_lived;
  HttpClient client(short_lived, endpoint_of(server), {});
  client.send(post(""), [](const Result<HttpResponse>&) {});
  while (server.requests().empty()) short_lived.run_for(1ms);
}

TEST_F(HttpFailure, TheClientCanBeDestroyedByItsOwnAnswer) {
  auto client = std::make_unique<HttpClient>(loop, endpoint_of(server), HttpOptions{});
  client->send(post(""), [&](const Result<HttpResponse>& answer) {
    EXPECT_TRUE(answer.ok());
    client.reset();
  });
  while (client) loop.run_for(1ms);
  EXPECT_TRUE(server.wait_for_open_connections(0));
}

TEST_F(HttpFailure, APeerThatClosesDuringALongRequestIsUnreachable) {
  HttpTestServer impatient({.reads_bodies = false});
  impatient.set_reply({.manner = Manner::hang_up});
  HttpClient client(loop, endpoint_of(impatient), {});
  const auto answer = exchange(loop, client, post(std::string(32 << 20, 'x')));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::unreachable);
}

// nginx and others answer 413 without taking the body.
TEST(HttpEarlyAnswer, IsReadAlthoughTheRequestCouldNotBeSent) {
  HttpTestServer server({.reads_bodies = false});
  server.set_reply({.status = 413, .manner = Manner::closing});
  EventLoop loop;
  HttpClient client(loop, endpoint_of(server), {});
  const auto answer = exchange(loop, client, post(std::string(32 << 20, 'x')));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer.value().status, 413);
}

}  // namespace
}  // namespace sotto::transport
