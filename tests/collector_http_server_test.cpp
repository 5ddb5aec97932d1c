// The HTTP server over real sockets: order, limits, deadlines, and how it ends.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "collector/http/answers.hpp"
#include "collector/http/otlp_routes.hpp"
#include "collector/http/rest_routes.hpp"
#include "collector/http/server.hpp"
#include "tests/support/http_peer.hpp"
#include "tests/support/scripted_store.hpp"

namespace sotto::collector {
namespace {

using namespace std::chrono_literals;
using test::http_exchange;
using test::http_request;
using test::HttpAnswer;
using test::HttpPeer;

/// Replies when the test says so.
class HeldReplies {
 public:
  DeferredHandler handler() {
    return [this](Request, Reply reply) {
      const std::lock_guard lock(mutex_);
      held_.push_back(std::move(reply));
      changed_.notify_all();
    };
  }
  void wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return held_.size() >= count; });
  }
  void release() {
    const std::lock_guard lock(mutex_);
    for (const Reply& reply : held_) reply(json_answer("\"late\""));
    held_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Reply> held_;
};

class HttpServer : public testing::Test {
 protected:
  // GET /hello, POST /echo, GET /throw, POST /held, GET /empty.
  Server& start(ServerLimits limits = {}) {
    Router router;
    router.add("GET", "/hello", Handler([](const Request&) { return json_answer("\"hello\""); }));
    router.add("POST", "/echo",
               Handler([](const Request& request) { return json_answer(request.body); }));
    router.add("GET", "/throw",
               Handler([](const Request&) -> Response { throw std::bad_alloc(); }));
    router.add("GET", "/empty", Handler([](const Request&) { return Response{204, "", ""}; }));
    router.add("POST", "/held", held_.handler());
    server_ = std::make_unique<Server>(std::move(router), limits);
    EXPECT_TRUE(server_->start("127.0.0.1", 0).ok());
    return *server_;
  }
  HttpPeer connect() const { return HttpPeer(server_->port()); }
  HttpAnswer exchange(const std::string& request) const {
    return http_exchange(server_->port(), request);
  }

  HeldReplies held_;
  std::unique_ptr<Server> server_;
};

TEST_F(HttpServer, AnswersSeveralRequestsOnOneConnection) {
  start();
  HttpPeer peer = connect();
  for (int i = 0; i < 3; ++i) {
    peer.send(http_request("GET", "/hello"));
    EXPECT_EQ(peer.read_answer().body, "\"hello\"");
  }
}

TEST_F(HttpServer, AnswersPipelinedRequestsInOrder) {
  start();
  HttpPeer peer = connect();
  std::string requests;
  for (int i = 0; i < 20; ++i) requests += http_request("POST", "/echo", "", std::to_string(i));
  peer.send(requests);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(peer.read_answer().body, std::to_string(i));
}

TEST_F(HttpServer, ClosesWhenTheClientAsksFor) {
  start();
  HttpPeer peer = connect();
  peer.send(http_request("GET", "/hello", "Connection: close\r\n"));
  const HttpAnswer answer = peer.read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("connection"), "close");
  EXPECT_EQ(peer.read_to_end(), "");
}

TEST_F(HttpServer, TakesABodyInChunks) {
  start();
  HttpPeer peer = connect();
  peer.send(http_request("POST", "/echo", "Transfer-Encoding: chunked\r\n"));
  peer.send("5\r\nhello\r\n");
  peer.send("6\r\n world\r\n0\r\n\r\n");
  EXPECT_EQ(peer.read_answer().body, "hello world");
}

TEST_F(HttpServer, TakesABodyByteByByte) {
  start();
  HttpPeer peer = connect();
  for (const char c : http_request("POST", "/echo", "", "slowly")) peer.send({&c, 1});
  EXPECT_EQ(peer.read_answer().body, "slowly");
}

TEST_F(HttpServer, AnswersHeadWithTheHeaderOnly) {
  start();
  HttpPeer peer = connect();
  peer.send(http_request("HEAD", "/hello"));
  const HttpAnswer answer = peer.read_answer(/*has_body=*/false);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-length"), "7");
  peer.send(http_request("GET", "/hello"));
  EXPECT_EQ(peer.read_answer().body, "\"hello\"");  // no byte of a body stood between
}

TEST_F(HttpServer, SendsNoBodyAndNoLengthWithNoContent) {
  start();
  const HttpAnswer answer = exchange(http_request("GET", "/empty"));
  EXPECT_EQ(answer.status, 204);
  EXPECT_FALSE(answer.headers.contains("content-length"));
}

