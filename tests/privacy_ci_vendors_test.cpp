#include <gtest/gtest.h>

#include "privacy/ci_vendors.hpp"
#include "tests/support/fake_environment.hpp"

namespace sotto::privacy {
namespace {

using test::FakeEnvironment;
using Match = CiCondition::Match;

/// A value that fulfils the condition.
std::string matching_value(const CiCondition& condition) {
  switch (condition.match) {
    case Match::set: return "anything";
    case Match::equals: return std::string(condition.text);
    case Match::contains: return "/usr/bin:" + std::string(condition.text) + ":x";
  }
  return {};
}

class EveryCiVendor : public testing::TestWithParam<CiVendor> {
 protected:
  static FakeEnvironment environment_of(const CiVendor& vendor) {
    FakeEnvironment environment;
    for (const CiCondition& condition : vendor.conditions) {
      if (condition.variable.empty()) continue;
      environment.with(std::string(condition.variable), matching_value(condition));
    }
    return environment;
  }
};

TEST_P(EveryCiVendor, IsRecognised) {
  EXPECT_EQ(detect_ci(environment_of(GetParam())), GetParam().name);
}

TEST_P(EveryCiVendor, IsNotRecognisedByEmptyVariables) {
  FakeEnvironment environment;
  for (const CiCondition& condition : GetParam().conditions) {
    if (!condition.variable.empty()) environment.with(std::string(condition.variable), "");
  }
  EXPECT_EQ(detect_ci(environment), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(, EveryCiVendor,
                         testing::ValuesIn(ci_vendors().begin(), ci_vendors().end()),
                         [](const auto& info) {
                           std::string name(info.param.conditions[0].variable);
                           return name + "_" + std::to_string(info.index);
                         });

TEST(CiVendors, AreAtLeastSeventyRows) {
  EXPECT_GE(ci_vendors().size(), 70U);
}

TEST(CiVendors, AreOverruledByCiSetToExactlyFalse) {
  const auto environment = FakeEnvironment{}.with("GITHUB_ACTIONS", "true");
  EXPECT_EQ(detect_ci(FakeEnvironment(environment).with("CI", "false")), std::nullopt);
  EXPECT_EQ(detect_ci(FakeEnvironment(environment).with("CI", "False")), "GitHub Actions");
}

TEST(CiVendors, NeedAllTheirConditions) {
  EXPECT_EQ(detect_ci(FakeEnvironment{}.with("JENKINS_URL", "x")), std::nullopt);
  EXPECT_EQ(detect_ci(FakeEnvironment{}.with("TASK_ID", "x")), std::nullopt);
  EXPECT_EQ(detect_ci(FakeEnvironment{}.with("AWS_REGION", "x")), std::nullopt);
}

TEST(CiVendors, DoNotIncludeALaptop) {
  const auto environment = FakeEnvironment{}
                               .with("PATH", "/usr/bin")
                               .with("NODE", "/usr/bin/node")
                               .with("CODESPACES", "true")
                               .with("AWS_REGION", "eu-central-1");
  EXPECT_EQ(detect_ci(environment), std::nullopt);
}

}  // namespace
}  // namespace sotto::privacy
