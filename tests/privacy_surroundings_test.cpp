#include <gtest/gtest.h>

#include "core/text.hpp"
#include "privacy/surroundings.hpp"
#include "tests/support/fake_environment.hpp"

namespace sotto::privacy {
namespace {

using test::FakeEnvironment;
using Match = Condition::Match;

/// An environment in which all conditions of the row hold.
FakeEnvironment environment_of(const Surroundings& row) {
  FakeEnvironment environment;
  for (const Condition& condition : row.conditions) {
    const std::string subject(condition.subject);
    const std::string text(condition.text);
    if (subject.empty()) continue;
    switch (condition.match) {
      case Match::set: environment.with(subject, "anything"); break;
      case Match::equals: environment.with(subject, text); break;
      case Match::contains: environment.with(subject, "/usr/bin:" + text + ":x"); break;
      case Match::file: environment.with_file(subject); break;
    }
  }
  return environment;
}

FakeEnvironment environment_of_empty_variables(const Surroundings& row) {
  FakeEnvironment environment;
  for (const Condition& condition : row.conditions) {
    if (!condition.subject.empty()) environment.with(std::string(condition.subject), "");
  }
  return environment;
}

/// The subject's letters and digits, and a number that keeps them apart.
std::string name_of(const testing::TestParamInfo<Surroundings>& info) {
  std::string name;
  for (const char c : info.param.conditions[0].subject) {
    if (core::is_letter(c) || core::is_digit(c)) name += c;
  }
  return name + "_" + std::to_string(info.index);
}

class EveryCiVendor : public testing::TestWithParam<Surroundings> {};

TEST_P(EveryCiVendor, IsRecognised) {
  EXPECT_EQ(detect_ci(environment_of(GetParam())), GetParam().name);
}

TEST_P(EveryCiVendor, IsNotRecognisedByEmptyVariables) {
  EXPECT_EQ(detect_ci(environment_of_empty_variables(GetParam())), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(, EveryCiVendor,
                         testing::ValuesIn(ci_vendors().begin(), ci_vendors().end()), name_of);

class EveryCodingAgent : public testing::TestWithParam<Surroundings> {};

TEST_P(EveryCodingAgent, IsRecognised) {
  EXPECT_EQ(detect_coding_agent(environment_of(GetParam())), GetParam().name);
}

TEST_P(EveryCodingAgent, IsNotRecognisedByEmptyVariables) {
  EXPECT_EQ(detect_coding_agent(environment_of_empty_variables(GetParam())), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(, EveryCodingAgent,
                         testing::ValuesIn(coding_agents().begin(), coding_agents().end()),
                         name_of);

class EveryHostedEditor : public testing::TestWithParam<Surroundings> {};

TEST_P(EveryHostedEditor, IsRecognised) {
  EXPECT_EQ(detect_hosted_editor(environment_of(GetParam())), GetParam().name);
}

TEST_P(EveryHostedEditor, IsNoBuildServer) {
  EXPECT_EQ(detect_ci(environment_of(GetParam())), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(, EveryHostedEditor,
                         testing::ValuesIn(hosted_editors().begin(), hosted_editors().end()),
                         name_of);

TEST(CodingAgents, AreAtLeastThirtyRows) {
  EXPECT_GE(coding_agents().size(), 30U);
}

TEST(CodingAgents, AreNamedByTheMoreSpecialSign) {
  const auto amp = FakeEnvironment{}.with("AGENT", "amp").with("CLAUDECODE", "1");
  EXPECT_EQ(detect_coding_agent(amp), "Amp");
}

TEST(CodingAgents, DoNotIncludeAPersonAtATerminal) {
  const auto environment = FakeEnvironment{}
                               .with("TERM_PROGRAM", "vscode")
                               .with("TERM_PROGRAM", "WarpTerminal")
                               .with("CURSOR_TRACE_ID", "1")
                               .with("AGENT", "smith")
                               .with("EDITOR", "vim");
  EXPECT_EQ(detect_coding_agent(environment), std::nullopt);
}

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
