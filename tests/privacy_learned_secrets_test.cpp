#include <gtest/gtest.h>

#include "privacy/learned_secrets.hpp"
#include "tests/support/fake_environment.hpp"

namespace sotto::privacy {
namespace {

using test::FakeEnvironment;
using List = std::vector<std::string>;

LearnedSecrets learn(const FakeEnvironment& environment, const Config& config = {},
                     std::string_view host = {}) {
  return learn_secrets(environment, config, host);
}

TEST(LearnedSecrets, AreTheValuesOfVariablesWithSecretNames) {
  const auto learned = learn(FakeEnvironment{}
                                 .with("DB_PASSWORD", "swordfish-1")
                                 .with("MY_API_KEY", "no-known-shape")
                                 .with("EDITOR", "some-editor"));
  EXPECT_EQ(learned.values, (List{"swordfish-1", "no-known-shape"}));
}

TEST(LearnedSecrets, LeaveShortValuesAndPlaceholdersOut) {
  const auto learned = learn(FakeEnvironment{}
                                 .with("A_PASSWORD", "short")
                                 .with("B_PASSWORD", "${OTHER_VARIABLE}")
                                 .with("C_PASSWORD", "undefined"));
  EXPECT_TRUE(learned.values.empty());
}

TEST(LearnedSecrets, IncludeOurOwnKeys) {
  Config config;
  config.langfuse_secret_key = "the-key-from-a-file";
  config.langwatch_api_key = "sk-lw-from-a-file";
  config.otlp_headers = {{"Authorization", "Bearer own-token"}, {"x-tenant", "harmless-name"}};
  EXPECT_EQ(learn({}, config).values,
            (List{"the-key-from-a-file", "sk-lw-from-a-file", "own-token"}));
}

TEST(LearnedSecrets, IncludeThePasswordsOfProxies) {
  Config config;
  config.https_proxy = "http://user:swordfish%401@proxy.example:3128";
  config.http_proxy = "user:other-password@proxy.example";
  config.all_proxy = "http://proxy.example:3128";
  EXPECT_EQ(learn({}, config).values, (List{"swordfish%401", "swordfish@1", "other-password"}));
}

TEST(LearnedSecrets, IncludeTheNamesOfUserAndHost) {
  const auto learned =
      learn(FakeEnvironment{}.with("USER", "alice").with("LOGNAME", "alice"), {}, "devbox.lan");
  EXPECT_EQ(learned.names, (List{"alice", "devbox.lan", "devbox"}));
}

TEST(LearnedSecrets, LeaveNamesOutThatWouldDamageProse) {
  EXPECT_TRUE(learn(FakeEnvironment{}.with("USER", "bob"), {}, "mail").names.empty());
  EXPECT_TRUE(learn(FakeEnvironment{}.with("USER", "ubuntu"), {}, "localhost").names.empty());
}

TEST(LearnedSecrets, IncludeTheHomeFolder) {
  EXPECT_EQ(learn(FakeEnvironment{}.with("HOME", "/srv/alice/")).home, "/srv/alice");
  EXPECT_EQ(learn(FakeEnvironment{}.with("HOME", "/root")).home, "");
  EXPECT_EQ(learn(FakeEnvironment{}.with("HOME", "/")).home, "");
}

TEST(LearnedSecrets, KnowTheMachinesName) {
  EXPECT_FALSE(own_host_name().empty());
}

}  // namespace
}  // namespace sotto::privacy
