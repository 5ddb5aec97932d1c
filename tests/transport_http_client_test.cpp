// What an exchange with a well-behaved server looks like from both sides.

#include <gtest/gtest.h>

#include "tests/transport_http_fixture.hpp"

namespace sotto::transport {
namespace {

using test::HttpReply;
using test::HttpTestServer;
using Manner = HttpReply::Manner;

class HttpExchange : public testing::Test {
 protected:
  Result<HttpResponse> send(HttpRequest request) {
    return exchange(loop, client, std::move(request));
  }

  HttpTestServer server;
  EventLoop loop;
  HttpClient client{loop, endpoint_of(server), {}};
};

TEST_F(HttpExchange, SendsTheRequestAsGiven) {
  HttpRequest request = post("a batch");
  request.headers = {{"Content-Type", "application/json"}, {"X-Key", "1 2"}};
  ASSERT_TRUE(send(request).ok());

  const auto seen = server.requests().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/v1/traces");
  EXPECT_EQ(seen.header("host"), "127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(seen.header("user-agent"), "sotto-cpp");
  EXPECT_EQ(seen.header("content-type"), "application/json");
  EXPECT_EQ(seen.header("x-key"), "1 2");
  EXPECT_EQ(seen.header("content-length"), "7");
  EXPECT_EQ(seen.header("accept-encoding"), "");
  EXPECT_EQ(seen.body, "a batch");
}

TEST_F(HttpExchange, ReadsTheAnswer) {
  server.set_reply({.status = 429,
                    .headers = {{"Content-Type", "application/x-protobuf"}, {"Retry-After", "30"}},
                    .body = "slow down"});
  const auto answer = send(post(""));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer.value().status, 429);
  EXPECT_EQ(answer.value().content_type, "application/x-protobuf");
  EXPECT_EQ(answer.value().retry_after, std::chrono::seconds(30));
  EXPECT_EQ(answer.value().body, "slow down");
}

TEST_F(HttpExchange, SendsARequestWithoutABody) {
  ASSERT_TRUE(send({.method = "GET"}).ok());
  EXPECT_EQ(server.requests().at(0).method, "GET");
  EXPECT_EQ(server.requests().at(0).header("content-length"), "0");
}

TEST_F(HttpExchange, ReadsAChunkedAnswer) {
  const std::string body(100'000, 'c');
  server.set_reply({.body = body, .manner = Manner::chunked});
  EXPECT_EQ(send(post("")).value().body, body);
}

TEST_F(HttpExchange, ReadsAnAnswerThatEndsWithTheConnection) {
  server.set_reply({.body = "HTTP/1.1 200 OK\r\n\r\nto the end", .manner = Manner::raw});
  EXPECT_EQ(send(post("")).value().body, "to the end");
}

TEST_F(HttpExchange, SkipsInterimAnswers) {
  server.set_reply({.body = "HTTP/1.1 100 Continue\r\n\r\n"
                            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                            "HTTP/1.1 204 No Content\r\n\r\n",
                    .manner = Manner::raw});
  EXPECT_EQ(send(post("")).value().status, 204);
}

TEST_F(HttpExchange, WaitsForNoBodyAfterHead) {
  server.set_reply({.body = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", .manner = Manner::raw});
  EXPECT_EQ(send({.method = "HEAD"}).value().status, 200);
}

TEST_F(HttpExchange, SendsAndReadsSeveralMegabytes) {
  const std::string sent(8 << 20, 's');
  const std::string answered(3 << 20, 'a');
  server.set_reply({.body = answered});
  EXPECT_EQ(send(post(sent)).value().body, answered);
  EXPECT_EQ(server.requests().at(0).body, sent);
}

TEST_F(HttpExchange, KeepsOneConnectionForAllRequests) {
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(send(post(std::to_string(i))).ok());
    EXPECT_EQ(server.requests().back().body, std::to_string(i));
  }
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(HttpExchange, ConnectsAnewAfterConnectionClose) {
  server.set_reply({.manner = Manner::closing});
  ASSERT_TRUE(send(post("")).ok());
  ASSERT_TRUE(send(post("")).ok());
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpExchange, ConnectsAnewWhenTheServerClosedTheIdleConnection) {
  ASSERT_TRUE(send(post("first")).ok());
  server.close_connections();
  ASSERT_TRUE(send(post("second")).ok());
  EXPECT_EQ(server.requests().size(), 2U);
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpExchange, SendsAgainWhenTheServerClosesWhileTheRequestIsOnItsWay) {
  ASSERT_TRUE(send(post("first")).ok());
  server.add_reply({.manner = Manner::hang_up});
  ASSERT_TRUE(send(post("second")).ok());
  const auto seen = server.requests();
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[1].body, "second");
  EXPECT_EQ(seen[1].connection, 1U);
  EXPECT_EQ(seen[2].body, "second");
  EXPECT_EQ(seen[2].connection, 2U);
}

TEST_F(HttpExchange, SendsAgainOnlyOnce) {
  ASSERT_TRUE(send(post("first")).ok());
  server.set_reply({.manner = Manner::hang_up});
  EXPECT_EQ(send(post("second")).error().code, ErrorCode::unreachable);
  EXPECT_EQ(server.requests().size(), 3U);
}

// Load balancers say 408 before they close an idle connection; it answers nothing of ours.
TEST_F(HttpExchange, TakesNoAnswerThatCameBeforeTheRequest) {
  server.add_reply({.body = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                            "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
                    .manner = Manner::raw});
  ASSERT_EQ(send(post("")).value().status, 200);
  EXPECT_EQ(send(post("")).value().status, 200);
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpExchange, CallsNobodyFromSend) {
  bool called = false;
  client.send(post(""), [&](const Result<HttpResponse>&) { called = true; });
  EXPECT_FALSE(called);
  EXPECT_TRUE(client.busy());
  while (!called) loop.run_for(std::chrono::milliseconds(1));
  EXPECT_FALSE(client.busy());
}

TEST_F(HttpExchange, CanBeStartedByTheEndOfTheLast) {
  int answers = 0;
  const HttpClient::Completion done = [&](const Result<HttpResponse>& answer) {
    ASSERT_TRUE(answer.ok());
    if (++answers < 10) {
      client.send(post(""), done);
    } else {
      loop.wake();
    }
  };
  client.send(post(""), done);
  while (answers < 10) loop.run_for(std::chrono::hours(1));
  EXPECT_EQ(server.connections(), 1U);
}

TEST(HttpClient, FindsAHostByItsName) {
  HttpTestServer server;
  EventLoop loop;
  Endpoint endpoint = endpoint_of(server);
  endpoint.host = "localhost";  // with an IPv6 address first, on which nobody listens
  HttpClient client(loop, endpoint, {});
  EXPECT_TRUE(exchange(loop, client, post("")).ok());
  EXPECT_EQ(server.requests().at(0).header("host"), "localhost:" + std::to_string(server.port()));
}

TEST_F(HttpExchange, SendsNothingWhenAHeaderWouldBreakTheMessage) {
  HttpRequest request = post("");
  request.headers = {{"X-Key", "secret\r\nX-Evil: 1"}};
  const auto answer = send(request);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::malformed);
  EXPECT_EQ(server.connections(), 0U);
}

}  // namespace
}  // namespace sotto::transport
