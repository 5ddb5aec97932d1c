// Which proxy a request goes through, and which endpoints need none.

#include <gtest/gtest.h>

#include <ostream>

#include "transport/http_proxy.hpp"
#include "transport/http_tunnel.hpp"

namespace sotto::transport {
namespace {

const ProxySettings all_set{.https_proxy = "http://secure.example:1",
                            .http_proxy = "http://plain.example:2",
                            .all_proxy = "http://any.example:3"};

/// The proxy for `url`, or one without a host when there is none.
Proxy proxy_for(const ProxySettings& settings, const char* url) {
  auto chosen = choose_proxy(settings, parse_endpoint(url).value());
  EXPECT_TRUE(chosen.ok());
  return chosen.ok() ? chosen.value().value_or(Proxy{}) : Proxy{};
}

bool is_exempt(const char* url, std::string_view no_proxy) {
  return transport::is_exempt(parse_endpoint(url).value(), no_proxy);
}

TEST(ProxySettings, GoByTheSchemeOfTheEndpoint) {
  EXPECT_EQ(proxy_for(all_set, "https://collector.example").address.host, "secure.example");
  EXPECT_EQ(proxy_for(all_set, "https://collector.example").setting, "https_proxy");
  EXPECT_EQ(proxy_for(all_set, "http://collector.example").address.host, "plain.example");
  EXPECT_EQ(proxy_for(all_set, "http://collector.example").setting, "http_proxy");
}

TEST(ProxySettings, FallBackOnTheOneForAll) {
  const ProxySettings settings{.all_proxy = "http://any.example:3"};
  EXPECT_EQ(proxy_for(settings, "https://collector.example").address.host, "any.example");
  EXPECT_EQ(proxy_for(settings, "http://collector.example").setting, "all_proxy");
}

TEST(ProxySettings, MeanNoProxyWhenNothingIsSet) {
  EXPECT_EQ(proxy_for({}, "https://collector.example").address.host, "");
  EXPECT_EQ(proxy_for({.https_proxy = "p"}, "http://collector.example").address.host, "");
}

TEST(ProxySettings, NeverApplyToThisMachine) {
  for (const char* url : {"http://localhost:4318", "http://127.0.0.1:4318", "https://127.9.9.9",
                          "http://[::1]:4318", "http://[0:0:0:0:0:0:0:1]"}) {
    EXPECT_EQ(proxy_for(all_set, url).address.host, "") << url;
  }
}

TEST(ProxySettings, NeedNoSchemeAndNoPort) {
  const Proxy proxy = proxy_for({.all_proxy = "proxy.example"}, "http://collector.example");
  EXPECT_EQ(proxy.address.host, "proxy.example");
  EXPECT_EQ(proxy.address.port, 80);
  EXPECT_EQ(proxy.authorization, "");
}

TEST(ProxySettings, TakeAnAddressOfIpv6) {
  const Proxy proxy =
      proxy_for({.all_proxy = "http://[fd00::1]:3128/"}, "http://collector.example");
  EXPECT_EQ(proxy.address.host, "fd00::1");
  EXPECT_EQ(proxy.address.port, 3128);
}

TEST(ProxySettings, MakeBasicAuthorizationOfUserInfo) {
  // RFC 7617, section 2
  const Proxy proxy = proxy_for({.all_proxy = "http://Aladdin:open%20sesame@proxy.example:3128"},
                                "http://collector.example");
  EXPECT_EQ(proxy.authorization, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(proxy.address.host, "proxy.example");
}

TEST(ProxySettings, TakeAUserWithoutAPassword) {
  const Proxy proxy = proxy_for({.all_proxy = "user@proxy.example"}, "http://collector.example");
  EXPECT_EQ(proxy.authorization, "Basic dXNlcjo=");
}

TEST(ProxySettings, TakeAPasswordWithAnAtSign) {
  const Proxy proxy =
      proxy_for({.all_proxy = "user:p@ss@proxy.example"}, "http://collector.example");
  EXPECT_EQ(proxy.authorization, "Basic dXNlcjpwQHNz");
  EXPECT_EQ(proxy.address.host, "proxy.example");
}

struct BadProxy {
  const char* name;
  const char* url;
  const char* why;
  friend void PrintTo(const BadProxy& bad, std::ostream* out) { *out << bad.name; }
};

class BadProxyUrl : public testing::TestWithParam<BadProxy> {};

TEST_P(BadProxyUrl, IsAnErrorThatNamesTheSettingAndNotTheUrl) {
  const auto chosen =
      choose_proxy({.https_proxy = GetParam().url}, parse_endpoint("https://c.example").value());
  ASSERT_FALSE(chosen.ok());
  EXPECT_EQ(chosen.error().code, ErrorCode::invalid_endpoint);
  EXPECT_EQ(chosen.error().detail, std::string("https_proxy: ") + GetParam().why);
}

constexpr const char* wrong_scheme = "only proxies whose URL begins with http:// can be used";

INSTANTIATE_TEST_SUITE_P(
    Url, BadProxyUrl,
    testing::Values(BadProxy{"Https", "https://user:pw@proxy.example", wrong_scheme},
                    BadProxy{"Socks", "socks5://proxy.example:1080", wrong_scheme},
                    BadProxy{"NoHost", "http://user:pw@", "no host"},
                    BadProxy{"Port", "proxy.example:http",
                             "the port is not a number from 1 to 65535"},
                    BadProxy{"Percent", "http://user:%zz@proxy.example",
                             "the user name or password cannot be decoded"},
                    BadProxy{"ColonInUser", "http://us%3Aer:pw@proxy.example",
                             "the user name or password cannot be decoded"}),
    [](const auto& instance) { return instance.param.name; });

TEST(NoProxy, ListsNamesWithAllBelowThem) {
  for (const char* list : {"example.com", ".example.com", "*.example.com", "Example.COM.",
                           "other.org, example.com", "other.org example.com"}) {
    EXPECT_TRUE(is_exempt("https://example.com", list)) << list;
    EXPECT_TRUE(is_exempt("https://a.b.example.com", list)) << list;
    EXPECT_FALSE(is_exempt("https://badexample.com", list)) << list;
    EXPECT_FALSE(is_exempt("https://example.com.evil.org", list)) << list;
    EXPECT_FALSE(is_exempt("https://com", list)) << list;
  }
  EXPECT_TRUE(is_exempt("https://example.com.", "example.com"));
}

TEST(NoProxy, ListsAddressesHoweverTheyAreWritten) {
  EXPECT_TRUE(is_exempt("http://192.0.2.7", "192.0.2.7"));
  EXPECT_FALSE(is_exempt("http://192.0.2.70", "192.0.2.7"));
  EXPECT_FALSE(is_exempt("http://1.192.0.2.7.example", "192.0.2.7"));
  for (const char* list : {"fd00::1", "[fd00::1]", "FD00:0:0:0:0:0:0:1"}) {
    EXPECT_TRUE(is_exempt("http://[fd00::1]:4318", list)) << list;
    EXPECT_FALSE(is_exempt("http://[fd00::2]:4318", list)) << list;
  }
}

TEST(NoProxy, ListsNetworks) {
  EXPECT_TRUE(is_exempt("http://10.1.2.3", "10.0.0.0/8"));
  EXPECT_TRUE(is_exempt("http://192.168.7.9", "192.168.4.0/22"));
  EXPECT_FALSE(is_exempt("http://192.168.8.9", "192.168.4.0/22"));
  EXPECT_TRUE(is_exempt("http://8.8.8.8", "0.0.0.0/0"));
  EXPECT_TRUE(is_exempt("http://[fd12::9]", "fd00::/8"));
  EXPECT_FALSE(is_exempt("http://[fe80::9]", "fd00::/8"));
  EXPECT_FALSE(is_exempt("http://10.1.2.3", "10.0.0.0/33"));
  EXPECT_FALSE(is_exempt("http://10.1.2.3", "fd00::/8"));
  EXPECT_FALSE(is_exempt("http://ten.example", "10.0.0.0/8"));
}

TEST(NoProxy, KeepsToThePortOfAnEntry) {
  EXPECT_TRUE(is_exempt("http://example.com:8080", "example.com:8080"));
  EXPECT_TRUE(is_exempt("http://a.example.com:8080", ".example.com:8080"));
  EXPECT_FALSE(is_exempt("http://example.com:8081", "example.com:8080"));
  EXPECT_TRUE(is_exempt("https://example.com", "example.com:443"));
  EXPECT_TRUE(is_exempt("http://192.0.2.7:4318", "192.0.2.7:4318"));
  EXPECT_TRUE(is_exempt("http://[fd00::1]:4318", "[fd00::1]:4318"));
  EXPECT_FALSE(is_exempt("http://[fd00::1]:4319", "[fd00::1]:4318"));
}

TEST(NoProxy, ListsEverythingWithAStar) {
  EXPECT_TRUE(is_exempt("https://example.com", "*"));
  EXPECT_TRUE(is_exempt("https://192.0.2.7", "other.org, *"));
}

TEST(NoProxy, ListsNothingWhenItIsEmptyOrWrong) {
  for (const char* list :
       {"", ",", " , ,", ":", ":443", ".", "*.", "[", "[]", "[:443", "/", "/8"}) {
    EXPECT_FALSE(is_exempt("https://example.com", list)) << list;
    EXPECT_FALSE(is_exempt("https://192.0.2.7", list)) << list;
  }
}

TEST(NoProxy, MakesRequestsDirect) {
  ProxySettings settings = all_set;
  settings.no_proxy = "example.com,10.0.0.0/8";
  EXPECT_EQ(proxy_for(settings, "https://collector.example.com").address.host, "");
  EXPECT_EQ(proxy_for(settings, "http://10.9.8.7:4318").address.host, "");
  EXPECT_EQ(proxy_for(settings, "http://example.org").address.host, "plain.example");
}

TEST(ConnectAnswer, IsNothingUntilItsHeaderIsComplete) {
  const std::string_view whole = "HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto status = read_connect_answer(whole.substr(0, size));
    ASSERT_TRUE(status.ok());
    EXPECT_EQ(status.value(), std::nullopt);
  }
  EXPECT_EQ(read_connect_answer(whole).value(), 200);
}

TEST(ConnectAnswer, MayHaveABodyWhenItIsARefusal) {
  EXPECT_EQ(read_connect_answer("HTTP/1.0 403 Forbidden\r\n\r\n<html>").value(), 403);
  EXPECT_EQ(read_connect_answer("HTTP/1.1 407\r\n\r\n").value(), 407);
}

TEST(ConnectAnswer, HasNothingBehindAGrant) {
  EXPECT_EQ(read_connect_answer("HTTP/1.1 200 OK\r\n\r\nx").error().code, ErrorCode::malformed);
}

TEST(ConnectAnswer, IsHttp) {
  for (const char* text :
       {"\r\n\r\n", "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 20x OK\r\n\r\n",
        "HTTP/1.1 2000\r\n\r\n", "HTTP/1.1200\r\n\r\n"}) {
    const auto status = read_connect_answer(text);
    ASSERT_FALSE(status.ok()) << text;
    EXPECT_EQ(status.error().code, ErrorCode::malformed);
  }
}

}  // namespace
}  // namespace sotto::transport
