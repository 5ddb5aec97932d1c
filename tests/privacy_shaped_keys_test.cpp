#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/support/scrubbed.hpp"

namespace sotto::privacy {
namespace {

// All keys here are invented.

using test::scrubbed;

struct Shape {
  std::string_view key;
  std::string_view marker;
};

TEST(ShapedKeys, AreFoundByTheirPartsAndMarks) {
  constexpr Shape shapes[] = {
      {"access_token$production$9r3x7q2k5m8n4p1w$4f8e1c9a7b3d5f2e6a8c0b4d9e1f7a3c", "[TOKEN]"},
      {"1/1248440223456784:d3d7e52e5c4a5d4c9bc424d2d882324d", "[TOKEN]"},
      {"2/1204567890123456/1204567890123457:d3d7e52e5c4a5d4c9bc424d2d882324d", "[TOKEN]"},
      {"4839574813:AAFD39kkdpWt3ywyRZergyOLMaJhac61qc", "[TOKEN]"},
      {"30|R56EUKrRnBKkUtj5IauubeEQCOXzEPmcGFJs377c", "[TOKEN]"},
      {"791516175005327|dtjofi-20dvf35pxwfyowu03vx_8q2", "[TOKEN]"},
      {"64f1a2b3c4d5e6f7a8b9c0d1:9f2b8c1d9e3a7f4b6c0d8e2a1f9b3c7d"
       "5f2b8c1d9e3a7f4b6c0d8e2a1f9b3c7d",
       "[API_KEY]"},
      {"3f2b8c1d-9e3a-4f4b-8c0d-2a1f9b3c7d5e:5f2b8c1d9e3a7f4b6c0d8e2a1f9b3c7d", "[API_KEY]"},
      {"token-abc12:x7kq3mn5pt8ryz2lsjdhfgbcxqeuawx7kq3mn5pt8ryz2lsjdhfgbc", "[TOKEN]"},
      {"5f2b8c1d9e3a7f4b6c0d8e2a1f9b3c7d.Xq7Kz2Lw9RtB4mNp", "[API_KEY]"},
      {"Xq7Kz2Lw.aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW", "[API_KEY]"},
      {"pi_3MtwBwLkdIwHu7ix28a3tqPa_secret_YrKJUKribcBjcG8HVhfZluoGH", "[TOKEN]"},
      {"iyfmob6xjrfmit67anxbot64umfx2clwx7dz5ynxi4q2z3uqegvq", "[API_KEY]"},
      {"5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ", "[PRIVATE_KEY]"},
      {"dt0q04.ST2EY72KQINMH574WMNVI7YN."
       "G3DFPBEJYMODIDAEX454M7YWBUVEFOWKPRVMWFASS64NFH52PX6BNDVFFM572RZM",
       "[TOKEN]"},
      {"wJ4lrXUtnFEMQK7MDENG+bPxRfi9Yq2ZsT7pLkVc", "[PASSWORD]"},
      {"n9QIytrBtqtO03h5thk10nKO3rWfL7YZDH7F7J2NHNdzK10WGlznWAgNq6YFSNgbnnF21xW6qs9aXKQJJOjbDw==",
       "[API_KEY]"},
  };
  for (const Shape& shape : shapes) {
    EXPECT_EQ(scrubbed("sent " + std::string(shape.key) + " today"),
              "sent " + std::string(shape.marker) + " today");
  }
}

TEST(ShapedKeys, OfAVendorAreFoundWithALengthThatNoTableHas) {
  EXPECT_EQ(scrubbed("use dckr_pat_x7Kq3mN5pT8rYz2LsJ now"), "use [TOKEN] now");
  EXPECT_EQ(scrubbed("use 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0f now"), "use [TOKEN] now");
  EXPECT_EQ(scrubbed("AKIAEXAMPLEEXAMPLE12 stays, and dckr_pat_of_the_first_team too"),
            "AKIAEXAMPLEEXAMPLE12 stays, and dckr_pat_of_the_first_team too");
}

TEST(ShapedKeys, AreFoundAfterAColourAndAfterABackslashThatIsNoEscape) {
  EXPECT_EQ(scrubbed("\x1b[1;32mghp_16C7e42F292c6912E7710c838347Ae178B4a\x1b[0m"),
            "\x1b[1;32m[TOKEN]\x1b[0m");
  EXPECT_EQ(scrubbed(R"(C:\keys\npm_aB3dE6gH9jK2mN5pQ8sTaB3dE6gH9jK2mN5p)"), R"(C:\keys\[TOKEN])");
}

TEST(ShapedKeys, EndBeforeTheRestOfAPath) {
  EXPECT_EQ(
      scrubbed("/v1/tkn.v1_x7Kq3mN5pT8rYz2LsJdHfGbCxQeUaWoIiVkMnPzx7Kq3mN5pT8rYz2LsJdHf/list"),
      "/v1/[TOKEN]/list");
}

TEST(ShapedKeys, JsonWebTokensAreFoundWithoutAReadableHeader) {
  EXPECT_EQ(scrubbed("eyJh3kL9mQ2xT7vR5pB8nY1.eyJz4hG6jK0wE2cV9bN3mU5i.Qp7sLd2fGh5jKl8zXc3vBn6m"),
            "[JWT]");
}

TEST(ShapedKeys, JsonWebTokensGoOnInTheNextLine) {
  constexpr std::string_view token =
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiAiMGZmZjkzZmY0ZSJ9."
      "YTlPa8UNybu4yn5ttzkscXuYsD3djU09hdbKGdKU2rd";
  for (const std::size_t cut : {20U, 30U, 50U, 90U}) {
    const std::string text = "note " + std::string(token.substr(0, cut)) + "\n  " +
                             std::string(token.substr(cut)) + "\nand more";
    EXPECT_EQ(scrubbed(text), "note [JWT]\nand more");
  }
}

TEST(ShapedKeys, PrivatePartsOfAJsonWebKeyAreReplacedAndThePublicOnesStay) {
  EXPECT_EQ(scrubbed(R"({"kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                     R"("d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})"),
            R"({"kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
            R"("d": "[PRIVATE_KEY]"})");
}

// Looking from each prefix to the end of its run would take minutes here.
TEST(ShapedKeys, TakeLinearTimeInTextsOfNothingButTheirBeginnings) {
  for (const std::string_view beginning : {"xoxb-", "sk-proj-", "tkn.v1_/", "eyJ"}) {
    std::string text;
    while (text.size() < (512U << 10)) text += beginning;
    EXPECT_EQ(scrubbed(text), text) << beginning;
  }
}

TEST(ShapedKeys, LookAlikesStay) {
  constexpr std::string_view texts[] = {
      "integrity sha512-n9QIytrBtqtO03h5thk10nKO3rWfL7YZDH7F7J2NHNdzK10WGlznWAgNq6YFSNgbnnF21xW6qs"
      "9aXKQJJOjbDw==",
      "signature: n9QIytrBtqtO03h5thk10nKO3rWfL7YZDH7F7J2NHNdzK10WGlznWAgNq6YFSNgbnnF21xW6qs9aXKQJ"
      "JOjbDw==",
      "paid to 1NEDqZPvTWRaoho48qXuLLsrYomMXPABfD",
      "TG9vaywgSSBoYXZlIGEgQ1JMRiBhbmQgYW4gPSBzaWduIQ0KTG9vaywgSSBoYXZlIGEgQ1JM\n"
      "RiBhbmQgYW4gPSBzaWduIQ0KTG9vaywgSSBoYXZl",
      "aW5kZXggbW9kZWwgb2Ygc2VydmVyIGp1bXBzIGZveCB1c2VycyBtb2RlbCBsaXN0IGNhY2hlIGFuZCBxdWljaw==",
      "| 1|first|2|second|",
      "client_secret_rotation_policy_of_the_team",
      "test_undefinedFromLambdaInNestedScope3",
      "/var/log/pods/"
      "kube-system_kube-scheduler-kind-control-plane_49cc7c1fd3702c40b2686ea7486091d3",
      "https://blog.acme.dev/a-story-of-erlang-elixir-javascript-and-ruby-v1-0-3a0c32e9b1c4",
  };
  for (const std::string_view text : texts) EXPECT_EQ(scrubbed(text), text);
}

}  // namespace
}  // namespace sotto::privacy
