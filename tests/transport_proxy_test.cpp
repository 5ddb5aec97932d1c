// Requests through an HTTP proxy: what it sees, what it does not, and what it may refuse.

#include <gtest/gtest.h>

#include <ostream>

#include "tests/support/proxy_server.hpp"
#include "tests/support/tls_test_ca.hpp"
#include "tests/transport_http_fixture.hpp"

namespace sotto::transport {
namespace {

using namespace std::chrono_literals;
using test::HttpReply;
using test::HttpTestServer;
using test::ProxyServer;
using test::TlsTestCa;

// A name that only the proxy can make something of.
constexpr const char* https_url = "https://collector.test/v1/traces?key=1";
constexpr const char* http_url = "http://collector.test:4318/v1/traces";

HttpOptions through(const std::string& proxy_url, const char* url) {
  HttpOptions options;
  const ProxySettings settings{.https_proxy = proxy_url, .http_proxy = proxy_url};
  options.proxy = choose_proxy(settings, parse_endpoint(url).value()).value();
  return options;
}

class TlsProxy : public testing::Test {
 protected:
  HttpClient client_to(const char* url, std::string_view user_info = "") {
    HttpOptions options = through(proxy.url(user_info), url);
    options.tls.ca_file = authority.file();
    return {loop, parse_endpoint(url).value(), options};
  }
  Error failure_of(HttpClient&& client) {
    const auto answer = exchange(loop, client, post("a batch"));
    EXPECT_FALSE(answer.ok());
    EXPECT_TRUE(server.requests().empty());
    return answer.ok() ? Error{} : answer.error();
  }

