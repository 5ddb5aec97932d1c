// Sessions whose receiver stands behind nginx: somebody else's TLS and HTTP.

#include <gtest/gtest.h>

#include <fstream>

#include <sotto/sotto.hpp>

#include "core/random.hpp"
#include "tests/support/fault_server.hpp"
#include "tests/support/nginx_server.hpp"
#include "tests/support/otlp_spans.hpp"
#include "tests/support/test_session.hpp"
#include "tests/support/tls_test_ca.hpp"

namespace sotto {
namespace {

using runtime::Instance;
using test::HttpTestServer;
using test::NginxServer;
using namespace std::chrono_literals;

class Nginx : public testing::Test {
 protected:
  NginxServer::Options with(std::string directives) const {
    return {.certificate = authority_.issue({"IP:127.0.0.1"}),
            .upstream_port = receiver_.port(),
            .directives = std::move(directives)};
  }
  Config config(const NginxServer& nginx) const {
    Config config = test::otlp_config(nginx.url());
    config.ca_file = authority_.file();
    return config;
  }
  /// Makes the configuration show a certificate of the test's authority.
  void introduce(Config& config, const std::string& name) const {
    const auto made = authority_.issue({.common_name = name});
    config.client_certificate_file = folder_.path("client.pem");
    config.client_key_file = folder_.path("client.key");
    std::ofstream(config.client_certificate_file) << made.certificate;
    std::ofstream(config.client_key_file) << made.key;
  }
  std::string demanding_certificates() const {
    return "ssl_verify_client on; ssl_client_certificate " + authority_.file() + ";";
  }
  std::uint64_t spans_received() const {
    std::uint64_t spans = 0;
    for (const auto& request : receiver_.requests()) {
      spans += test::count_spans(request.plain_body());
    }
    return spans;
  }

  test::TemporaryFolder folder_;
  test::TlsTestCa authority_;
  HttpTestServer receiver_;
  test::FakeEnvironment environment_;
};

TEST_F(Nginx, PassesCompressedSpansOn) {
  const NginxServer nginx(with(""));
  Instance session(config(nginx), environment_);
  for (int i = 0; i < 2000; ++i) start_span("work", {{"i", i}}).end();
  const FlushResult result = session.stop(20s);
  EXPECT_EQ(result.delivered, 2000U) << nginx.errors();
  EXPECT_EQ(spans_received(), 2000U);
  EXPECT_EQ(receiver_.requests().at(0).header("content-encoding"), "gzip");
}

TEST_F(Nginx, ResumesTheSessionsOfBothVersionsOfTls) {
  for (const char* version : {"TLSv1.2", "TLSv1.3"}) {
    const NginxServer nginx(
        with("keepalive_timeout 0; ssl_protocols " + std::string(version) + ";"));
    Instance session(config(nginx), environment_);
    const std::size_t before = receiver_.requests().size();
    for (int i = 0; i < 2; ++i) {
      start_span("work").end();
      EXPECT_EQ(session.flush(20s).delivered, 1U) << nginx.errors();
    }
    const auto seen = receiver_.requests();
    ASSERT_EQ(seen.size(), before + 2);
    EXPECT_EQ(seen[before].header("x-resumed"), ".") << version;
    EXPECT_EQ(seen[before + 1].header("x-resumed"), "r") << version;
  }
}

TEST_F(Nginx, IsShownTheClientCertificateThatItDemands) {
  const NginxServer nginx(with(demanding_certificates()));
  Config known = config(nginx);
  introduce(known, "agent 7");
  Instance session(known, environment_);
  start_span("work").end();
  EXPECT_EQ(session.stop(20s).delivered, 1U) << nginx.errors();
  EXPECT_EQ(receiver_.requests().at(0).header("x-client"), "CN=agent 7");
}

TEST_F(Nginx, RefusesWhoHasNoCertificate) {
  const NginxServer nginx(with(demanding_certificates()));
  Instance session(config(nginx), environment_);
  start_span("work").end();
  const FlushResult result = session.stop(20s);
  EXPECT_EQ(result.failed, 1U) << nginx.errors();
  EXPECT_TRUE(receiver_.requests().empty());
}

TEST_F(Nginx, IsSentSmallerBatchesWhenItTakesNoLargeOnes) {
  const NginxServer nginx(with("client_max_body_size 4k;"));
  Instance session(config(nginx), environment_);
  core::FastRandom random;
  random.seed();
  for (int i = 0; i < 500; ++i) {
    auto span = start_span("work");
    span.set_attribute("noise", std::to_string(random.next()));  // does not compress
    span.end();
  }
  const FlushResult result = session.stop(20s);
  EXPECT_EQ(result.delivered, 500U) << nginx.errors();
  EXPECT_EQ(spans_received(), 500U);
  EXPECT_GT(receiver_.requests().size(), 1U);
}

TEST_F(Nginx, RefusesTheOneSpanThatIsTooLarge) {
  const NginxServer nginx(with("client_max_body_size 4k;"));
  Config config = this->config(nginx);
  config.otlp_gzip = false;
  Instance session(config, environment_);
  for (int i = 0; i < 8; ++i) {
    auto span = start_span("work");
    if (i == 5) span.set_attribute("long", std::string(8000, 'x'));
    span.end();
  }
  const FlushResult result = session.stop(20s);
  EXPECT_EQ(result.delivered, 7U) << nginx.errors();
  EXPECT_EQ(result.failed, 1U);
  EXPECT_EQ(spans_received(), 7U);
}

TEST_F(Nginx, IsTriedAgainWhenNobodyIsBehindIt) {
  const NginxServer::Options options = with("");
  const test::FaultServer dead(test::Fault::refuses);
  const NginxServer nginx({.certificate = options.certificate, .upstream_port = dead.port()});
  Instance session(config(nginx), environment_);
  start_span("work").end();
  while (session.metrics().tracer.retried == 0) session.flush(10ms);
  EXPECT_EQ(session.flush(0ms).pending, 1U) << nginx.errors();
  EXPECT_NE(session.status().warnings.at(0).find("502"), std::string::npos);
  EXPECT_EQ(session.stop(0ms).dropped, 1U);
}

}  // namespace
}  // namespace sotto
