// What happens to a request between the socket and its handler.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <variant>

#include "collector/http/answers.hpp"
#include "collector/http/router.hpp"
#include "collector/http/same_origin.hpp"
#include "collector/http/uri.hpp"

namespace sotto::collector {
namespace {

Handler says(std::string body) {
  return [body](const Request& request) {
    std::string answer = body;
    for (const auto& [name, value] : request.path_parameters) answer += " " + name + "=" + value;
    return json_answer(answer);
  };
}

Router a_router() {
  Router router;
  router.add("GET", "/traces", says("list"));
  router.add("DELETE", "/traces", says("clear"));
  router.add("GET", "/traces/{id}", says("one"));
  router.add("GET", "/traces/{id}/tree", says("tree"));
  return router;
}

Response ask(std::string method, std::string path) {
  const Router router = a_router();
  Request request;
  request.method = std::move(method);
  request.path = std::move(path);
  auto found = router.find(request);
  if (auto* refusal = std::get_if<Response>(&found)) return *refusal;
  return std::get<Handler>(*std::get<const Router::Endpoint*>(found))(request);
}

TEST(Router, FindsTheHandlerByMethodAndPath) {
  EXPECT_EQ(ask("GET", "/traces").body, "list");
  EXPECT_EQ(ask("DELETE", "/traces").body, "clear");
}

TEST(Router, HandsOverTheDecodedPartsOfThePath) {
  EXPECT_EQ(ask("GET", "/traces/a%2Fb").body, "one id=a/b");
  EXPECT_EQ(ask("GET", "/traces/ab/tree").body, "tree id=ab");
}

TEST(Router, DoesNotTakeAnEmptyPart) {
  EXPECT_EQ(ask("GET", "/traces/").status, 404);
  EXPECT_EQ(ask("GET", "/traces//tree").status, 404);
}

TEST(Router, DoesNotTakeABadEscape) {
  EXPECT_EQ(ask("GET", "/traces/%zz").status, 404);
}

TEST(Router, AnswersAnUnknownPathWithNotFound) {
  const Response response = ask("GET", "/nowhere");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body, R"({"detail":"no such path"})");
}

TEST(Router, NamesTheMethodsThatAPathTakes) {
  const Response response = ask("PUT", "/traces");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.at(0),
            std::make_pair(std::string("Allow"), std::string("GET, HEAD, DELETE")));
}

TEST(Query, IsReadAsFormsWriteIt) {
  const Parameters expected{{"a", "1"}, {"b", "two words"}, {"c", "x&y"}, {"d", ""}};
  EXPECT_EQ(parse_query("a=1&b=two+words&&c=x%26y&d"), expected);
}

TEST(Query, IsRefusedWithABadEscape) {
  EXPECT_EQ(parse_query("a=%4"), std::nullopt);
  EXPECT_EQ(parse_query("a=%g0"), std::nullopt);
}

struct OriginCase {
  std::string host;
  std::string origin;
  bool is_taken;
};

class SameOrigin : public testing::TestWithParam<OriginCase> {};

TEST_P(SameOrigin, IsWhatTheObserverAnswers) {
  Request request;
  request.host = GetParam().host;
  request.origin = GetParam().origin;
  EXPECT_EQ(!refuse_foreign(request), GetParam().is_taken);
}

INSTANTIATE_TEST_SUITE_P(
    Headers, SameOrigin,
    testing::Values(OriginCase{"localhost", "", true}, OriginCase{"LocalHost:4321", "", true},
                    OriginCase{"127.0.0.1:4321", "", true}, OriginCase{"127.1.2.3", "", true},
                    OriginCase{"[::1]:4321", "", true}, OriginCase{"[::1]", "", true},
                    OriginCase{"evil.example", "", false}, OriginCase{"", "", false},
                    OriginCase{"127.0.0.1.evil.example", "", false},
                    OriginCase{"localhost.evil.example", "", false},
                    OriginCase{"127.0.0.256", "", false}, OriginCase{"127.1", "", false},
                    OriginCase{"10.0.0.1:4321", "", false}, OriginCase{"[::2]", "", false},
                    OriginCase{"localhost:4321", "http://localhost:4321", true},
                    OriginCase{"localhost:4321", "http://localhost:3000", false},
                    OriginCase{"localhost:4321", "https://evil.example", false},
                    OriginCase{"localhost:4321", "null", false}));

Request post_of(std::string content_type) {
  Request request;
  request.method = "POST";
  request.content_type = std::move(content_type);
  return request;
}

TEST(ErrorAnswer, IsAnRpcStatusInTheTypeOfAnExporter) {
  const Response protobuf = error_answer(post_of("application/x-protobuf"), 400, "bad");
  EXPECT_EQ(protobuf.content_type, "application/x-protobuf");
  EXPECT_EQ(protobuf.body, std::string("\x08\x03\x12\x03"
                                       "bad"));  // code 3, message "bad"
  const Response json = error_answer(post_of("application/json; charset=utf-8"), 413, "big");
  EXPECT_EQ(json.content_type, "application/json");
  EXPECT_EQ(json.body, R"({"code":8,"message":"big"})");
}

TEST(ErrorAnswer, IsADetailForEverybodyElse) {
  Request request;
  request.method = "GET";
  EXPECT_EQ(error_answer(request, 404, "Trace not found").body, R"({"detail":"Trace not found"})");
}

TEST(TryLater, AsksToComeBackAfterASecond) {
  const Response response = try_later(post_of("application/json"), 429, "full");
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.headers.at(0), std::make_pair(std::string("Retry-After"), std::string("1")));
}

}  // namespace
}  // namespace sotto::collector
