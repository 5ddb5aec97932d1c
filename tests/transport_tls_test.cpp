// Whom a client talks to over TLS, and whom it does not.

#include <gtest/gtest.h>

#include <ostream>

#include "tests/support/tls_test_ca.hpp"
#include "tests/transport_http_fixture.hpp"

namespace sotto::transport {
namespace {

using namespace std::chrono_literals;
using test::HttpReply;
using test::HttpTestServer;
using test::TlsTestCa;
using Manner = HttpReply::Manner;
using TlsVersion = HttpTestServer::TlsVersion;

const std::string both_names = "DNS:localhost,IP:127.0.0.1";

class Tls : public testing::Test {
 protected:
  HttpTestServer::Options serving(const TlsTestCa::Subject& subject) {
    return {.certificate = authority.issue(subject)};
  }
  Endpoint named(const HttpTestServer& server, const char* host) {
    Endpoint endpoint = endpoint_of(server);
    endpoint.host = host;
    return endpoint;
  }
  /// Of one exchange with `server`, called by `host`.
  Error failure_of(const HttpTestServer& server, const char* host = "127.0.0.1") {
    HttpClient client(loop, named(server, host), trusting);
    const auto answer = exchange(loop, client, post("a batch"));
    EXPECT_FALSE(answer.ok());
    EXPECT_TRUE(server.requests().empty());
    return answer.ok() ? Error{} : answer.error();
  }

