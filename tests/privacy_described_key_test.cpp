#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "privacy/scrub/vendor_names.hpp"
#include "tests/support/scrubbed.hpp"

namespace sotto::privacy {
namespace {

// Made up.
const std::string hex32 = "9f3ea17c0b2d4e5f8a6b1c2d3e4f5a6b";
const std::string hex40 = hex32 + "0c4d81e7";
const std::string uuid = "9f3ea17c-0b2d-4e5f-8a6b-1c2d3e4f5a6b";
const std::string base62 = "q7Rt2Lx9Vb4Nz8Kd3Fw6Hs1Jp5Gm0Yc";

using test::scrubbed;

TEST(DescribedKey, IsFoundByTheNameBeforeIt) {
  for (const std::string& value : {hex32, hex40, uuid, base62}) {
    for (const std::string before :
         {"my api key is ", "My acme api key is ", "the secret key ",
          "access token of the box: ", "auth token -> ", "api_key ", "api key `",
          "The api key for prod is ", "use this API key:\n\n", "<td>API key</td><td>"}) {
      const std::string out = scrubbed(before + value + " and more");
      EXPECT_EQ(out.find(value), std::string::npos) << out;
      EXPECT_TRUE(out.starts_with(before) && out.ends_with("] and more")) << out;
    }
  }
}

TEST(DescribedKey, IsFoundByTheVendorBeforeIt) {
  EXPECT_EQ(scrubbed("zenrows: " + hex32), "zenrows: [API_KEY]");
  EXPECT_EQ(scrubbed("I use ZenRows and " + hex32 + " was shown"),
            "I use ZenRows and [API_KEY] was shown");
  EXPECT_EQ(scrubbed("wandb " + hex40), "wandb [API_KEY]");
  EXPECT_EQ(scrubbed(R"({"heroku": ")" + uuid + "\"}"), R"({"heroku": "[API_KEY]"})");
}

TEST(DescribedKey, IsFoundByTheNameOfACookie) {
  EXPECT_EQ(scrubbed("_gitlab_session=" + hex32), "_gitlab_session=[TOKEN]");
  EXPECT_EQ(scrubbed("laravel_session=" + base62 + "; x=1"), "laravel_session=[TOKEN]; x=1");
  EXPECT_EQ(scrubbed("ADO_PAT=" + base62), "ADO_PAT=[TOKEN]");
}

TEST(DescribedKey, IsNoDigestAndNoIdentifier) {
  for (const std::string& text :
       {"commit " + hex40, "the cache key is " + hex32, "public key is " + hex32,
        "the idempotency key is " + uuid, "key " + hex32 + " not found", "page token: " + uuid,
        "datadog trace " + hex32, "heroku release " + hex40, "twilio request id: " + uuid,
        "api key id of user " + uuid, "md5 " + hex32, "I use acme and " + hex32,
        "The token expired. Commit " + hex40, "session_id: " + uuid,
        std::string("my api key is generatedByTheServerOnFirstUse")}) {
    EXPECT_EQ(scrubbed(text), text);
  }
}

TEST(DescribedKey, KnowsVendorsInEveryCase) {
  EXPECT_TRUE(is_vendor_name("ZenRows"));
  EXPECT_TRUE(is_vendor_name("wandb"));
  EXPECT_FALSE(is_vendor_name("github"));
  EXPECT_FALSE(is_vendor_name(""));
}

}  // namespace
}  // namespace sotto::privacy