  TlsTestCa authority;
  HttpTestServer server{{.certificate = authority.issue({"DNS:collector.test"})}};
  ProxyServer proxy{server.port()};
  EventLoop loop;
};

TEST_F(TlsProxy, LearnsTheHostAndThePortAndNothingElse) {
  HttpClient client = client_to(https_url);
  HttpRequest request = post("a batch");
  request.headers = {{"Authorization", "Bearer secret"}};
  ASSERT_TRUE(exchange(loop, client, request).ok());
  ASSERT_EQ(proxy.requests().size(), 1U);
  EXPECT_EQ(proxy.requests()[0],
            "CONNECT collector.test:443 HTTP/1.1\r\nHost: collector.test:443\r\n\r\n");
  const auto seen = server.requests().at(0);
  EXPECT_EQ(seen.target, "/v1/traces?key=1");
  EXPECT_EQ(seen.body, "a batch");
  EXPECT_EQ(seen.header("host"), "collector.test");
  EXPECT_EQ(seen.header("authorization"), "Bearer secret");
}

TEST_F(TlsProxy, IsToldUserAndPasswordAndTheServerIsNot) {
  HttpClient client = client_to(https_url, "Aladdin:open%20sesame");
  ASSERT_TRUE(exchange(loop, client, post("")).ok());
  EXPECT_NE(proxy.requests().at(0).find(
                "\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"),
            std::string::npos);
  EXPECT_EQ(server.requests().at(0).header("proxy-authorization"), "");
}

TEST_F(TlsProxy, CarriesAllRequestsOverOneTunnel) {
  HttpClient client = client_to(https_url);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(exchange(loop, client, post("")).ok());
  EXPECT_EQ(proxy.requests().size(), 1U);
  EXPECT_EQ(server.requests().size(), 5U);
}

TEST_F(TlsProxy, CarriesAResumedSessionOverTheNextTunnel) {
  server.set_reply({.manner = HttpReply::Manner::closing});
  HttpClient client = client_to(https_url);
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(exchange(loop, client, post("")).ok());
  EXPECT_EQ(proxy.requests().size(), 2U);
  EXPECT_TRUE(server.requests().at(1).tls_resumed);
}

TEST_F(TlsProxy, CarriesSeveralMegabytes) {
  const std::string sent(8 << 20, 's');
  HttpClient client = client_to(https_url);
  ASSERT_TRUE(exchange(loop, client, post(sent)).ok());
  EXPECT_EQ(server.requests().at(0).body, sent);
}

TEST_F(TlsProxy, CannotStandInForTheServer) {
  const Error error = failure_of(client_to("https://other.test/"));
  EXPECT_EQ(error.code, ErrorCode::tls_failed);
  EXPECT_EQ(error.detail, "host name does not match");
}

struct Refusal {
  const char* name;
  const char* answer;
  ErrorCode code;
  const char* detail;
  friend void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.name; }
};

class ProxyRefusal : public TlsProxy, public testing::WithParamInterface<Refusal> {};

TEST_P(ProxyRefusal, IsAnErrorThatNamesTheSetting) {
  proxy.refuse_with(GetParam().answer);
  const Error error = failure_of(client_to(https_url));
  EXPECT_EQ(error.code, GetParam().code);
  EXPECT_EQ(error.detail, GetParam().detail);
}

INSTANTIATE_TEST_SUITE_P(
    Answer, ProxyRefusal,
    testing::Values(
        Refusal{"WantsAPassword",
                "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno",
                ErrorCode::rejected,
                "https_proxy: the proxy asks for a user name and a password (407)"},
        Refusal{"Forbids", "HTTP/1.1 403 Forbidden\r\n\r\n", ErrorCode::rejected,
                "https_proxy: the proxy does not let us through (403)"},
        Refusal{"CannotReachTheServer", "HTTP/1.1 502 Bad Gateway\r\n\r\n", ErrorCode::unreachable,
                "https_proxy: the proxy cannot reach the server (502)"},
        Refusal{"DoesNotKnowConnect", "HTTP/1.0 400 Bad Request\r\n\r\n", ErrorCode::rejected,
                "https_proxy: the proxy opens no connection to the server (400)"},
        Refusal{"SpeaksSomethingElse", "SSH-2.0-OpenSSH\r\n\r\n", ErrorCode::malformed,
                "https_proxy: the proxy does not answer as HTTP wants it"},
        Refusal{"HangsUp", "HTTP/1.1 200", ErrorCode::unreachable,
                "https_proxy: the proxy broke the connection"}),
    [](const auto& instance) { return instance.param.name; });

TEST_F(TlsProxy, IsNamedWhenItDoesNotTakeThePassword) {
  proxy.refuse_with("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
  EXPECT_EQ(failure_of(client_to(https_url, "user:wrong")).detail,
            "https_proxy: the proxy does not take the user name and the password (407)");
}

TEST_F(TlsProxy, IsNotReadForEver) {
  proxy.refuse_with("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n");
  const Error error = failure_of(client_to(https_url));
  EXPECT_EQ(error.code, ErrorCode::malformed);
  EXPECT_EQ(error.detail, "https_proxy: the proxy's answer is too long");
}

TEST_F(TlsProxy, IsNotWaitedForBeyondTheDeadline) {
  proxy.refuse_with("");
  HttpOptions options = through(proxy.url(), https_url);
  options.timeout = 300ms;
  options.tls.ca_file = authority.file();
  const Error error = failure_of({loop, parse_endpoint(https_url).value(), options});
  EXPECT_EQ(error.code, ErrorCode::timeout);
  EXPECT_EQ(error.detail, "https_proxy: waiting for the proxy's answer");
}

TEST_F(TlsProxy, IsNamedWhenItIsDead) {
  const HttpOptions options = through("http://user:secret@127.0.0.1:1", https_url);
  const Error error = failure_of({loop, parse_endpoint(https_url).value(), options});
  EXPECT_EQ(error.code, ErrorCode::unreachable);
  EXPECT_EQ(error.detail, "https_proxy: connecting: Connection refused");
}

TEST_F(TlsProxy, IsNamedWhenItsNameIsUnknown) {
  const HttpOptions options = through("http://proxy.invalid:3128", https_url);
  const Error error = failure_of({loop, parse_endpoint(https_url).value(), options});
  EXPECT_EQ(error.code, ErrorCode::unreachable);
  EXPECT_EQ(error.detail, "https_proxy: the host name has no address");
}

// A test server stands in for the proxy, which reads plain requests like any server.
class PlainProxy : public testing::Test {
 protected:
  HttpClient client(const std::string& user_info = "") {
    const std::string url = "http://" + user_info + "127.0.0.1:" + std::to_string(proxy.port());
    return {loop, parse_endpoint(http_url).value(), through(url, http_url)};
  }

  HttpTestServer proxy;
  EventLoop loop;
};

TEST_F(PlainProxy, IsAskedForTheWholeUrl) {
  HttpClient through_proxy = client();
  ASSERT_TRUE(exchange(loop, through_proxy, post("a batch")).ok());
  const auto seen = proxy.requests().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "http://collector.test:4318/v1/traces");
  EXPECT_EQ(seen.header("host"), "collector.test:4318");
  EXPECT_EQ(seen.header("proxy-authorization"), "");
  EXPECT_EQ(seen.body, "a batch");
}

TEST_F(PlainProxy, IsToldUserAndPassword) {
  HttpClient through_proxy = client("Aladdin:open%20sesame@");
  ASSERT_TRUE(exchange(loop, through_proxy, post("")).ok());
  EXPECT_EQ(proxy.requests().at(0).header("proxy-authorization"),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST_F(PlainProxy, IsNamedWhenItWantsAPassword) {
  proxy.set_reply({.status = 407});
  HttpClient through_proxy = client();
  const auto answer = exchange(loop, through_proxy, post(""));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::rejected);
  EXPECT_EQ(answer.error().detail,
            "http_proxy: the proxy asks for a user name and a password (407)");
}

TEST_F(PlainProxy, PassesTheServersAnswerOn) {
  proxy.set_reply({.status = 503, .headers = {{"Retry-After", "7"}}});
  HttpClient through_proxy = client();
  const auto answer = exchange(loop, through_proxy, post(""));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer.value().status, 503);
  EXPECT_EQ(answer.value().retry_after, 7s);
}

}  // namespace
}  // namespace sotto::transport
