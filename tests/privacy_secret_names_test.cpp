#include <gtest/gtest.h>

#include "privacy/secret_names.hpp"

namespace sotto::privacy {
namespace {

TEST(SecretNames, AreKnownInEverySpelling) {
  for (const char* name : {"password",
                           "PASSWORD",
                           "db_password",
                           "userPassword",
                           "db-passwd",
                           "passphrase",
                           "DB_PASS",
                           "api_key",
                           "apiKey",
                           "X-Api-Key",
                           "OPENAI_API_KEY",
                           "AWS_SECRET_ACCESS_KEY",
                           "client_secret",
                           "clientSecret",
                           "private_key",
                           "access_token",
                           "accessToken",
                           "token",
                           "GITHUB_TOKEN",
                           "http.request.header.authorization",
                           "Set-Cookie",
                           "credentials",
                           "cvv",
                           "otp"}) {
    EXPECT_TRUE(TextScrubber::is_secret_key(name)) << name;
  }
}

TEST(SecretNames, AreToldFromNamesThatSoundAlike) {
  for (const char* name : {"",
                           "name",
                           "max_tokens",
                           "input_tokens",
                           "gen_ai.usage.output_tokens",
                           "token_count",
                           "token_type",
                           "next_token",
                           "eos_token",
                           "secretary",
                           "password_policy",
                           "tokenizer",
                           "public_key",
                           "primary_key",
                           "author",
                           "monkey",
                           "keyboard",
                           "passing",
                           "compass",
                           "secret_name",
                           "session_id"}) {
    EXPECT_FALSE(TextScrubber::is_secret_key(name)) << name;
  }
}

TEST(SecretNames, SayWhatTheValueIs) {
  EXPECT_EQ(kind_of_name("db_password"), SecretKind::password);
  EXPECT_EQ(kind_of_name("api_key"), SecretKind::api_key);
  EXPECT_EQ(kind_of_name("access_token"), SecretKind::token);
  EXPECT_EQ(kind_of_name("ssh_private_key"), SecretKind::private_key);
}

TEST(SecretNames, AreReadFromTheirEndWhenTheyAreLong) {
  std::string long_name(1000, 'x');
  long_name += ".password";
  EXPECT_TRUE(TextScrubber::is_secret_key(long_name));
  EXPECT_FALSE(TextScrubber::is_secret_key(std::string(1000, 'x')));
}

}  // namespace
}  // namespace sotto::privacy
