#include <gtest/gtest.h>

#include <ostream>

#include "transport/endpoint.hpp"

namespace sotto::transport {
namespace {

TEST(Endpoint, ReadsEveryPart) {
  const auto endpoint = parse_endpoint("https://collector.example:4318/v1/traces?team=a");
  ASSERT_TRUE(endpoint.ok());
  EXPECT_TRUE(endpoint.value().tls);
  EXPECT_EQ(endpoint.value().host, "collector.example");
  EXPECT_EQ(endpoint.value().port, 4318);
  EXPECT_EQ(endpoint.value().target, "/v1/traces?team=a");
}

TEST(Endpoint, DefaultsThePortToTheScheme) {
  EXPECT_EQ(parse_endpoint("http://127.0.0.1").value().port, 80);
  EXPECT_EQ(parse_endpoint("https://[::1]/x").value().port, 443);
}

TEST(Endpoint, AsksForTheRootWhenThereIsNoPath) {
  EXPECT_EQ(parse_endpoint("http://host").value().target, "/");
  EXPECT_EQ(parse_endpoint("http://host?a=b").value().target, "/?a=b");
}

TEST(Endpoint, IgnoresTheCaseOfSchemeAndHostButNotOfThePath) {
  const auto endpoint = parse_endpoint("HTTPS://Collector.Example/V1").value();
  EXPECT_TRUE(endpoint.tls);
  EXPECT_EQ(endpoint.host, "collector.example");
  EXPECT_EQ(endpoint.target, "/V1");
}

TEST(Endpoint, TakesTheBracketsOffAnIpv6Address) {
  const auto endpoint = parse_endpoint("http://[2001:DB8::1]:8080/").value();
  EXPECT_EQ(endpoint.host, "2001:db8::1");
  EXPECT_EQ(endpoint.port, 8080);
}

TEST(Endpoint, DropsTheFragment) {
  EXPECT_EQ(parse_endpoint("http://host/a#b/c").value().target, "/a");
  EXPECT_EQ(parse_endpoint("http://host#b").value().host, "host");
}

TEST(Endpoint, NamesItsOriginWithoutThePath) {
  EXPECT_EQ(parse_endpoint("https://host/sk-secret").value().origin(), "https://host:443");
  EXPECT_EQ(parse_endpoint("http://[::1]:4318/").value().origin(), "http://[::1]:4318");
}

TEST(Endpoint, NeverRepeatsTheUrlInAnError) {
  const auto endpoint = parse_endpoint("https://sk-secret@collector.example");
  ASSERT_FALSE(endpoint.ok());
  EXPECT_EQ(endpoint.error().code, ErrorCode::invalid_endpoint);
  EXPECT_EQ(endpoint.error().detail.find("sk-secret"), std::string::npos);
}

struct BadUrl {
  const char* name;  // shown by ctest
  const char* url;
  const char* why;
  friend void PrintTo(const BadUrl& bad, std::ostream* out) { *out << bad.url; }
};

class BadEndpoint : public testing::TestWithParam<BadUrl> {};

TEST_P(BadEndpoint, IsRefusedWithAReason) {
  const auto endpoint = parse_endpoint(GetParam().url);
  ASSERT_FALSE(endpoint.ok());
  EXPECT_EQ(endpoint.error().detail, GetParam().why);
}

constexpr const char* bad_scheme = "the scheme is neither http nor https";
constexpr const char* bad_host = "the host is neither a name nor an address";
constexpr const char* bad_port = "the port is not a number from 1 to 65535";
constexpr const char* bad_char =
    "a space, a control character or a letter outside ASCII in the URL";

INSTANTIATE_TEST_SUITE_P(
    Url, BadEndpoint,
    testing::Values(BadUrl{"Empty", "", bad_scheme},
                    BadUrl{"OtherScheme", "ftp://host", bad_scheme},
                    BadUrl{"NoScheme", "host:4318", bad_scheme},
                    BadUrl{"OneSlash", "http:/host", bad_scheme},
                    BadUrl{"NoHost", "http://", "no host"},
                    BadUrl{"NoHostButPath", "http:///v1/traces", "no host"},
                    BadUrl{"NoHostButPort", "http://:80", "no host"},
                    BadUrl{"EmptyBrackets", "http://[]", "no host"},
                    BadUrl{"OpenBracket", "http://[::1", "an IPv6 address without ']'"},
                    BadUrl{"NameInBrackets", "http://[host]", bad_host},
                    BadUrl{"ZoneId", "http://[fe80::1%25eth0]", bad_host},
                    BadUrl{"BareIpv6", "http://::1", "no host"},
                    BadUrl{"PercentInHost", "http://ho%73t", bad_host},
                    BadUrl{"User", "http://user@host", "a user name or password in the URL"},
                    BadUrl{"PortZero", "http://host:0", bad_port},
                    BadUrl{"PortTooLarge", "http://host:65536", bad_port},
                    BadUrl{"PortEmpty", "http://host:", bad_port},
                    BadUrl{"PortSigned", "http://host:+80", bad_port},
                    BadUrl{"TwoPorts", "http://host:80:81", bad_port},
                    BadUrl{"TextAfterBracket", "http://[::1]x", bad_port},
                    BadUrl{"Space", "http://host/a b", bad_char},
                    BadUrl{"LineBreak", "http://host/\r\nX-Evil: 1", bad_char},
                    BadUrl{"Utf8", "http://h\xc3\xb6st/", bad_char}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace sotto::transport