  TlsTestCa authority;
  HttpOptions trusting{.tls = {.ca_file = authority.file()}};
  EventLoop loop;
};

TEST_F(Tls, TakesACertificateForTheName) {
  HttpTestServer server(serving({"DNS:localhost"}));
  HttpClient client(loop, named(server, "localhost"), trusting);
  ASSERT_TRUE(exchange(loop, client, post("a batch")).ok());
  EXPECT_EQ(server.requests().at(0).body, "a batch");
}

TEST_F(Tls, TakesACertificateForTheAddress) {
  HttpTestServer server(serving({"IP:127.0.0.1"}));
  HttpClient client(loop, endpoint_of(server), trusting);
  EXPECT_TRUE(exchange(loop, client, post("")).ok());
}

struct BadCertificate {
  const char* name;
  TlsTestCa::Subject subject;
  const char* host;
  const char* why;
  friend void PrintTo(const BadCertificate& bad, std::ostream* out) { *out << bad.name; }
};

class BadTlsCertificate : public Tls, public testing::WithParamInterface<BadCertificate> {};

TEST_P(BadTlsCertificate, IsRefusedWithAReason) {
  HttpTestServer server(serving(GetParam().subject));
  const Error error = failure_of(server, GetParam().host);
  EXPECT_EQ(error.code, ErrorCode::tls_failed);
  EXPECT_EQ(error.detail, GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(
    Certificate, BadTlsCertificate,
    testing::Values(
        BadCertificate{"OtherName", {"DNS:other.example"}, "localhost", "host name does not match"},
        BadCertificate{"OtherAddress", {"IP:127.0.0.2"}, "127.0.0.1", "host name does not match"},
        BadCertificate{
            "NameForAddress", {"DNS:localhost"}, "127.0.0.1", "host name does not match"},
        BadCertificate{
            "NameOnlyInSubject", {"", "localhost"}, "localhost", "host name does not match"},
        BadCertificate{
            "Expired", {both_names, "a", -48h, -24h}, "localhost", "certificate expired"},
        BadCertificate{"FromTheFuture",
                       {both_names, "a", 24h, 48h},
                       "localhost",
                       "certificate not yet valid"}),
    [](const auto& instance) { return instance.param.name; });

TEST_F(Tls, RefusesAnotherAuthority) {
  const TlsTestCa stranger;
  HttpTestServer server({.certificate = stranger.issue({both_names})});
  const Error error = failure_of(server);
  EXPECT_EQ(error.code, ErrorCode::tls_failed);
  EXPECT_EQ(error.detail, "certificate not trusted");
}

TEST_F(Tls, TrustsTheSystemsAuthoritiesByDefault) {
  HttpTestServer server(serving({both_names}));
  trusting.tls.ca_file = "";
  EXPECT_EQ(failure_of(server).detail, "certificate not trusted");
}

TEST_F(Tls, NamesTheSettingWhenTheCaFileIsMissing) {
  HttpTestServer server(serving({both_names}));
  trusting.tls.ca_file = "/nonexistent/secret.pem";
  const Error error = failure_of(server);
  EXPECT_EQ(error.code, ErrorCode::tls_failed);
  EXPECT_EQ(error.detail, "ca_file cannot be read as PEM certificates");
}

TEST_F(Tls, NamesTheSettingWhenTheCaFileHoldsNoCertificate) {
  HttpTestServer server(serving({both_names}));
  trusting.tls.ca_file = "/dev/null";
  EXPECT_EQ(failure_of(server).detail, "ca_file cannot be read as PEM certificates");
}

TEST_F(Tls, RefusesTls11) {
  auto options = serving({both_names});
  options.tls_version = TlsVersion::v1_1;
  HttpTestServer server(options);
  const Error error = failure_of(server);
  EXPECT_EQ(error.code, ErrorCode::tls_failed);
  EXPECT_EQ(error.detail, "handshake failed");
}

TEST_F(Tls, CallsAServerThatClosesInTheHandshakeUnreachable) {
  HttpTestServer plain;
  Endpoint endpoint = endpoint_of(plain);
  endpoint.tls = true;
  HttpClient client(loop, endpoint, trusting);
  EXPECT_EQ(exchange(loop, client, post("")).error().code, ErrorCode::unreachable);
}

TEST_F(Tls, CountsTheHandshakeInTheDeadline) {
  HttpTestServer server({.accepts = false});
  Endpoint endpoint = endpoint_of(server);
  endpoint.tls = true;
  HttpClient client(loop, endpoint, {.timeout = 300ms, .tls = trusting.tls});
  const auto answer = exchange(loop, client, post(""));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::timeout);
  EXPECT_EQ(answer.error().detail, "the TLS handshake");
}

class TlsExchange : public Tls, public testing::WithParamInterface<TlsVersion> {
 protected:
  HttpTestServer::Options options() {
    auto options = serving({both_names});
    options.tls_version = GetParam();
    return options;
  }

  HttpTestServer server{options()};
  HttpClient client{loop, endpoint_of(server), trusting};
};

TEST_P(TlsExchange, KeepsOneConnectionForAllRequests) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(exchange(loop, client, post("")).ok());
  EXPECT_EQ(server.connections(), 1U);
}

TEST_P(TlsExchange, SendsAndReadsSeveralMegabytes) {
  const std::string sent(8 << 20, 's');
  const std::string answered(3 << 20, 'a');
  server.set_reply({.body = answered});
  EXPECT_EQ(exchange(loop, client, post(sent)).value().body, answered);
  EXPECT_EQ(server.requests().at(0).body, sent);
}

TEST_P(TlsExchange, ResumesTheSessionWhenItConnectsAnew) {
  server.set_reply({.manner = Manner::closing});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(exchange(loop, client, post("")).ok());
  const auto seen = server.requests();
  ASSERT_EQ(server.connections(), 3U);
  EXPECT_FALSE(seen[0].tls_resumed);
  EXPECT_TRUE(seen[1].tls_resumed);
  EXPECT_TRUE(seen[2].tls_resumed);
}

TEST_P(TlsExchange, ConnectsAnewWhenTheServerClosedTheIdleConnection) {
  ASSERT_TRUE(exchange(loop, client, post("first")).ok());
  server.close_connections();
  ASSERT_TRUE(exchange(loop, client, post("second")).ok());
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST_P(TlsExchange, SendsAgainWhenTheServerClosesWhileTheRequestIsOnItsWay) {
  ASSERT_TRUE(exchange(loop, client, post("first")).ok());
  server.add_reply({.manner = Manner::hang_up});
  ASSERT_TRUE(exchange(loop, client, post("second")).ok());
  EXPECT_EQ(server.connections(), 2U);
}

TEST_P(TlsExchange, TakesNoAnswerThatWasCutOff) {
  server.set_reply({.body = "HTTP/1.1 200 OK\r\n\r\nto the end?", .manner = Manner::raw});
  EXPECT_EQ(exchange(loop, client, post("")).error().code, ErrorCode::unreachable);
}

TEST_P(TlsExchange, TimesOut) {
  HttpClient impatient(loop, endpoint_of(server),
                       {.timeout = 300ms, .tls = {.ca_file = authority.file()}});
  server.set_reply({.manner = Manner::silent});
  EXPECT_EQ(exchange(loop, impatient, post("")).error().code, ErrorCode::timeout);
  EXPECT_TRUE(server.wait_for_open_connections(0));
}

TEST_P(TlsExchange, EndsWithTheClient) {
  server.set_reply({.manner = Manner::silent});
  std::optional<ErrorCode> code;
  auto busy = std::make_unique<HttpClient>(loop, endpoint_of(server), trusting);
  busy->send(post(""), [&](const Result<HttpResponse>& answer) { code = answer.error().code; });
  while (server.requests().empty()) loop.run_for(1ms);
  busy.reset();
  EXPECT_EQ(code, ErrorCode::cancelled);
  EXPECT_TRUE(server.wait_for_open_connections(0));
}

INSTANTIATE_TEST_SUITE_P(Version, TlsExchange, testing::Values(TlsVersion::v1_2, TlsVersion::v1_3),
                         [](const auto& instance) {
                           return instance.param == TlsVersion::v1_2 ? "Tls12" : "Tls13";
                         });

// A write to it raises SIGPIPE, which would end the program, unless that is prevented.
TEST_F(Tls, SurvivesAPeerThatClosesDuringALongRequest) {
  auto options = serving({both_names});
  options.reads_bodies = false;
  HttpTestServer server(options);
  server.set_reply({.manner = Manner::hang_up});
  HttpClient client(loop, endpoint_of(server), trusting);
  const auto answer = exchange(loop, client, post(std::string(32 << 20, 'x')));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::unreachable);
}

}  // namespace
}  // namespace sotto::transport
