#include <gtest/gtest.h>

#include <utility>

#include "transport/http_request_head.hpp"

namespace sotto::transport {
namespace {

std::string head_for(const char* url) {
  HttpRequestHead head(parse_endpoint(url).value(), "agent/1");
  EXPECT_FALSE(head.format("POST", {{"X-Key", "value"}}, 12).has_value());
  return std::string(head.text());
}

TEST(HttpRequestHead, HoldsTheLineAndTheFields) {
  EXPECT_EQ(head_for("http://host:4318/v1/traces?a=b"),
            "POST /v1/traces?a=b HTTP/1.1\r\n"
            "Host: host:4318\r\n"
            "User-Agent: agent/1\r\n"
            "X-Key: value\r\n"
            "Content-Length: 12\r\n"
            "\r\n");
}

TEST(HttpRequestHead, NamesThePortOnlyWhenItIsNotTheSchemes) {
  EXPECT_NE(head_for("http://host:80").find("Host: host\r\n"), std::string::npos);
  EXPECT_NE(head_for("https://host").find("Host: host\r\n"), std::string::npos);
  EXPECT_NE(head_for("https://host:80").find("Host: host:80\r\n"), std::string::npos);
  EXPECT_NE(head_for("http://[::1]:443").find("Host: [::1]:443\r\n"), std::string::npos);
}

TEST(HttpRequestHead, LeavesNothingOfTheLastRequest) {
  HttpRequestHead head(parse_endpoint("http://host").value(), "");
  ASSERT_FALSE(head.format("POST", {{"A", "1"}, {"B", "2"}}, 1'000'000).has_value());
  ASSERT_FALSE(head.format("GET", {}, 0).has_value());
  EXPECT_EQ(head.text(), "GET / HTTP/1.1\r\nHost: host\r\nContent-Length: 0\r\n\r\n");
}

struct BadHeader {
  const char* name;
  std::pair<std::string, std::string> header;
};

class BadHttpHeader : public testing::TestWithParam<BadHeader> {};

TEST_P(BadHttpHeader, IsRefusedAndNotRepeated) {
  HttpRequestHead head(parse_endpoint("http://host").value(), "agent/1");
  const auto error = head.format("POST", {GetParam().header}, 0);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code, ErrorCode::malformed);
  EXPECT_EQ(error->detail.find("secret"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Header, BadHttpHeader,
    testing::Values(BadHeader{"LineBreakInValue", {"X-Key", "secret\r\nX-Evil: 1"}},
                    BadHeader{"NulInValue", {"X-Key", std::string("secret\0", 7)}},
                    BadHeader{"SpaceInName", {"X secret", "1"}},
                    BadHeader{"ColonInName", {"secret:", "1"}},
                    BadHeader{"EmptyName", {"", "secret"}}, BadHeader{"Host", {"host", "secret"}},
                    BadHeader{"ContentLength", {"Content-Length", "1"}},
                    BadHeader{"TransferEncoding", {"Transfer-Encoding", "chunked"}}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace sotto::transport