TEST_F(HttpServer, AnswersUnknownPathsAndMethodsAsJson) {
  start();
  EXPECT_EQ(exchange(http_request("GET", "/nowhere")).body, R"({"detail":"no such path"})");
  const HttpAnswer answer = exchange(http_request("DELETE", "/hello"));
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.headers.at("allow"), "GET, HEAD");
}

TEST_F(HttpServer, LetsABrowserNeitherGuessNorKeepNorShareAnAnswer) {
  start();
  const HttpAnswer answer = exchange(http_request("GET", "/hello"));
  EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
  EXPECT_FALSE(answer.headers.contains("access-control-allow-origin"));
}

TEST_F(HttpServer, RefusesForeignPages) {
  start();
  EXPECT_EQ(exchange("GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n").status, 403);
  EXPECT_EQ(exchange(http_request("GET", "/hello", "Origin: https://evil.example\r\n")).status,
            403);
}

TEST_F(HttpServer, WantsExactlyOneHost) {
  start();
  EXPECT_EQ(exchange("GET /hello HTTP/1.1\r\n\r\n").status, 400);
  EXPECT_EQ(exchange(http_request("GET", "/hello", "Host: localhost\r\n")).status, 400);
}

TEST_F(HttpServer, AnswersWhatIsNotHttp) {
  start();
  EXPECT_EQ(exchange("what is this?\r\n\r\n").status, 400);
  EXPECT_EQ(exchange("GET hello HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 400);
}

TEST_F(HttpServer, SurvivesAHandlerThatThrows) {
  start();
  EXPECT_EQ(exchange(http_request("GET", "/throw")).status, 500);
  EXPECT_EQ(exchange(http_request("GET", "/hello")).status, 200);
}

TEST_F(HttpServer, RefusesALargeBodyWhileTheClientIsStillSendingIt) {
  start({.body_bytes = 1000});
  HttpPeer peer = connect();
  // Far more than the buffers of a socket hold, so that the client is still at it.
  peer.send(http_request("POST", "/echo", "", std::string(16 << 20, 'x')));
  const HttpAnswer answer = peer.read_answer();
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.headers.at("connection"), "close");
  EXPECT_EQ(peer.read_to_end(), "");
}

TEST_F(HttpServer, RefusesChunksThatAddUpToALargeBody) {
  start({.body_bytes = 1000});
  HttpPeer peer = connect();
  peer.send(http_request("POST", "/echo", "Transfer-Encoding: chunked\r\n"));
  for (int i = 0; i < 3; ++i) peer.send("190\r\n" + std::string(400, 'x') + "\r\n");
  EXPECT_EQ(peer.read_answer().status, 413);
}

TEST_F(HttpServer, TakesABodyOfExactlyTheLimit) {
  start({.body_bytes = 1000});
  EXPECT_EQ(exchange(http_request("POST", "/echo", "", std::string(1000, 'x'))).status, 200);
}

TEST_F(HttpServer, TellsAClientThatAsksToGoOn) {
  start();
  HttpPeer peer = connect();
  peer.send(http_request("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 5\r\n"));
  EXPECT_EQ(peer.read_answer().status, 100);
  peer.send("hello");
  EXPECT_EQ(peer.read_answer().body, "hello");
}

TEST_F(HttpServer, RefusesBeforeTheBodyWhenAClientAsks) {
  start({.body_bytes = 1000});
  HttpPeer large = connect();
  large.send(http_request("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 5000\r\n"));
  EXPECT_EQ(large.read_answer().status, 413);
  HttpPeer lost = connect();
  lost.send(http_request("POST", "/nowhere", "Expect: 100-continue\r\nContent-Length: 5\r\n"));
  EXPECT_EQ(lost.read_answer().status, 404);
}

TEST_F(HttpServer, RefusesALargeHeader) {
  start({.header_bytes = 1000});
  EXPECT_EQ(exchange(http_request("GET", "/hello", "X: " + std::string(2000, 'x') + "\r\n")).status,
            431);
}

TEST_F(HttpServer, ClosesAConnectionThatSendsItsHeaderTooSlowly) {
  start({.header = 50ms});
  HttpPeer peer = connect();
  peer.send("GET /hello HTTP/1.1\r\nHost: loc");
  EXPECT_EQ(peer.read_to_end(), "");
}

TEST_F(HttpServer, ClosesAConnectionThatSendsItsBodyTooSlowly) {
  start({.body = 50ms});
  HttpPeer peer = connect();
  peer.send(http_request("POST", "/echo", "Content-Length: 5\r\n") + "he");
  EXPECT_EQ(peer.read_to_end(), "");
}

TEST_F(HttpServer, ClosesAConnectionThatIsIdleForTooLong) {
  start({.idle = 50ms});
  HttpPeer peer = connect();
  peer.send(http_request("GET", "/hello"));
  EXPECT_EQ(peer.read_answer().status, 200);
  EXPECT_EQ(peer.read_to_end(), "");
}

TEST_F(HttpServer, TurnsAwayOneConnectionTooMany) {
  start({.connections = 1});
  HttpPeer first = connect();
  first.send(http_request("GET", "/hello"));
  EXPECT_EQ(first.read_answer().status, 200);
  const HttpAnswer answer = exchange(http_request("GET", "/hello"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at("retry-after"), "1");
}

TEST_F(HttpServer, AnswersManyClientsAtOnce) {
  start();
  std::atomic<int> answered{0};
  std::vector<std::thread> clients;
  for (int client = 0; client < 8; ++client) {
    clients.emplace_back([&, client] {
      HttpPeer peer = connect();
      for (int i = 0; i < 50; ++i) {
        const std::string body = std::to_string(client * 1000 + i);
        peer.send(http_request("POST", "/echo", "", body));
        if (peer.read_answer().body == body) answered.fetch_add(1, std::memory_order_relaxed);
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(answered.load(std::memory_order_relaxed), 8 * 50);
}

TEST_F(HttpServer, AnswersOthersWhileOneWaits) {
  start();
  HttpPeer waiting = connect();
  waiting.send(http_request("POST", "/held", "", "x"));
  held_.wait_for(1);
  EXPECT_EQ(exchange(http_request("GET", "/hello")).status, 200);
  held_.release();
  EXPECT_EQ(waiting.read_answer().body, "\"late\"");
}

TEST_F(HttpServer, TakesExportsWhileQueriesAreSlow) {
  test::ScriptedStore store;
  store.lists_wait = true;
  Router router;
  add_otlp_routes(router, store, {});
  add_rest_routes(router, store);
  Server server(std::move(router));
  ASSERT_TRUE(server.start("127.0.0.1", 0).ok());
  std::vector<HttpPeer> readers;
  for (int i = 0; i < 8; ++i) {
    readers.emplace_back(server.port()).send(http_request("GET", "/api/v1/traces"));
  }
  store.wait_for_held(2);  // as many as there are threads for queries
  EXPECT_EQ(test::post_spans(server.port(), {{.name = "work"}}).status, 200);
  store.release();
  for (HttpPeer& reader : readers) EXPECT_EQ(reader.read_answer().status, 200);
}

TEST_F(HttpServer, AnswersWhatItReceivedBeforeItStops) {
  Server& server = start();
  HttpPeer peer = connect();
  peer.send(http_request("POST", "/held", "", "x"));
  held_.wait_for(1);
  const auto stopped = std::async(std::launch::async, [&] { server.stop(); });
  held_.release();
  const HttpAnswer answer = peer.read_answer();
  EXPECT_EQ(answer.body, "\"late\"");
  stopped.wait();
  EXPECT_EQ(peer.read_to_end(), "");
}

TEST_F(HttpServer, StopsWhileConnectionsAreIdle) {
  Server& server = start();
  HttpPeer silent = connect();
  HttpPeer kept_alive = connect();
  kept_alive.send(http_request("GET", "/hello"));
  EXPECT_EQ(kept_alive.read_answer().status, 200);
  server.stop();
  EXPECT_EQ(kept_alive.read_to_end(), "");
  EXPECT_EQ(silent.read_to_end(), "");
  EXPECT_EQ(server.port(), 0);
}

TEST_F(HttpServer, GivesAClientSomeTimeToFinishItsRequestWhenItStops) {
  Server& server = start();
  HttpPeer peer = connect();
  peer.send(http_request("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 5\r\n"));
  EXPECT_EQ(peer.read_answer().status, 100);  // now it is known to have begun
  const auto stopped = std::async(std::launch::async, [&] { server.stop(); });
  peer.send("hello");
  EXPECT_EQ(peer.read_answer().body, "hello");
  stopped.wait();
}

TEST_F(HttpServer, DoesNotWaitForeverForAClientWhenItStops) {
  Server& server = start({.drain = 50ms});
  HttpPeer peer = connect();
  peer.send(http_request("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 5\r\n"));
  EXPECT_EQ(peer.read_answer().status, 100);
  server.stop();
  EXPECT_EQ(peer.read_to_end(), "");
}

TEST_F(HttpServer, SaysWhenThePortIsTaken) {
  start();
  Server second{Router{}};
  const auto started = second.start("127.0.0.1", server_->port());
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().detail,
            "port " + std::to_string(server_->port()) + " is in use by another program");
}

TEST_F(HttpServer, ListensOnLoopbackOnly) {
  for (const char* host : {"0.0.0.0", "192.168.0.1", "example.com", ""}) {
    Server server{Router{}};
    EXPECT_FALSE(server.start(host, 0).ok()) << host;
  }
}

}  // namespace
}  // namespace sotto::collector
