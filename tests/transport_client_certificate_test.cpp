// Who we are to a server that asks for a certificate, and what is said when that goes wrong.

#include <gtest/gtest.h>

#include <fstream>
#include <ostream>

#include "tests/support/temporary_folder.hpp"
#include "tests/support/tls_test_ca.hpp"
#include "tests/transport_http_fixture.hpp"

namespace sotto::transport {
namespace {

using namespace std::chrono_literals;
using test::HttpReply;
using test::HttpTestServer;
using test::TlsTestCa;
using TlsVersion = HttpTestServer::TlsVersion;

class ClientCertificate : public testing::TestWithParam<TlsVersion> {
 protected:
  /// Writes a certificate and its key, and returns options that name both.
  HttpOptions identity(const TlsTestCa& issuer, const TlsTestCa::Subject& subject,
                       const std::string& name = "client") {
    const test::ServerCertificate made = issuer.issue(subject);
    return {.tls = {.ca_file = authority.file(),
                    .client_certificate_file = write(name + ".pem", made.certificate),
                    .client_key_file = write(name + ".key", made.key)}};
  }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder.path(name)) << text;
    return folder.path(name);
  }
  Error failure_with(const HttpOptions& options) {
    HttpClient client(loop, endpoint_of(server), options);
    const auto answer = exchange(loop, client, post("a batch"));
    EXPECT_FALSE(answer.ok());
    EXPECT_TRUE(server.requests().empty());
    return answer.ok() ? Error{} : answer.error();
  }

  test::TemporaryFolder folder;
  TlsTestCa authority;
  HttpTestServer server{{.certificate = authority.issue({"IP:127.0.0.1"}),
                         .tls_version = GetParam(),
                         .client_ca_file = authority.file()}};
  EventLoop loop;
};

TEST_P(ClientCertificate, IsShownToTheServer) {
  HttpClient client(loop, endpoint_of(server), identity(authority, {.common_name = "agent 7"}));
  ASSERT_TRUE(exchange(loop, client, post("a batch")).ok());
  EXPECT_EQ(server.requests().at(0).client_name, "agent 7");
}

TEST_P(ClientCertificate, IsPartOfTheResumedSession) {
  server.set_reply({.manner = HttpReply::Manner::closing});
  HttpClient client(loop, endpoint_of(server), identity(authority, {.common_name = "agent 7"}));
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(exchange(loop, client, post("")).ok());
  EXPECT_TRUE(server.requests().at(1).tls_resumed);
  EXPECT_EQ(server.requests().at(1).client_name, "agent 7");
}

TEST_P(ClientCertificate, IsMissedByAServerThatNeedsOne) {
  const Error error = failure_with({.tls = {.ca_file = authority.file()}});
  EXPECT_EQ(error.code, ErrorCode::tls_failed);
  EXPECT_EQ(error.detail, GetParam() == TlsVersion::v1_3
                              ? "the server asks for a client certificate"
                              : "handshake failed");
}

TEST_P(ClientCertificate, IsRefusedWhenItIsOfAnotherAuthority) {
  const TlsTestCa stranger;
  const Error error = failure_with(identity(stranger, {}));
  EXPECT_EQ(error.code, ErrorCode::tls_failed);
  EXPECT_EQ(error.detail, "the server does not trust the client certificate");
}

TEST_P(ClientCertificate, IsRefusedWhenItHasExpired) {
  const Error error = failure_with(identity(authority, {"", "a", -48h, -24h}));
  EXPECT_EQ(error.code, ErrorCode::tls_failed);
  EXPECT_EQ(error.detail, "the client certificate has expired");
}

TEST_P(ClientCertificate, IsNotUsedWithTheKeyOfAnother) {
  HttpOptions options = identity(authority, {});
  options.tls.client_key_file = identity(authority, {}, "other").tls.client_key_file;
  const Error error = failure_with(options);
  EXPECT_EQ(error.code, ErrorCode::tls_failed);
  EXPECT_EQ(error.detail, "client_key_file is not the key of client_certificate_file");
}

TEST_P(ClientCertificate, IsNotUsedWithoutItsKey) {
  HttpOptions options = identity(authority, {});
  options.tls.client_key_file = "";
  EXPECT_EQ(failure_with(options).detail, "client_certificate_file is set without client_key_file");
}

TEST_P(ClientCertificate, IsMissedBesideAKey) {
  HttpOptions options = identity(authority, {});
  options.tls.client_certificate_file = "";
  EXPECT_EQ(failure_with(options).detail, "client_key_file is set without client_certificate_file");
}

TEST_P(ClientCertificate, IsNamedByItsSettingWhenItCannotBeRead) {
  HttpOptions options = identity(authority, {});
  for (const std::string& file : {folder.path("missing"), write("empty", "")}) {
    options.tls.client_certificate_file = file;
    EXPECT_EQ(failure_with(options).detail,
              "client_certificate_file cannot be read as PEM certificates");
  }
}

// The usual way of OpenSSL would be to ask on the terminal.
constexpr const char* locked_key = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiRfVXtHiYdYAICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEO+NPWyAyOwUDcdnvFkmsZMEgZBU
oCRMpC8UWggIEkt1s3f59bOSyDc5Z/R7BY3qJrof8GyK9kZ4eAx/v0a6shXNF2eq
nJlNyNG63E0LbxjAYjOTY8UOc8z2zyYm2mlMG1oVyJ9YXA/XwpI5NqZPItsccQNz
lSfVHlKrpmlV+6akaGD3TckNTWVyJPpoqDdORa1Mty2w/BHfIZKRjbu4MBAK5h8=
-----END ENCRYPTED PRIVATE KEY-----
)";

TEST_P(ClientCertificate, HasAKeyThatIsNamedByItsSettingWhenItCannotBeRead) {
  HttpOptions options = identity(authority, {});
  for (const std::string& file :
       {folder.path("missing"), write("empty", ""), write("locked", locked_key)}) {
    options.tls.client_key_file = file;
    EXPECT_EQ(failure_with(options).detail,
              "client_key_file cannot be read as a PEM key without a passphrase");
  }
}

INSTANTIATE_TEST_SUITE_P(Version, ClientCertificate,
                         testing::Values(TlsVersion::v1_2, TlsVersion::v1_3),
                         [](const auto& instance) {
                           return instance.param == TlsVersion::v1_2 ? "Tls12" : "Tls13";
                         });

}  // namespace
}  // namespace sotto::transport
